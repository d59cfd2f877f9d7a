using System.Collections.Concurrent;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Showing;
using Gchunk.Repl.Editor;

namespace Gchunk.Repl.Display;

/// <summary>Shows at a terminal what makes no sense in a pipe: drawings of chunks, and the saved plots.</summary>
internal sealed class TerminalDisplay : IDisposable
{
    private readonly ConcurrentQueue<string> plots = new();
    private readonly Func<string> attributes;
    private readonly Theme theme;

    /// <param name="theme">The theme; pictures are shown only if it has colours.</param>
    /// <param name="attributes">Returns the terminal's answer to the query for its attributes (DA1).</param>
    public TerminalDisplay(Theme theme, Func<string> attributes)
    {
        this.theme = theme;
        this.attributes = attributes;
        Figure.Saved += plots.Enqueue;
    }

    /// <summary>Formats a value without computing lazy arrays.</summary>
    public static string? Format(object value)
    {
        string? text = ValueFormatter.Format(value);
        var chunks = value switch
        {
            ChunkedArray array => array.Chunks,
            DataArray array => array.Chunks,
            _ => null,
        };
        return chunks is not null && ChunkDrawing.Of(chunks) is { } drawing ? $"{text}\n{drawing}" : text;
    }

    /// <summary>
    /// Formats a value as <see cref="Format"/> does. Null for a figure that <see cref="ShowPlots"/> is about to show.
    /// </summary>
    public string? FormatUnlessShown(object value) =>
        value is Figure { Path: { } path } && plots.Contains(path) ? null : Format(value);

    /// <summary>Shows the plots that were saved since the last call, each with its file name below it.</summary>
    public void ShowPlots(TextWriter output)
    {
        while (plots.TryDequeue(out string? path))
        {
            if (
                theme.HasColours
                && path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
                && File.Exists(path)
                && TerminalImage.Draw(
                    File.ReadAllBytes(path),
                    TerminalImage.ProtocolOf(attributes()),
                    Console.WindowWidth,
                    Console.WindowHeight
                )
                    is { } picture
            )
            {
                output.Write(picture);
            }

            output.WriteLine(path);
        }
    }

    public void Dispose() => Figure.Saved -= plots.Enqueue;
}
