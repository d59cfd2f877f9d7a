using Gchunk.Engine;

namespace Gchunk.Repl.Sessions;

/// <summary>
/// What code at the prompt sees beside the imports: <c>In[n]</c> and <c>Out[n]</c>, the inputs and the values of this
/// session by their numbers.
/// </summary>
public sealed class PromptGlobals : ScriptGlobals
{
    internal PromptGlobals(Transcript transcript)
        : base([])
    {
        In = new Numbered<string>("In", n => transcript.Input(n), () => transcript.Count);
        Out = new Numbered<object>("Out", n => transcript.Value(n), () => transcript.Count);
    }

    /// <summary>The inputs as they were typed: <c>In[1]</c> is the first.</summary>
    public Numbered<string> In { get; }

    /// <summary>
    /// The values that were shown: <c>Out[3]</c> is that of the third input. Large ones are kept only while they are
    /// among the last three.
    /// </summary>
    public Numbered<object> Out { get; }
}

/// <summary>Things of a session by the number of their input.</summary>
/// <typeparam name="T">What they are.</typeparam>
public sealed class Numbered<T>
    where T : class
{
    private readonly string name;
    private readonly Func<int, T?> find;
    private readonly Func<int> count;

    internal Numbered(string name, Func<int, T?> find, Func<int> count)
    {
        this.name = name;
        this.find = find;
        this.count = count;
    }

    /// <summary>That of an input.</summary>
    /// <param name="number">1 for the first input; -1 for the one before this.</param>
    /// <exception cref="GchunkException">The input does not exist or had no value.</exception>
    public T this[int number] =>
        find(number < 0 ? count() + number : number)
        ?? throw new GchunkException(
            $"{name}[{number}] is not there: this is input {count()}, and not every input has a value; %history lists them"
        );

    /// <inheritdoc/>
    public override string ToString() => $"{name}: those of {count()} inputs, by their number";
}
