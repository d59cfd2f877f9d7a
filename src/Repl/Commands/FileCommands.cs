using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

[Command("%load", "FILE", "loads a script's text into the next input, for editing before it runs", TakesFile = true)]
internal sealed class LoadCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        string text = File.ReadAllText(FileName.In(argument, "%load"));
        if (session.IsInteractive)
            session.NextInput = text.ReplaceLineEndings("\n").TrimEnd();
        else
            return session.Evaluate(text, argument, show: true, out _);
        return true;
    }
}

[Command(
    "%run",
    "FILE [ARGS…]",
    "runs a script in this session, sharing its variables; ARGS become its Args",
    TakesFile = true
)]
internal sealed class RunScriptCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        string[] words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string path = FileName.In(words is [var first, ..] ? first : "", "%run");
        return session.WithArguments(
            words[1..],
            () => session.Evaluate(File.ReadAllText(path), Path.GetFullPath(path), show: false, out _)
        );
    }
}

[Command(
    "%save",
    "FILE",
    "saves the inputs that ran without an error as a script; add ! to overwrite an existing file",
    TakesFile = true
)]
internal sealed class SaveCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        bool replace = argument.EndsWith('!');
        string path = FileName.Of(argument.TrimEnd('!').Trim(), "%save");
        if (File.Exists(path) && !replace)
            throw new GchunkException($"'{path}' exists already; %save {path} ! overwrites it");
        var inputs = session
            .Transcript.Succeeded.Where(i => CommandTable.Parse(i.Input) is null)
            .Select(i => Statement(i.Input));
        AtomicFile.WriteText(path, "// Saved from a gchunk session.\n" + string.Concat(inputs.Select(i => i + "\n")));
        Console.Out.WriteLine(
            $"saved {session.Transcript.Succeeded.Count(i => CommandTable.Parse(i.Input) is null)} inputs to {path}"
        );
        return true;
    }

    // In a script, an expression's value is shown only by Print, and only the last statement may lack its semicolon.
    private static string Statement(string input)
    {
        string bare = input.TrimEnd();
        if (bare is [.., ';' or '}'])
            return InputRewriter.Silence(bare).Silent ? $"_ = {bare}" : bare;
        return ScriptHost.LacksOnlySemicolon(bare) ? bare + ";" : $"Print({bare});";
    }
}

[Command("%cd", "[FOLDER]", "changes the current folder; without FOLDER, to the home folder", TakesFile = true)]
internal sealed class ChangeFolderCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        string folder =
            argument.Length > 0
                ? FileName.Of(argument, "%cd")
                : Environment.GetEnvironmentVariable("HOME")
                    ?? throw new GchunkException("%cd needs a folder, because HOME is not set");
        if (!Directory.Exists(folder))
            throw new GchunkException(File.Exists(folder) ? $"'{folder}' is a file" : $"no folder '{folder}'");
        Environment.CurrentDirectory = folder;
        session.Host.MoveTo(Environment.CurrentDirectory);
        Console.Out.WriteLine(Environment.CurrentDirectory);
        return true;
    }
}

[Command("%ls", "[FOLDER]", "lists the files of a folder with their sizes, and its subfolders", TakesFile = true)]
internal sealed class ListCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        string folder = argument.Length > 0 ? FileName.Of(argument, "%ls") : ".";
        if (!Directory.Exists(folder))
            throw new GchunkException($"no folder '{folder}'");
        foreach (
            var entry in new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Where(e => !e.Name.StartsWith('.'))
                .OrderBy(e => e is DirectoryInfo ? 0 : 1)
                .ThenBy(e => e.Name, StringComparer.Ordinal)
        )
        {
            Console.Out.WriteLine(
                entry is FileInfo file
                    ? $"{MemoryBudget.Format(file.Length), 10}  {file.Name}"
                    : $"{"", 10}  {entry.Name}/"
            );
        }

        return true;
    }
}

/// <summary>The file name in a command's argument.</summary>
internal static class FileName
{
    /// <summary>Returns the path: quotes around it are removed, and <c>~/</c> is the home folder.</summary>
    public static string Of(string argument, string command)
    {
        string path = argument.Trim().Trim('"', '\'');
        if (path.Length == 0)
            throw new GchunkException($"{command} needs a file name");
        if (
            path.StartsWith("~/", StringComparison.Ordinal)
            && Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home
        )
        {
            path = Path.Combine(home, path[2..]);
        }

        return path;
    }

    /// <summary>Returns the path of an existing file.</summary>
    public static string In(string argument, string command)
    {
        string path = Of(argument, command);
        if (File.Exists(path))
            return path;
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } stated ? stated : ".";
        string? near = Directory.Exists(folder)
            ? Spelling.Nearest(
                Path.GetFileName(path),
                [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f))]
            )
            : null;
        throw new GchunkException($"no file '{path}'{(near is null ? "" : $"; did you mean '{near}'?")}");
    }
}
