namespace Gchunk.Engine;

/// <summary>
/// A function of the user's threw: the message has its own type and message, and where it was called for. What it threw
/// is the inner exception.
/// </summary>
public sealed class UserFunctionException : GchunkException
{
    /// <summary>Makes an error without a message; prefer the other constructors.</summary>
    public UserFunctionException() { }

    /// <summary>Makes an error with what the user is to read.</summary>
    public UserFunctionException(string message)
        : base(message) { }

    /// <summary>Makes an error from what was thrown.</summary>
    /// <param name="place">Where the function was called for: "in MapBlocks(Square), block (0, 1) at (0, 100)".</param>
    /// <param name="thrown">What it threw.</param>
    public UserFunctionException(string place, Exception? thrown)
        : base($"{Describe(thrown)} ({place})", thrown) { }

    private static string Describe(Exception? thrown) =>
        thrown is null or GchunkException ? thrown?.Message ?? "" : $"{thrown.GetType().Name}: {thrown.Message}";
}
