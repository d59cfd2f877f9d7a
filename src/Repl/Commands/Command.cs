using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

/// <summary>Describes a command. <c>%help</c>, completion and the documentation use these descriptions.</summary>
/// <param name="name">The name as it is typed: <c>%time</c>, <c>?</c>.</param>
/// <param name="arguments">The arguments as the help shows them: <c>CODE</c>, <c>[NAME…]</c>.</param>
/// <param name="summary">What the command does, in one line.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class CommandAttribute(string name, string arguments, string summary) : Attribute
{
    public string Name => name;

    public string Arguments => arguments;

    public string Summary => summary;

    /// <summary>Whether the argument is code, which may span several lines.</summary>
    public bool TakesCode { get; init; }

    /// <summary>Whether the argument is a file name.</summary>
    public bool TakesFile { get; init; }
}

/// <summary>A command of the prompt, as opposed to C# code.</summary>
internal abstract class Command
{
    /// <summary>Runs the command.</summary>
    /// <param name="session">The session that the command was typed in.</param>
    /// <param name="argument">The text after the command's name, trimmed.</param>
    /// <returns>Whether the command succeeded. Errors that the user can fix may be thrown.</returns>
    public abstract bool Run(Session session, string argument);
}
