namespace Gchunk.Engine;

/// <summary>
/// An exception that a user's function threw: the message has its type, its text and where the function was called. The
/// original exception is the inner exception.
/// </summary>
public sealed class UserFunctionException : GchunkException
{
    /// <summary>Creates an error without a message; prefer the other constructors.</summary>
    public UserFunctionException() { }

    /// <summary>Creates an error with the message for the user.</summary>
    public UserFunctionException(string message)
        : base(message) { }

    /// <summary>Creates an error from the exception that the function threw.</summary>
    /// <param name="place">Where the function was called: "in MapBlocks(Square), block (0, 1) at (0, 100)".</param>
    /// <param name="thrown">The exception that the function threw.</param>
    public UserFunctionException(string place, Exception? thrown)
        : base($"{(thrown is null ? "" : ExceptionText.Of(thrown))} ({place})", thrown) { }
}
