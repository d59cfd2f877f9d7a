namespace Gchunk.Engine.Workers.Transport;

/// <summary>The other side sent what this one cannot understand: the connection ends.</summary>
public sealed class ProtocolException : GchunkException
{
    /// <summary>Makes an error without a message; prefer the other constructor.</summary>
    public ProtocolException() { }

    /// <summary>Makes an error that says what was wrong.</summary>
    public ProtocolException(string message)
        : base(message) { }

    /// <summary>Makes an error that says what was wrong, and why.</summary>
    public ProtocolException(string message, Exception? inner)
        : base(message, inner) { }
}
