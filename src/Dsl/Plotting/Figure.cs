using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A picture that can be saved as PNG, SVG or PDF: <see cref="LinePlot"/>, <see cref="GridPlot"/>,
/// <see cref="BarPlot"/>, <see cref="MapPlot"/>.
/// </summary>
public abstract record Figure
{
    /// <summary>The title, drawn as plain text.</summary>
    public string Title { get; init; } = "";

    /// <summary>
    /// Width and height in pixels (for PDF, at 150 dots per inch). Null: 1200 x 900, or a size that fits the shape of a
    /// map.
    /// </summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Raised for each saved file. The prompt shows it.</summary>
    public static event Action<string>? Saved;

    /// <summary>
    /// Draws the figure into a file, in the format of its ending: .png, .svg or .pdf. The file is written whole or not
    /// at all.
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
        if (Size is { } size && (size.Width is < 100 or > 20_000 || size.Height is < 100 or > 20_000))
        {
            throw new GchunkException(
                $"a figure of {size.Width} x {size.Height} pixels cannot be drawn; give a width and a height from 100 to 20000"
            );
        }

        Check();
        using var file = AtomicFile.Create(path);
        using var folder = new ScratchFolder();
        (int width, int height) = PixelSize();
        var canvas = new Canvas(width, height, format);
        var script = new GnuplotScript(folder.Path, cancel);
        string picture = "figure" + format.Ending;
        script.Line($"set terminal {format.Terminal(canvas):L}");
        script.Line($"set output {picture}");
        Compose(canvas, script);
        script.Line($"unset output");
        Gnuplot.Run(script, cancel);
        file.CommitCopyOf(Path.Combine(folder.Path, picture));
        Saved?.Invoke(path);
    }

    /// <summary>Throws if there is nothing to draw.</summary>
    internal abstract void Check();

    internal abstract void Compose(Canvas canvas, GnuplotScript script);

    internal virtual (int Width, int Height) PixelSize() => Size ?? (1200, 900);
}
