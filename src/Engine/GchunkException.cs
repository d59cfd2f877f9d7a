namespace Gchunk.Engine;

/// <summary>
/// An error that a user can cause and mend: its message names what was given, what was expected and the nearest fix.
/// </summary>
/// <remarks>
/// The prompt and scripts print the message alone; any other exception is a defect of gchunk or of the user's own code
/// and prints with its type.
/// </remarks>
public class GchunkException : Exception
{
    /// <summary>Makes an error without a message; prefer the other constructors.</summary>
    public GchunkException() { }

    /// <summary>Makes an error with what the user is to read.</summary>
    public GchunkException(string message)
        : base(message) { }

    /// <summary>Makes an error with what the user is to read and what caused it.</summary>
    public GchunkException(string message, Exception? innerException)
        : base(message, innerException) { }
}
