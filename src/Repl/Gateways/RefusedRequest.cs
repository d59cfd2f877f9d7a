using Gchunk.Engine;

namespace Gchunk.Repl.Gateways;

/// <summary>The reason for which a request of a user is refused.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="message">The reason, which the user reads.</param>
internal sealed class RefusedRequest(int status, string message) : GchunkException(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status => status;
}
