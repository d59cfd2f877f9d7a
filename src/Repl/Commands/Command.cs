using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

/// <summary>
/// Names a command and says what it does: <c>%help</c>, completion and the documentation are made of it.
/// </summary>
/// <param name="name">As it is typed, with its mark: <c>%time</c>, <c>?</c>.</param>
/// <param name="arguments">What follows the name, for the reader: <c>CODE</c>, <c>[NAME…]</c>.</param>
/// <param name="summary">What it does, in a line.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class CommandAttribute(string name, string arguments, string summary) : Attribute
{
    public string Name => name;

    public string Arguments => arguments;

    public string Summary => summary;

    /// <summary>Whether what follows is code, which may go on over several lines.</summary>
    public bool TakesCode { get; init; }

    /// <summary>Whether what follows is the name of a file.</summary>
    public bool TakesFile { get; init; }
}

/// <summary>Something that the prompt does beside running C#.</summary>
internal abstract class Command
{
    /// <summary>Does it.</summary>
    /// <param name="session">Where it was typed.</param>
    /// <param name="argument">What was typed behind its name, without blanks around.</param>
    /// <returns>Whether it succeeded. Errors that the user can mend may be thrown.</returns>
    public abstract bool Run(Session session, string argument);
}
