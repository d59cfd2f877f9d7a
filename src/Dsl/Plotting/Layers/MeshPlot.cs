using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Cells of a curvilinear grid, whose longitudes and latitudes have two dimensions each, as those of ocean and regional
/// models. The corners of a cell lie halfway between its neighbours' centres, on the sphere.
/// </summary>
public sealed record MeshPlot : Layer
{
    // Cells that are longer than this part of the map lie across its seam and are not drawn.
    private const double Longest = 0.25;

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

    internal override LayerSide Across => LayerSide.OfPoints("longitude", 0, Longitudes);

    internal override LayerSide Up => LayerSide.OfPoints("latitude", 0, Latitudes);

    internal override Composing.PanelSettings Settings => base.Settings with { Map = Frame ?? new MapFrame() };

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
        (double X, double Y, double Z)[] corners = Corners(rows);
        var pen = new MeshPen(context.Space);
        Span<double> xs = stackalloc double[4],
            ys = stackalloc double[4];
        for (int row = 0; row < rows; row++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            for (int column = 0; column < Columns; column++)
            {
                int a = (row * (Columns + 1)) + column,
                    d = a + Columns + 1;
                bool seen = true;
                ReadOnlySpan<int> around = [a, a + 1, d + 1, d];
                for (int k = 0; k < 4 && seen; k++)
                {
                    (double x, double y, double z) = corners[around[k]];
                    seen =
                        double.IsFinite(x)
                        && context.Space.TryPlace(
                            Math.Atan2(y, x) / Angles.RadiansPerDegree,
                            Math.Atan2(z, Math.Sqrt((x * x) + (y * y))) / Angles.RadiansPerDegree,
                            out xs[k],
                            out ys[k]
                        );
                }
                uint color = context.Scale!.Color(Values[(row * Columns) + column]);
                if (seen && color != 0)
                    pen.Fill(xs, ys, color, Longest);
            }
        }
        return [new RasterElement(pen.Raster)];
    }

    // The corners of all cells as directions from the globe's centre, whose means know neither seams nor poles.
    private (double X, double Y, double Z)[] Corners(int rows)
    {
        int wide = Columns + 2;
        var centres = new (double X, double Y, double Z)[wide * (rows + 2)];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                int i = (row * Columns) + column;
                (double sinLat, double cosLat) = Math.SinCos(Latitudes[i] * Angles.RadiansPerDegree);
                (double sinLon, double cosLon) = Math.SinCos(Longitudes[i] * Angles.RadiansPerDegree);
                centres[((row + 1) * wide) + column + 1] = (cosLat * cosLon, cosLat * sinLon, sinLat);
            }
            Extend(((row + 1) * wide), 1);
            Extend(((row + 1) * wide) + wide - 1, -1);
        }
        for (int column = 0; column < wide; column++)
        {
            Extend(column, wide);
            Extend(((rows + 1) * wide) + column, -wide);
        }
        var corners = new (double X, double Y, double Z)[(Columns + 1) * (rows + 1)];
        for (int row = 0; row <= rows; row++)
        {
            for (int column = 0; column <= Columns; column++)
            {
                (double X, double Y, double Z) a = centres[(row * wide) + column],
                    b = centres[(row * wide) + column + 1],
                    c = centres[((row + 1) * wide) + column],
                    d = centres[((row + 1) * wide) + column + 1];
                corners[(row * (Columns + 1)) + column] = (
                    a.X + b.X + c.X + d.X,
                    a.Y + b.Y + c.Y + d.Y,
                    a.Z + b.Z + c.Z + d.Z
                );
            }
        }
        return corners;

        // A centre beyond the edge, as far from the last one as that from the one before.
        void Extend(int at, int inwards)
        {
            (double X, double Y, double Z) p = centres[at + inwards],
                q = centres[at + (2 * inwards)];
            centres[at] = ((2 * p.X) - q.X, (2 * p.Y) - q.Y, (2 * p.Z) - q.Z);
        }
    }
}
