using Gchunk.Engine;

namespace Gchunk.Repl.Sessions;

/// <summary>
/// The members that code at the prompt can use besides the imports: <c>In[n]</c> and <c>Out[n]</c>, the inputs and
/// values of the session by number.
/// </summary>
public sealed class PromptGlobals : ScriptGlobals
{
    internal PromptGlobals(Transcript transcript)
        : base([])
    {
        In = new Numbered<string>("In", n => transcript.Input(n), () => transcript.Count);
        Out = new Numbered<object>("Out", n => transcript.Value(n), () => transcript.Count);
    }

    /// <summary>The inputs as they were typed; <c>In[1]</c> is the first.</summary>
    public Numbered<string> In { get; }

    /// <summary>
    /// The values that were shown; <c>Out[3]</c> is the value of the third input. Large values are kept only while they
    /// are among the last three.
    /// </summary>
    public Numbered<object> Out { get; }
}

/// <summary>Items of a session by the number of their input.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
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

    /// <summary>Returns the item of an input.</summary>
    /// <param name="number">The number of the input: 1 is the first, -1 the one before the current one.</param>
    /// <exception cref="GchunkException">The input does not exist or has no value.</exception>
    public T this[int number] =>
        find(number < 0 ? count() + number : number)
        ?? throw new GchunkException(
            $"{name}[{number}] does not exist: this is input {count()}, and not every input has a value; %history lists the inputs"
        );

    /// <inheritdoc/>
    public override string ToString() => $"{name}: {count()} inputs, by number";
}
