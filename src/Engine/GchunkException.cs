namespace Gchunk.Engine;

/// <summary>
/// An error that a user can cause and fix: its message names what was given, what was expected and the nearest fix.
/// </summary>
/// <remarks>
/// The prompt and scripts print only the message; any other exception is a defect of gchunk or of the user's own code
/// and prints with its type.
/// </remarks>
public class GchunkException : Exception
{
    /// <summary>Creates an error without a message; prefer the other constructors.</summary>
    public GchunkException() { }

    /// <summary>Creates an error with the message for the user.</summary>
    public GchunkException(string message)
        : base(VisibleText.Of(message)) { }

    /// <summary>Creates an error with the message for the user and its cause.</summary>
    public GchunkException(string message, Exception? innerException)
        : base(VisibleText.Of(message), innerException) { }
}
