namespace Gchunk.Engine.Kernels;

/// <summary>
/// A function that the user wrote. Nothing can be known of what it does, so one stands for itself alone.
/// </summary>
/// <param name="Name">What explanations, graphs and errors call it: the text it was given as, shortened.</param>
/// <param name="Delegate">
/// The function: its assembly's image, its method and the values it captured are what travels to a worker.
/// </param>
public sealed record UserFunction(string Name, Delegate Delegate)
{
    private const int LongestName = 40;

    /// <summary>What tells it from every other, in this process and in those that it is sent to.</summary>
    public long Identity { get; } = UniqueId.Next();

    /// <summary>A function with the text that it was given as.</summary>
    /// <param name="function">The function.</param>
    /// <param name="text">The text: a name or a lambda.</param>
    /// <exception cref="GchunkException">There is no function.</exception>
    public static UserFunction Of(Delegate function, string text)
    {
        if (function is null)
            throw new GchunkException("a function is needed; null was given");
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new UserFunction(line.Length <= LongestName ? line : line[..(LongestName - 1)] + "…", function);
    }
}
