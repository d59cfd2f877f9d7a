using System.Collections;
using Gchunk.Engine;

namespace Gchunk.Repl;

/// <summary>The members that a script can use by their bare names, besides its imports.</summary>
public class ScriptGlobals
{
    internal ScriptGlobals(string[] arguments) => Args = new ScriptArguments(arguments);

    /// <summary>The arguments that follow the script's name on the command line.</summary>
    public ScriptArguments Args { get; internal set; }
}

/// <summary>A script's arguments: a list whose indexer reports a missing argument by its number.</summary>
public sealed class ScriptArguments : IReadOnlyList<string>
{
    private readonly string[] values;

    internal ScriptArguments(string[] values) => this.values = values;

    /// <summary>The number of arguments.</summary>
    public int Count => values.Length;

    /// <summary>The number of arguments.</summary>
    public int Length => values.Length;

    /// <summary>Returns one argument.</summary>
    /// <param name="index">The position; 0 is the first argument after the script's name.</param>
    /// <exception cref="GchunkException">There are fewer arguments.</exception>
    public string this[int index] =>
        (uint)index < (uint)values.Length
            ? values[index]
            : throw new GchunkException(
                $"the script reads Args[{index}], but got {Given}; run it as gchunk SCRIPT.csx ARGS…"
            );

    private string Given =>
        values.Length switch
        {
            0 => "no arguments",
            1 => "one argument",
            var count => $"{count} arguments",
        };

    /// <summary>Returns a range of the arguments, for <c>Args[1..]</c>.</summary>
    public string[] Slice(int start, int length) => values.AsSpan(start, length).ToArray();

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Converts the arguments to an array.</summary>
    public static implicit operator string[](ScriptArguments arguments) => arguments.ToArray();

    /// <summary>Copies the arguments to an array.</summary>
    public string[] ToArray() => [.. values];

    /// <inheritdoc/>
    public override string ToString() => "[" + string.Join(", ", values) + "]";
}
