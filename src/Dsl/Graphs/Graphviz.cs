using System.ComponentModel;
using System.Diagnostics;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl.Graphs;

/// <summary>Draws graphs with graphviz's <c>dot</c>.</summary>
internal static class Graphviz
{
    private static readonly string[] Formats = ["svg", "png", "pdf"];
    private static readonly string[] Directions = ["TB", "LR", "BT", "RL"];

    /// <summary>Rejects an ending or a direction that is none, before any graph is made.</summary>
    /// <exception cref="GchunkException">It is none.</exception>
    public static void Check(string path, string direction)
    {
        if (!Directions.Contains(direction))
            throw new GchunkException(Spelling.Unknown("direction", direction, Directions));
        Format(path);
    }

    /// <summary>Draws a graph to a file, which appears whole or not at all.</summary>
    /// <exception cref="GchunkException">
    /// The ending is unknown, the folder cannot be written, or graphviz is missing or fails.
    /// </exception>
    public static void Draw(DotGraph graph, string path, string program = "dot")
    {
        string format = Format(path);
        using var target = new AtomicFile(path);
        using var folder = new ScratchFolder();
        string source = Path.Combine(folder.Path, "graph.dot"),
            picture = Path.Combine(folder.Path, "graph." + format);
        File.WriteAllText(source, graph.ToString());
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in (string[])["-T" + format, "-o", picture, source])
            start.ArgumentList.Add(argument);
        using Process process = Start(start);
        using IDisposable atExit = Interrupt.OnExit(() => Kill(process));
        using CancellationTokenRegistration kill = Interrupt.Token.Register(() => Kill(process));
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Interrupt.Token.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new GchunkException($"dot failed (exit code {process.ExitCode}): {errors.Trim()}");
        target.Commit(picture);
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

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GchunkException(
                $"drawing a graph needs graphviz, and '{start.FileName}' cannot be started; install it with: apt-get install graphviz",
                e
            );
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }
}
