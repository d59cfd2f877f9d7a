using System.Collections;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Points, lines and areas, from a file or from arrays, that can be drawn alone or over other layers.</summary>
/// <example><code>
/// var box = FeatureCollection.Polygons([-73.2, -72.2, -72.2, -73.2], [43.1, 43.1, 44.1, 44.1]);
/// OpenDataset("rain.nc")["pr"].Mean("time").PlotMap().Add(box.Plot(color: "red")).Save("box.png");
/// </code></example>
public sealed class FeatureCollection : IReadOnlyList<MapFeature>
{
    private static readonly Dictionary<string, object?> Nothing = [];

    private readonly MapFeature[] features;

    /// <summary>Takes features.</summary>
    public FeatureCollection(IEnumerable<MapFeature> features) => this.features = [.. features];

    /// <summary>The number of features.</summary>
    public int Count => features.Length;

    /// <summary>The names of all attributes, in the order in which they come.</summary>
    public IReadOnlyList<string> Names => [.. features.SelectMany(f => f.Attributes.Keys).Distinct()];

    /// <summary>Returns a feature.</summary>
    public MapFeature this[int index] => features[index];

    /// <summary>Returns points.</summary>
    /// <param name="x">Their places from left to right; on a map, degrees east.</param>
    /// <param name="y">Their places from bottom to top; on a map, degrees north.</param>
    /// <exception cref="GchunkException">The lengths differ.</exception>
    public static FeatureCollection Points(double[] x, double[] y) => Of(FeatureKind.Point, x, y);

    /// <summary>Returns lines; NaN separates one from the next.</summary>
    /// <inheritdoc cref="Points" path="/param"/>
    /// <inheritdoc cref="Points" path="/exception"/>
    public static FeatureCollection Lines(double[] x, double[] y) => Of(FeatureKind.Line, x, y);

    /// <summary>Returns areas from their outlines; NaN separates one from the next.</summary>
    /// <inheritdoc cref="Points" path="/param"/>
    /// <inheritdoc cref="Points" path="/exception"/>
    public static FeatureCollection Polygons(double[] x, double[] y) => Of(FeatureKind.Polygon, x, y);

    /// <summary>Returns the features for which a condition holds.</summary>
    public FeatureCollection Where(Func<MapFeature, bool> condition) => new(features.Where(condition));

    /// <summary>Draws the features.</summary>
    /// <param name="path">
    /// The file to write. Its ending selects the format: .png, .svg or .pdf. Null: only the figure is returned.
    /// </param>
    /// <param name="color">The colour of points, lines and outlines, or "none"; by default the next of the figure.</param>
    /// <param name="fill">The colour of areas; null for none.</param>
    /// <param name="column">The name of an attribute whose numbers colour the features.</param>
    /// <param name="colors">The name of the colour map for <paramref name="column"/>.</param>
    /// <param name="limits">The values at the ends of the colours; by default the smallest and the largest.</param>
    /// <param name="linewidth">The width of lines relative to the default.</param>
    /// <param name="size">The size of points relative to the default.</param>
    /// <param name="label">The name in the legend.</param>
    /// <param name="projection">The projection of a map; null for plain axes, or those of the figure to add to.</param>
    /// <param name="title">The title.</param>
    /// <param name="figsize">Width and height in inches.</param>
    /// <param name="dpi">The pixels of an inch; 150 by default.</param>
    /// <returns>The figure. Added to another one, it does not widen the area that this one shows.</returns>
    /// <exception cref="GchunkException">
    /// There are no features, no feature has the attribute, or the file cannot be written.
    /// </exception>
    public Figure Plot(
        string? path = null,
        string? color = null,
        string? fill = null,
        string? column = null,
        string? colors = null,
        (double Low, double High)? limits = null,
        double linewidth = 1,
        double size = 1,
        string? label = null,
        IProjection? projection = null,
        string? title = null,
        (double Width, double Height)? figsize = null,
        double? dpi = null
    )
    {
        if (column is not null && !Names.Contains(column))
            throw new GchunkException(Spelling.Unknown("attribute of the features", column, Names));
        var layer = new FeaturePlot
        {
            Features = features,
            Values = column is null ? null : [.. features.Select(f => f.Number(column))],
            Color = color,
            Fill = fill,
            Label = column ?? "",
            Colors = colors,
            Limits = limits,
            Width = linewidth,
            MarkerSize = size,
            Name = label ?? "",
        };
        var options = new FigureOptions(title, FigSize: figsize, Dpi: dpi);
        return DataArray.Drawn(options.On(projection).Figure(layer), path);
    }

    /// <summary>Returns the features in order.</summary>
    public IEnumerator<MapFeature> GetEnumerator() => features.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Describes the collection in one line.</summary>
    public override string ToString() =>
        $"{Count} feature{(Count == 1 ? "" : "s")}{(Names.Count == 0 ? "" : $" with {string.Join(", ", Names)}")}";

    private static FeatureCollection Of(FeatureKind kind, double[] x, double[] y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Length != y.Length)
            throw new GchunkException($"{x.Length} x and {y.Length} y were given; there must be as many of both");
        List<MapFeature> made = [];
        List<double> part = [];
        for (int i = 0; i <= x.Length; i++)
        {
            bool isPoint = i < x.Length && double.IsFinite(x[i]) && double.IsFinite(y[i]);
            if (isPoint)
                part.AddRange([x[i], y[i]]);
            if (part.Count > 0 && (!isPoint || kind == FeatureKind.Point))
            {
                if (kind == FeatureKind.Polygon && (part[0] != part[^2] || part[1] != part[^1]))
                    part.AddRange([part[0], part[1]]);
                made.Add(new MapFeature(kind, [part.ToArray()], Nothing));
                part.Clear();
            }
        }
        return new FeatureCollection(made);
    }
}
