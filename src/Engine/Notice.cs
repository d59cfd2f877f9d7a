namespace Gchunk.Engine;

/// <summary>
/// Messages that a user should see although nothing failed: a line on standard error, unless the program redirects
/// them.
/// </summary>
public static class Notice
{
    /// <summary>The receiver of the messages.</summary>
    public static Action<string> Sink { get; set; } = static text => Console.Error.WriteLine($"note: {text}");

    /// <summary>Shows a message.</summary>
    public static void Tell(string text) => Sink(VisibleText.Of(text));
}
