using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Cells of a curvilinear grid, whose longitudes and latitudes have two dimensions each, as those of ocean and regional
/// models. The corners of a cell lie halfway between its neighbours' centres, on the sphere. On plain axes the
/// coordinates may be of any kind, such as distance and depth.
/// </summary>
public sealed record MeshPlot : Layer
{
    /// <summary>The number of columns of the grid.</summary>
    public required int Columns { get; init; }

    /// <summary>The longitude of each cell centre, degrees east, in C order; NaN where the grid has no cell.</summary>
    public required double[] Longitudes { get; init; }

    /// <summary>The latitude of each cell centre, degrees north, in C order; NaN where the grid has no cell.</summary>
    public required double[] Latitudes { get; init; }

    /// <summary>The values in C order; NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The label of the values, such as "sst [°C]".</summary>
    public string Label { get; init; } = "";

    /// <summary>The name of a colour map; null chooses one.</summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>Whether the colours span the 2nd to the 98th percentile.</summary>
    public bool Robust { get; init; }

    /// <summary>The colour of missing cells: a name, #rrggbb, or "none"; null for light grey.</summary>
    public string? Missing { get; init; }

    internal MapFrame? Frame { get; init; }

    internal override bool Covers => true;

    internal override ColorRequest? Colored =>
        new(Values, Colors, Limits, Robust, Label) { Missing = ColorScale.MissingOf(Missing) };

    internal override double[]? Content => Values;

    /// <summary>The label of the longitudes, on plain axes.</summary>
    public string XLabel { get; init; } = "longitude";

    /// <summary>The label of the latitudes, on plain axes.</summary>
    public string YLabel { get; init; } = "latitude";

    /// <summary>Whether the axes are plain, instead of a map.</summary>
    public bool IsPlain { get; init; }

    internal override LayerSide Across =>
        (IsPlain ? null : LayerSide.OfLongitudes(Longitudes)) ?? LayerSide.OfPoints(XLabel, 0, Longitudes);

    internal override LayerSide Up => LayerSide.OfPoints(YLabel, 0, Latitudes);

    internal override Composing.PanelSettings Settings =>
        base.Settings with
        {
            Map = IsPlain ? null : Frame ?? new MapFrame(),
        };

    internal override void Check()
    {
        if (Columns < 2 || Values.Length < 2 * Columns || Values.Length % Columns != 0)
        {
            throw new GchunkException(
                $"a curvilinear grid has at least 2 rows and 2 columns; got {Values.Length} values in {Columns} columns"
            );
        }
        ColorScale.CheckCount(Values, Values.Length, "a grid");
        ColorScale.CheckValues(Longitudes, Values.Length, "the longitudes of a grid");
        ColorScale.CheckValues(Latitudes, Values.Length, "the latitudes of a grid");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        int rows = Values.Length / Columns;
        bool isGlobe = context.Space.IsMap;
        Direction[] corners = Corners(rows, isGlobe);
        if (!isGlobe)
            return [new RasterElement(Flat(context, corners))];
        var pen = new TrianglePen(context.Space, context.Scale!);
        for (int i = 0; i < Values.Length; i++)
        {
            if (i % 1024 == 0)
                context.Cancel.ThrowIfCancellationRequested();
            (int a, int d) = Cell(i);
            if (!IsPlaced(corners, a, d))
                continue;
            double v = Values[i];
            pen.Fill((corners[a], v), (corners[a + 1], v), (corners[d + 1], v));
            pen.Fill((corners[a], v), (corners[d + 1], v), (corners[d], v));
        }
        return [new RasterElement(pen.Finish())];
    }

    private Raster Flat(LayerContext context, Direction[] corners)
    {
        var pen = new MeshPen(context.Space);
        Span<double> xs = stackalloc double[4],
            ys = stackalloc double[4];
        for (int i = 0; i < Values.Length; i++)
        {
            (int a, int d) = Cell(i);
            ReadOnlySpan<int> around = [a, a + 1, d + 1, d];
            bool seen = IsPlaced(corners, a, d);
            for (int k = 0; k < 4 && seen; k++)
                seen = context.Space.TryPlace(corners[around[k]].X, corners[around[k]].Y, out xs[k], out ys[k]);
            uint color = context.Scale!.Color(Values[i]);
            if (seen && color != 0)
                pen.Fill(xs, ys, color);
        }
        return pen.Raster;
    }

    // The first corner of a cell, and the one above it.
    private (int First, int Above) Cell(int i)
    {
        int first = (i / Columns * (Columns + 1)) + (i % Columns);
        return (first, first + Columns + 1);
    }

    private static bool IsPlaced(Direction[] corners, int a, int d) =>
        double.IsFinite(corners[a].X + corners[a + 1].X + corners[d].X + corners[d + 1].X);

    // The corners of all cells: on a globe, as directions from its centre, whose means know neither seams nor poles.
    private Direction[] Corners(int rows, bool isGlobe)
    {
        int wide = Columns + 2;
        Direction[] centres = new Direction[wide * (rows + 2)];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                int i = (row * Columns) + column;
                centres[((row + 1) * wide) + column + 1] = isGlobe
                    ? Direction.Of(Longitudes[i], Latitudes[i])
                    : new Direction(Longitudes[i], Latitudes[i], 0);
            }
            Extend((row + 1) * wide, 1);
            Extend(((row + 1) * wide) + wide - 1, -1);
        }
        for (int column = 0; column < wide; column++)
        {
            Extend(column, wide);
            Extend(((rows + 1) * wide) + column, -wide);
        }
        Direction[] corners = new Direction[(Columns + 1) * (rows + 1)];
        for (int row = 0; row <= rows; row++)
        {
            for (int column = 0; column <= Columns; column++)
            {
                int at = (row * wide) + column;
                Direction sum = centres[at] + centres[at + 1] + centres[at + wide] + centres[at + wide + 1];
                corners[(row * (Columns + 1)) + column] = sum * 0.25;
            }
        }
        return corners;

        // A centre beyond the edge, as far from the last one as that from the one before.
        void Extend(int at, int inwards) => centres[at] = (centres[at + inwards] * 2) - centres[at + (2 * inwards)];
    }
}
