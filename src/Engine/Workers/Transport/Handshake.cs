using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>What a worker says of itself when it connects.</summary>
/// <param name="Protocol">The version of the messages.</param>
/// <param name="Build">
/// What tells its build of gchunk from every other: both sides pack and plan alike only where it is the same.
/// </param>
/// <param name="Runtime">The version of .NET: private fields of its types go into messages.</param>
/// <param name="Secret">What its client gave it.</param>
/// <param name="Ticket">Which of the client's requests for a worker it answers.</param>
/// <param name="Memory">Where others may read its results.</param>
internal sealed record Hello(int Protocol, Guid Build, string Runtime, byte[] Secret, int Ticket, PeerAddress Memory)
{
    /// <summary>The version of the messages; see docs/protocol.md.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>The longest message that is taken from somebody who has not shown who it is.</summary>
    public const int MostBytes = 1024;

    /// <summary>This build.</summary>
    public static Guid CurrentBuild => typeof(Hello).Module.ModuleVersionId;

    /// <summary>This process's .NET.</summary>
    public static string CurrentRuntime => Environment.Version.ToString();

    public void Write(MessageWriter message)
    {
        message.WriteCount(Protocol);
        message.WriteBlob(Secret);
        message.WriteBlob(Build.ToByteArray());
        message.WriteText(Runtime);
        message.WriteCount(Ticket);
        WriteAddress(message, Memory);
    }

    public static Hello Read(ref ByteReader message)
    {
        int protocol = message.ReadCount();
        byte[] secret = message.ReadBlob().ToArray();
        // What follows may differ between versions.
        if (protocol != CurrentProtocol)
            return new Hello(protocol, default, "", secret, 0, default);
        ReadOnlySpan<byte> build = message.ReadBlob();
        return new Hello(
            protocol,
            build.Length == 16 ? new Guid(build) : default,
            message.ReadText(),
            secret,
            message.ReadCount(),
            ReadAddress(ref message)
        );
    }

    /// <summary>Why a worker is not taken in, or null.</summary>
    public string? Check(ReadOnlySpan<byte> expected)
    {
        if (!CryptographicOperations.FixedTimeEquals(Secret, expected))
            return "the secret is wrong: the worker was started for another client";
        if (Protocol != CurrentProtocol)
            return $"the worker speaks version {Protocol} of the protocol, and the client version {CurrentProtocol}; start it from the same gchunk";
        if (Runtime != CurrentRuntime)
            return $"the worker runs on .NET {Runtime}, and the client on {CurrentRuntime}; start it from the same gchunk";
        return Build == CurrentBuild
            ? null
            : "the worker is another build of gchunk than the client; start it from the same gchunk";
    }

    public static void WriteAddress(MessageWriter message, PeerAddress address)
    {
        message.WriteCount(address.Process);
        message.WriteCount(address.Arena);
        message.WriteCount(address.ArenaLength);
    }

    public static PeerAddress ReadAddress(ref ByteReader message) =>
        new(message.ReadCount(), message.ReadCount(), message.ReadLong());

    /// <summary>
    /// An address that no other client has: a Unix socket without a file, so that none is left behind.
    /// </summary>
    public static string NewAddress() =>
        $"gchunk-{Environment.ProcessId}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    public static UnixDomainSocketEndPoint EndPoint(string address) => new("\0" + address);

    public static byte[] NewSecret() =>
        Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
}
