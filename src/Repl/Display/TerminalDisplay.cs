using System.Collections.Concurrent;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Repl.Editor;

namespace Gchunk.Repl.Display;

/// <summary>
/// Shows at a terminal what does not fit a pipe: how arrays are cut into chunks, and the plots that were drawn.
/// </summary>
internal sealed class TerminalDisplay : IDisposable
{
    private readonly ConcurrentQueue<string> plots = new();
    private readonly Func<string> attributes;
    private readonly Theme theme;

    /// <param name="theme">Whether there are colours: without them there are no pictures.</param>
    /// <param name="attributes">What the terminal answered when it was asked for its attributes.</param>
    public TerminalDisplay(Theme theme, Func<string> attributes)
    {
        this.theme = theme;
        this.attributes = attributes;
        Figure.Saved += plots.Enqueue;
    }

    /// <summary>A value as text. What is lazy stays so.</summary>
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

    /// <summary>Shows the plots that were drawn since the last time, each with the name of its file under it.</summary>
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
