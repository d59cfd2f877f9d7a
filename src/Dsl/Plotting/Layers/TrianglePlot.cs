using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Values between points that form no rectangular grid: coloured triangles, filled contours or lines. The points are
/// joined to Delaunay triangles, on a map on the globe, or they are those of a curvilinear grid.
/// </summary>
public sealed record TrianglePlot : Layer
{
    private (double[] X, double[] Y, double[] Values, bool IsGlobe, TriangleMesh Mesh)? made;

    /// <summary>The place of each point from left to right; on a map, degrees east. NaN: the point is left out.</summary>
    public required double[] X { get; init; }

    /// <summary>The place of each point from bottom to top; on a map, degrees north. NaN: the point is left out.</summary>
    public required double[] Y { get; init; }

    /// <summary>A value for each point. Triangles with a missing value (NaN) at a corner have its colour.</summary>
    public required double[] Values { get; init; }

    /// <summary>The number of columns, if the points are those of a curvilinear grid in C order.</summary>
    public int? Columns { get; init; }

    /// <summary>The label of <see cref="X"/>.</summary>
    public string XLabel { get; init; } = "x";

    /// <summary>The label of <see cref="Y"/>.</summary>
    public string YLabel { get; init; } = "y";

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// "tripcolor" for triangles in the colour of the mean of their corners, "contourf" for filled contours, "contour"
    /// for lines.
    /// </summary>
    public string Kind { get; init; } = "tripcolor";

    /// <summary>The levels of contours, in ascending order; null: about 8 at round numbers.</summary>
    public double[]? Levels { get; init; }

    /// <summary>Whether contour lines carry their values.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>The name of a colour map; null chooses one, and gives lines one <see cref="Color"/>.</summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours of triangles; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>Whether the colours of triangles span the 2nd to the 98th percentile.</summary>
    public bool Robust { get; init; }

    /// <summary>The colour of lines without a colour map. Negative levels are then dashed.</summary>
    public string Color { get; init; } = "black";

    /// <summary>The width of lines relative to the default.</summary>
    public double Width { get; init; } = 1;

    /// <summary>The colour where values are missing: a name, #rrggbb, or "none"; null for light grey.</summary>
    public string? Missing { get; init; }

    private bool IsLines => Kind == "contour";

    internal override bool Covers => !IsLines;

    internal override double[]? Content => Values;

    internal override LayerSide Across =>
        (Frame is null ? null : LayerSide.OfLongitudes(X)) ?? LayerSide.OfPoints(XLabel, 0, X);

    internal override LayerSide Up => LayerSide.OfPoints(YLabel, 0, Y);

    internal Maps.MapFrame? Frame { get; init; }

    internal override Composing.PanelSettings Settings => base.Settings with { Map = Frame };

    internal override ColorRequest? Colored =>
        IsLines && Colors is null
            ? null
            : new ColorRequest(Values, Colors, Limits, Robust, Label)
            {
                Levels = Kind == "tripcolor" ? null : Bounds,
                Missing = ColorScale.MissingOf(Missing),
            };

    private double[] Bounds => Levels ?? Plotting.Levels.Of(Values, !IsLines);

    internal override Interval? ChoosesLevels =>
        Levels is null && Kind != "tripcolor" ? Plotting.Levels.RangeOf(Values) : null;

    internal override Layer LeveledFor(Interval range) => this with { Levels = Plotting.Levels.Of(range, !IsLines) };

    internal override void Check()
    {
        if (Kind is not ("tripcolor" or "contourf" or "contour"))
            throw new GchunkException(Spelling.Unknown("kind", Kind, ["tripcolor", "contourf", "contour"]));
        ColorScale.CheckCount(Values, Values.Length, "points");
        ColorScale.CheckValues(X, Values.Length, $"{Values.Length} points");
        ColorScale.CheckValues(Y, Values.Length, $"{Values.Length} points");
        if (Columns is { } columns && (columns < 2 || Values.Length < 2 * columns || Values.Length % columns != 0))
        {
            throw new GchunkException(
                $"a curvilinear grid has at least 2 rows and 2 columns; got {Values.Length} values in {columns} columns"
            );
        }
        if (Levels is null)
            return;
        Plotting.Levels.Check(Levels);
        if (Kind == "contourf" && Levels.Length < 2)
            throw new GchunkException($"filled contours need at least two levels; got {Levels.Length}");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        TriangleMesh mesh = MeshOf(context);
        if (IsLines)
            return Lines(context, mesh).Elements;
        var pen = new TrianglePen(context.Space, context.Scale!);
        pen.Fill(mesh, Kind == "tripcolor", context.Cancel);
        return [new RasterElement(pen.Finish())];
    }

    internal override IEnumerable<PanelText> Texts(LayerContext context) =>
        IsLines && Labels ? Lines(context, MeshOf(context)).Texts : [];

    private (List<IPlotElement> Elements, List<PanelText> Texts) Lines(LayerContext context, TriangleMesh mesh) =>
        ContourLines.Draw(
            context,
            Bounds,
            mesh.LinesAt,
            Labels,
            Width,
            level => Colors is null ? PlotColor.Parse(Color) : context.Scale!.Color(level),
            isDashed: Colors is null
        );

    private TriangleMesh MeshOf(LayerContext context)
    {
        bool isGlobe = context.Space.IsMap;
        if (made is { } m && m.X == X && m.Y == Y && m.Values == Values && m.IsGlobe == isGlobe)
            return m.Mesh;
        TriangleMesh mesh = Columns is { } columns
            ? TriangleMesh.OfGrid(X, Y, Values, columns, isGlobe)
            : TriangleMesh.OfPoints(X, Y, Values, isGlobe, context.Cancel);
        if (mesh.Corners.Length == 0)
        {
            throw new GchunkException(
                $"{X.Length} points form no triangle: they lie on a line, or there are fewer than three; draw them with Scatter"
            );
        }
        made = (X, Y, Values, isGlobe, mesh);
        return mesh;
    }
}
