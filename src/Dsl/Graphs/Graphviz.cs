using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl.Graphs;

/// <summary>Draws graphs with graphviz's <c>dot</c>.</summary>
internal static class Graphviz
{
    private static readonly string[] Formats = ["svg", "png", "pdf"];
    private static readonly string[] Directions = ["TB", "LR", "BT", "RL"];

    /// <summary>Checks the file's ending and the direction, before a graph is built.</summary>
    /// <exception cref="GchunkException">One of them is unknown.</exception>
    public static void Check(string path, string direction)
    {
        if (!Directions.Contains(direction))
            throw new GchunkException(Spelling.Unknown("direction", direction, Directions));
        Format(path);
    }

    /// <summary>Draws a graph into a file, which is written whole or not at all.</summary>
    /// <exception cref="GchunkException">
    /// The file's ending is unknown, its folder cannot be written, or graphviz is missing or fails.
    /// </exception>
    public static void Draw(DotGraph graph, string path, string program = "dot")
    {
        string format = Format(path);
        using var target = AtomicFile.Create(path);
        using var folder = new ScratchFolder();
        string source = Path.Combine(folder.Path, "graph.dot"),
            picture = Path.Combine(folder.Path, "graph." + format);
        File.WriteAllText(source, graph.ToString());
        new ExternalProgram(program, "drawing a graph", "apt-get install graphviz").Run(
            ["-T" + format, "-o", picture, source],
            folder.Path,
            Interrupt.Token
        );
        target.CommitCopyOf(picture);
        Figure.Announce(path);
    }

    private static string Format(string path)
    {
        string ending = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        return Formats.Contains(ending)
            ? ending
            : throw new GchunkException(
                $"no picture format '{Path.GetExtension(path)}' (in '{path}'); the formats are .svg, .png, .pdf"
            );
    }
}
