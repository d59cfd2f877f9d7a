using System.Globalization;
using System.Text;

namespace Gchunk.Dsl.Graphs;

/// <summary>A graph of tasks or calls and their data, in graphviz's DOT language.</summary>
internal sealed class DotGraph(string direction)
{
    private readonly StringBuilder lines = new();
    private int count;

    /// <summary>Adds a task or call: a rounded box with its name and, below it, a note.</summary>
    public int AddWork(string name, string note, string color = "#cfe2f3") =>
        Add(
            $"label=<{HtmlLabel(name, note)}> shape=box style=\"rounded,filled\" fillcolor=\"{color}\" color=\"#3d6b99\""
        );

    /// <summary>Adds data: a plain box.</summary>
    public int AddData(string name, string note = "") =>
        Add($"label=<{HtmlLabel(name, note)}> shape=box style=filled fillcolor=\"#f5f1e6\" color=\"#a0926b\"");

    /// <summary>Adds an arrow.</summary>
    public void Connect(int from, int to) => lines.Append(CultureInfo.InvariantCulture, $"  n{from} -> n{to};\n");

    /// <summary>The graph in the DOT language.</summary>
    public override string ToString() =>
        $$"""
            digraph tasks {
              rankdir={{direction}}; bgcolor=white; nodesep=0.25; ranksep=0.4;
              node [fontname="DejaVu Sans" fontsize=11 margin="0.12,0.06" height=0.3];
              edge [color="#777777" arrowsize=0.6];
            {{lines}}}

            """;

    private int Add(string attributes)
    {
        lines.Append(CultureInfo.InvariantCulture, $"  n{count} [{attributes}];\n");
        return count++;
    }

    private static string HtmlLabel(string name, string note) =>
        Escape(name)
        + (
            note.Length == 0
                ? ""
                : $"<br/><font point-size=\"8\" color=\"#555555\">{Escape(note).Replace("\n", "<br/>", StringComparison.Ordinal)}</font>"
        );

    private static string Escape(string text) =>
        text.Length == 0
            ? " "
            : text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("\"", "&quot;", StringComparison.Ordinal);
}
