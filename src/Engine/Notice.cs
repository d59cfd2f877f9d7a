namespace Gchunk.Engine;

/// <summary>
/// What a user should know though nothing failed: a line on standard error, unless the program takes it.
/// </summary>
public static class Notice
{
    /// <summary>Where notices go.</summary>
    public static Action<string> Sink { get; set; } = static text => Console.Error.WriteLine($"note: {text}");

    /// <summary>Tells something.</summary>
    public static void Tell(string text) => Sink(text);
}
