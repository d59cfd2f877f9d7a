using Gchunk.Dsl;
using Gchunk.Dsl.Exploring;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Repl.Display;
using Gchunk.Repl.Notebooks.Widgets;

namespace Gchunk.Repl.Notebooks;

/// <summary>The forms of the value of a cell: text for all, HTML or a picture for what has one.</summary>
internal static class RichValue
{
    /// <summary>
    /// Returns the forms, or null if there is nothing to show. No lazy array is computed, but for the first picture of
    /// an explorer with sliders.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="comms">The comms of widgets; null where none are shown.</param>
    public static MimeBundle? Of(object value, CommTable? comms)
    {
        if (TerminalDisplay.Format(value) is not { } text)
            return null;
        return new MimeBundle(text) { Forms = Forms(value, comms) };
    }

    private static IReadOnlyList<(string, string)> Forms(object value, CommTable? comms) =>
        value switch
        {
            ChunkedArray array => [("text/html", array.ToHtml())],
            DataArray array => [("text/html", array.ToHtml())],
            Dataset set => [("text/html", set.ToHtml())],
            Client client => [("text/html", client.ToHtml())],
            Dsl.Explorer { Panels: [[var first, ..]] } explorer
                when comms is not null && (explorer.HasSliders || ExplorerSliders.AreNeeded) => Sliders(
                explorer,
                first,
                comms
            ),
            Dsl.Explorer explorer => [("text/html", explorer.ToHtml())],
            Delayed delayed => Picture(delayed.Visualize, ".svg"),
            // A figure that was saved is shown already.
            Figure { Path: null } figure => Picture((path, _) => figure.Save(path), ".png"),
            _ => [],
        };

    // Without the program that draws, the frame remains.
    private static IReadOnlyList<(string, string)> Sliders(Dsl.Explorer explorer, ExploredArray array, CommTable comms)
    {
        try
        {
            return [ExplorerSliders.Open(array, comms)];
        }
        catch (GchunkException)
        {
            return [("text/html", explorer.ToHtml())];
        }
    }

    // Without the program that draws, or for a graph that is too large, the text remains.
    private static IReadOnlyList<(string, string)> Picture(Action<string, string> draw, string ending)
    {
        using var folder = new DrawingFolder();
        string path = Path.Combine(folder.Path, "picture" + ending);
        try
        {
            draw(path, "TB");
        }
        catch (GchunkException)
        {
            return [];
        }
        return FigureDisplay.Form(path) is { } form ? [form] : [];
    }
}
