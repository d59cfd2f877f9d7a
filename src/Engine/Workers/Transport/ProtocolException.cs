namespace Gchunk.Engine.Workers.Transport;

/// <summary>The error for a message that violates the protocol. It ends the connection.</summary>
public sealed class ProtocolException : GchunkException
{
    /// <summary>Creates an error without a message; prefer the other constructors.</summary>
    public ProtocolException() { }

    /// <summary>Creates an error with a message.</summary>
    public ProtocolException(string message)
        : base(message) { }

    /// <summary>Creates an error with a message and a cause.</summary>
    public ProtocolException(string message, Exception? inner)
        : base(message, inner) { }
}
