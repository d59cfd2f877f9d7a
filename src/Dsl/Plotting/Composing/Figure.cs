using System.Globalization;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A picture that can be saved as PNG, SVG or PDF: one or more panels, each with axes or a map and with layers that
/// share them.
/// </summary>
/// <remarks>
/// A plot method such as <c>x.PColorMesh()</c> returns a figure of one panel with one layer. <see cref="Add(Figure)"/>
/// puts the layers of another figure on top.
/// </remarks>
/// <example><code>
/// var pr = OpenDataset("rain.nc")["pr"].Mean("time");
/// Figure(title: "Rain").Add(pr.PlotMap(colors: "Blues")).Add(pr.Contour(levels: [1, 2, 3])).Save("map.png");
/// </code></example>
public sealed record Figure
{
    private const int Smallest = 100,
        Largest = 20_000;

    /// <summary>The title above all panels, or of the only panel; drawn as plain text.</summary>
    public string Title { get; init; } = "";

    /// <summary>
    /// Width and height in pixels (for PDF, at 150 dots per inch). Null: 1200 x 900, or a size that fits the shape of a
    /// map or the number of panels.
    /// </summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Width and height in inches; <see cref="Size"/> takes precedence.</summary>
    public (double Width, double Height)? Inches { get; init; }

    /// <summary>The pixels per inch; null for 150.</summary>
    public double? Dpi { get; init; }

    /// <summary>Raised for each saved file, that of a graph included. The prompt and notebooks show it.</summary>
    public static event Action<string>? Saved;

    internal IReadOnlyList<FigurePanel> Panels { get; init; } = [new FigurePanel()];

    /// <summary>The number of panels beside each other.</summary>
    internal int Columns { get; init; } = 1;

    /// <summary>Whether all panels share their axes and their colours, as the panels of a facet.</summary>
    internal bool IsFaceted { get; init; }

    /// <summary>The file to which the plot method saved the figure; null if it saved none.</summary>
    public string? Path { get; internal init; }

