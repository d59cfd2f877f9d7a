using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

[Command(
    "%load",
    "FILE",
    "puts a script's text into the next input, to be read and changed before it runs",
    TakesFile = true
)]
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
    "runs a script in this session: it sees the variables, and leaves its own; ARGS are its Args",
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
    "writes the inputs that ran without an error as a script; an existing file is kept unless a ! follows its name",
    TakesFile = true
)]
internal sealed class SaveCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        bool replace = argument.EndsWith('!');
        string path = FileName.Of(argument.TrimEnd('!').Trim(), "%save");
        if (File.Exists(path) && !replace)
            throw new GchunkException($"'{path}' is there already; %save {path} ! replaces it");
        var inputs = session
            .Transcript.Succeeded.Where(i => CommandTable.Parse(i.Input) is null)
            .Select(i => Statement(i.Input));
        string temporary = path + ".tmp";
        File.WriteAllText(
            temporary,
            "// Saved from a session of gchunk.\n" + string.Concat(inputs.Select(i => i + "\n"))
        );
        File.Move(temporary, path, overwrite: true);
        Console.Out.WriteLine(
            $"saved {session.Transcript.Succeeded.Count(i => CommandTable.Parse(i.Input) is null)} inputs in {path}"
        );
        return true;
    }

    // In a script an expression needs a print around it, and only the last statement may lack its semicolon.
    private static string Statement(string input)
    {
        string bare = input.TrimEnd();
        if (bare is [.., ';' or '}'])
            return InputRewriter.Silence(bare).Silent ? $"_ = {bare}" : bare;
        return ScriptHost.LacksOnlySemicolon(bare) ? bare + ";" : $"Print({bare});";
    }
}

[Command("%cd", "[FOLDER]", "goes to a folder; without one, to the home folder", TakesFile = true)]
internal sealed class ChangeFolderCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        string folder =
            argument.Length > 0
                ? FileName.Of(argument, "%cd")
                : Environment.GetEnvironmentVariable("HOME")
                    ?? throw new GchunkException("%cd needs a folder: there is no HOME");
        if (!Directory.Exists(folder))
            throw new GchunkException(File.Exists(folder) ? $"'{folder}' is a file" : $"no folder '{folder}'");
        Environment.CurrentDirectory = folder;
        session.Host.MoveTo(Environment.CurrentDirectory);
        Console.Out.WriteLine(Environment.CurrentDirectory);
        return true;
    }
}

[Command("%ls", "[FOLDER]", "lists a folder: the sizes of its files and the folders in it", TakesFile = true)]
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

/// <summary>The name of a file as it was typed behind a command.</summary>
internal static class FileName
{
    /// <summary>A path: quotes around it are taken away, <c>~/</c> is the home folder.</summary>
    public static string Of(string argument, string command)
    {
        string path = argument.Trim().Trim('"', '\'');
        if (path.Length == 0)
            throw new GchunkException($"{command} needs the name of a file");
        if (
            path.StartsWith("~/", StringComparison.Ordinal)
            && Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home
        )
        {
            path = Path.Combine(home, path[2..]);
        }

        return path;
    }

    /// <summary>The path of a file that is there.</summary>
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
