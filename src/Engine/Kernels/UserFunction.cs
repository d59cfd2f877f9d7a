namespace Gchunk.Engine.Kernels;

/// <summary>A function that the user wrote. Its behaviour is unknown, so each one has an identity of its own.</summary>
/// <param name="Name">The name for explanations, graphs and errors: the source text, shortened.</param>
/// <param name="Delegate">
/// The function: the image of its assembly, its method and its captured values are sent to a worker.
/// </param>
public sealed record UserFunction(string Name, Delegate Delegate) : IIdentified
{
    private const int LongestName = 40;

    /// <summary>The identity of the function, in this process and in those that it is sent to.</summary>
    public long Identity { get; } = UniqueId.Next();

    /// <summary>Creates a function with its source text.</summary>
    /// <param name="function">The function.</param>
    /// <param name="text">The source text: a name or a lambda.</param>
    /// <exception cref="GchunkException">The function is null.</exception>
    public static UserFunction Of(Delegate function, string text)
    {
        if (function is null)
            throw new GchunkException("a function is needed; null was given");
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        // The prompt casts a method that is named alone to its type, which C# does not infer.
        const string Cast = "(global::System.Func<";
        int cast = line.LastIndexOf(">)", StringComparison.Ordinal);
        if (cast > 0 && line.TrimStart('(').StartsWith(Cast[1..], StringComparison.Ordinal))
            line = line[(cast + 2)..].TrimEnd(')');
        return new UserFunction(line.Length <= LongestName ? line : line[..(LongestName - 1)] + "…", function);
    }
}