    /// <summary>Returns this figure with a layer on top.</summary>
    /// <exception cref="GchunkException">The figure has several panels.</exception>
    public Figure Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return With(Single.Add(layer, isRight: false));
    }

    /// <summary>Returns this figure with the layers of another one on top, in the axes or on the map of this one.</summary>
    /// <exception cref="GchunkException">One of the figures has several panels.</exception>
    public Figure Add(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return With(Single.Add(figure.Single, isRight: false));
    }

    /// <summary>
    /// Returns this figure with the layers of another one on top. Their values are along a second axis on the right.
    /// </summary>
    /// <exception cref="GchunkException">One of the figures has several panels, or this one is a map.</exception>
    public Figure AddRight(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return With(Single.Add(figure.Single, isRight: true));
    }

    /// <summary>
    /// Returns a figure with the panels of this one and of others, a given number of them beside each other.
    /// </summary>
    /// <param name="columns">The number of panels beside each other.</param>
    /// <param name="figures">The other figures.</param>
    /// <exception cref="GchunkException">There is not at least one column.</exception>
    public Figure Beside(int columns, params Figure[] figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (columns < 1)
            throw new GchunkException($"a figure has at least one column of panels; got {columns}");
        FigurePanel[] panels = [.. Panels, .. figures.SelectMany(f => f.Panels)];
        return this with { Panels = panels, Columns = Math.Min(columns, panels.Length), IsFaceted = false };
    }

    /// <summary>
    /// Draws the figure into a file, in the format of its extension: .png, .svg or .pdf. The write is atomic.
    /// </summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="cancel">Cancels the drawing; by default, Ctrl-C does.</param>
    /// <exception cref="GchunkException">
    /// The file's ending is unknown, the folder is missing, there is nothing to draw, or gnuplot is missing or fails.
    /// </exception>
    public void Save(string path, CancellationToken cancel = default)
    {
        cancel = cancel.CanBeCanceled ? cancel : Interrupt.Token;
        FigureFormat format = FigureFormat.Of(path);
        Check();
        using var file = AtomicFile.Create(path);
        using var folder = new ScratchFolder();
        string picture = "figure" + format.Ending;
        var script = new GnuplotScript(folder.Path, cancel);
        Canvas canvas = CanvasOf(format);
        script.Line($"set terminal {format.Terminal(canvas):L}");
        script.Line($"set output {picture}");
        new FigureLayout(this, canvas).Draw(script);
        script.Line($"unset output");
        Gnuplot.Run(script, cancel);
        if (new FileInfo(System.IO.Path.Combine(folder.Path, picture)).Length == 0)
        {
            throw new GchunkException(
                $"gnuplot drew nothing into '{path}'; draw fewer panels, or give a larger figsize"
            );
        }
        file.CommitCopyOf(System.IO.Path.Combine(folder.Path, picture));
        Announce(path);
    }

    /// <summary>Tells that a picture was saved.</summary>
    internal static void Announce(string path) => Saved?.Invoke(path);

    /// <summary>Describes the figure in one line.</summary>
    public override string ToString()
    {
        int layers = Panels.Sum(p => p.Layers.Count);
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"figure of {Quantity.Of(layers, "layer")} in {Quantity.Of(Panels.Count, "panel")}"
        );
        return Path is null ? what + "; Save draws it into a file" : $"{what}, saved as {Path}";
    }

    /// <summary>
    /// Returns this map, in the middle of what it shows if that lies on both sides of the antimeridian.
    /// </summary>
    internal Figure Centred()
    {
        if (Panels.Count == 0 || Panels[0].Settings.Map is not { IsGlobal: false } map)
            return this;
        // Without values there is no area; drawing says so.
        if (Panels[0].Layers.Any(l => l.Layer.Content is { Length: 0 }))
            return this;
        (double west, double east) = map.Extent is { } e
            ? (e.West, e.East)
            : (Panels[0].Area().West, Panels[0].Area().East);
        double turn = 360 * Math.Floor((west + 180) / 360);
        if (east - turn <= 180 || east - west > 300)
            return this;
        map = map with { Projection = new PlateCarree(Math.Round(Angles.Wrap((west + east) / 2))) };
        return this with { Panels = [.. Panels.Select(p => p with { Given = p.Given with { Map = map } })] };
    }

    internal Canvas CanvasOf(FigureFormat format)
    {
        (int width, int height) =
            Size
            ?? (
                Inches is { } inches
                    ? ((int)Math.Round(inches.Width * Dots), (int)Math.Round(inches.Height * Dots))
                    : FigureLayout.DefaultSize(this)
            );
        if (Size is null && Inches is null && Dpi is not null)
            (width, height) = ((int)(width * Dots / Canvas.DefaultDpi), (int)(height * Dots / Canvas.DefaultDpi));
        if (width is < Smallest or > Largest || height is < Smallest or > Largest)
        {
            throw new GchunkException(
                $"a figure of {width} x {height} pixels cannot be drawn; give a width and a height from {Smallest} to {Largest}"
            );
        }
        return new Canvas(width, height, format) { Dpi = Inches is null && Dpi is null ? null : Dots };
    }

    internal void Check() => Check([this]);

    /// <summary>Throws if one of the figures cannot be drawn, or if no value of any of them can.</summary>
    internal static void Check(IReadOnlyList<Figure> figures)
    {
        foreach (Figure figure in figures)
            figure.CheckParts();
        Layer[] layers = [.. figures.SelectMany(f => f.Panels).SelectMany(p => p.Layers).Select(l => l.Layer)];
        if (layers.All(l => l.IsMissing))
            throw ColorScale.AllMissing(layers.Sum(l => (long)l.Content!.Length));
    }

    private void CheckParts()
    {
        if (Dpi is not (null or (>= 20 and <= 2400)))
            throw new GchunkException($"dpi: {Dpi} is not a resolution; give 20 to 2400, such as 300 for print");
        if (Inches is { } size && !(size.Width > 0 && size.Height > 0 && size.Width < 1000 && size.Height < 1000))
        {
            throw new GchunkException(
                $"a figure of {size.Width} x {size.Height} inches cannot be drawn; give a width and a height in inches, such as (8, 6)"
            );
        }
        foreach (FigurePanel panel in Panels)
            panel.Check();
        _ = CanvasOf(FigureFormat.Of("figure.png"));
    }

    private double Dots => Dpi ?? Canvas.DefaultDpi;

    internal FigurePanel Single =>
        Panels.Count == 1
            ? Panels[0]
            : throw new GchunkException(
                $"layers are added to a figure of one panel; this one has {Panels.Count}. Put figures side by side with Beside"
            );

    internal Figure With(FigurePanel panel) => this with { Panels = [panel] };
}
