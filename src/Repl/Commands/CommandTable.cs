using System.Reflection;
using Gchunk.Engine;

namespace Gchunk.Repl.Commands;

/// <summary>All commands: the classes with a <see cref="CommandAttribute"/>.</summary>
internal static class CommandTable
{
    private static readonly Lazy<(CommandAttribute About, Type Type)[]> Found = new(() =>
        [
            .. typeof(CommandTable)
                .Assembly.GetTypes()
                .Select(t => (About: t.GetCustomAttribute<CommandAttribute>()!, Type: t))
                .Where(c => c.About is not null)
                .OrderBy(c => c.About.Name, StringComparer.Ordinal),
        ]
    );

    /// <summary>The descriptions of all commands, ordered by name.</summary>
    public static IEnumerable<CommandAttribute> All => Found.Value.Select(c => c.About);

    /// <summary>
    /// Splits an input that is a command into name and argument: <c>%name argument</c>, <c>?name</c>, <c>??name</c>,
    /// <c>name?</c>. Returns null for code.
    /// </summary>
    public static (string Name, string Argument)? Parse(string input)
    {
        string line = input.Trim();
        if (line.Equals("help", StringComparison.OrdinalIgnoreCase) || line is "help()" or "help;" or "help();" or "?")
            return ("%help", "");
        if (line is "exit" or "quit" or "exit()" or "quit()" or "exit;" or "quit;")
            return ("%exit", "");
        if (line.StartsWith("??", StringComparison.Ordinal))
            return ("??", line[2..].Trim());
        if (line is ['?', ..])
            return ("?", line[1..].Trim());
        if (line is ['!', >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '.' or '/' or '~' or '$', ..])
            return ("!", line[1..]);
        if (line.StartsWith("%%", StringComparison.Ordinal))
            return Parse(line[1..]);
        if (line.StartsWith("help(", StringComparison.Ordinal) && line.TrimEnd(';') is [.., ')'] asked)
            return ("?", asked[5..^1].Trim());
        if (line is ['%', >= 'a' and <= 'z' or >= 'A' and <= 'Z', ..])
        {
            int end = line.AsSpan().IndexOfAny(' ', '\n', '\t');
            return end < 0 ? (line, "") : (line[..end], line[end..].Trim());
        }
        if (
            line is [.., '?']
            && line[..^1].TrimEnd('?') is var name
            && name.Length > 0
            && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.')
        )
        {
            return (line.EndsWith("??", StringComparison.Ordinal) ? "??" : "?", name);
        }

        return null;
    }

    /// <summary>Whether a command is complete. A command that takes code is complete when its code is.</summary>
    public static bool IsComplete(string name, string argument) =>
        Found.Value.FirstOrDefault(c => c.About.Name == name).About is not { TakesCode: true }
        || argument.Length == 0
        || ScriptHost.IsComplete(ScriptHost.Ended(argument));

    /// <summary>The description of a command, or null if there is none.</summary>
    public static CommandAttribute? About(string name) => Found.Value.FirstOrDefault(c => c.About.Name == name).About;

    /// <exception cref="GchunkException">The command does not exist.</exception>
    public static Command Find(string name)
    {
        if (Found.Value.FirstOrDefault(c => c.About.Name == name).Type is { } type)
            return (Command)Activator.CreateInstance(type)!;
        throw new GchunkException(
            $"no command '{name}'{(Spelling.Nearest(name, [.. All.Select(c => c.Name)]) is { } nearest ? $"; did you mean '{nearest}'?" : "; %help lists them")}"
        );
    }
}
