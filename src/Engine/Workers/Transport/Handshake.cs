using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>A worker's first message, by which it identifies itself.</summary>
/// <param name="Protocol">The version of the protocol.</param>
/// <param name="Build">
/// The identifier of its build of gchunk. Only equal builds are sure to serialize and plan alike.
/// </param>
/// <param name="Runtime">The version of .NET. Private fields of its types are serialized.</param>
/// <param name="Secret">The secret that the client gave it.</param>
/// <param name="Ticket">The number of the client's request for a worker that it answers.</param>
/// <param name="Memory">The address of its shared memory.</param>
internal sealed record Hello(int Protocol, Guid Build, string Runtime, byte[] Secret, int Ticket, PeerAddress Memory)
{
    /// <summary>The version of the protocol; see docs/protocol.md.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>The greatest length of a message before the other side has authenticated.</summary>
    public const int MostBytes = 1024;

    /// <summary>The identifier of this build.</summary>
    public static Guid CurrentBuild => typeof(Hello).Module.ModuleVersionId;

    /// <summary>The version of .NET in this process.</summary>
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
        // The remaining fields may differ between versions.
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

    /// <summary>Returns why the worker is refused, or null.</summary>
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
    /// Returns a unique address of a Unix socket in the abstract namespace, so that no file is left behind.
    /// </summary>
    public static string NewAddress() =>
        $"gchunk-{Environment.ProcessId}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    public static UnixDomainSocketEndPoint EndPoint(string address) => new("\0" + address);

    public static byte[] NewSecret() =>
        Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
}
