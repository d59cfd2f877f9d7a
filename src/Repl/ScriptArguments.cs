using System.Collections;
using Gchunk.Engine;

namespace Gchunk.Repl;

/// <summary>What a script sees beside its imports: its members are in scope by their bare names.</summary>
public class ScriptGlobals
{
    internal ScriptGlobals(string[] arguments) => Args = new ScriptArguments(arguments);

    /// <summary>What followed the script's name on the command line.</summary>
    public ScriptArguments Args { get; internal set; }
}

/// <summary>
/// A script's arguments: a list that says what is missing when a script asks for more than it was given.
/// </summary>
public sealed class ScriptArguments : IReadOnlyList<string>
{
    private readonly string[] values;

    internal ScriptArguments(string[] values) => this.values = values;

    /// <summary>How many arguments were given.</summary>
    public int Count => values.Length;

    /// <summary>How many arguments were given.</summary>
    public int Length => values.Length;

    /// <summary>One argument.</summary>
    /// <param name="index">0 for the first one after the script's name.</param>
    /// <exception cref="GchunkException">Fewer arguments were given.</exception>
    public string this[int index] =>
        (uint)index < (uint)values.Length
            ? values[index]
            : throw new GchunkException(
                $"the script asks for Args[{index}], but was given {Given}; start it as gchunk SCRIPT.csx ARGS…"
            );

    private string Given =>
        values.Length switch
        {
            0 => "no arguments",
            1 => "one argument",
            var count => $"{count} arguments",
        };

    /// <summary>Some of the arguments, as <c>Args[1..]</c> asks for.</summary>
    public string[] Slice(int start, int length) => values.AsSpan(start, length).ToArray();

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The arguments as an array, for code that wants one.</summary>
    public static implicit operator string[](ScriptArguments arguments) => arguments.ToArray();

    /// <summary>A copy of the arguments.</summary>
    public string[] ToArray() => [.. values];

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", values) + "]";
}
