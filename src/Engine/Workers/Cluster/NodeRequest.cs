using System.Reflection;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>What a connection to a node is for.</summary>
internal enum NodePurpose : byte
{
    /// <summary>A worker: the node starts one, and passes on its messages.</summary>
    Worker = 1,

    /// <summary>Blocks that workers of the node hold.</summary>
    Blocks = 2,

    /// <summary>The nodes of the cluster that are alive.</summary>
    Nodes = 3,

    /// <summary>The node is to end.</summary>
    Stop = 4,
}

/// <summary>The first message of a connection to a node.</summary>
/// <param name="Protocol">The version of the protocol.</param>
/// <param name="Version">The version of gchunk, for messages.</param>
/// <param name="Build">The identifier of its build.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Purpose">What the connection is for.</param>
internal sealed record NodeRequest(int Protocol, string Version, Guid Build, string Runtime, NodePurpose Purpose)
{
    /// <summary>A request of this process.</summary>
    public static NodeRequest For(NodePurpose purpose) =>
        new(Hello.CurrentProtocol, OwnVersion, Hello.CurrentBuild, Hello.CurrentRuntime, purpose);

    /// <summary>The version of this gchunk.</summary>
    public static string OwnVersion { get; } =
        typeof(NodeRequest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>This gchunk, for messages: its version, its build and its .NET.</summary>
    public static string OwnBuild => For(NodePurpose.Nodes).Describe();

    public void Write(MessageWriter message)
    {
        message.WriteCount(Protocol);
        message.WriteText(Version);
        message.WriteBlob(Build.ToByteArray());
        message.WriteText(Runtime);
        message.WriteByte((byte)Purpose);
    }

    public static NodeRequest Read(ref ByteReader message)
    {
        int protocol = message.ReadCount();
        string version = message.ReadText();
        ReadOnlySpan<byte> build = message.ReadBlob();
        return new NodeRequest(
            protocol,
            version,
            build.Length == 16 ? new Guid(build) : default,
            message.ReadText(),
            (NodePurpose)message.ReadByte()
        );
    }

    /// <summary>Returns why a request of another process is refused, or null.</summary>
    public string? Check()
    {
        // Whatever version asks for it, a node ends.
        if (Purpose == NodePurpose.Stop)
            return null;
        NodeRequest own = For(Purpose);
        return this == own
            ? null
            : $"the client is {Describe()}, and the node is {own.Describe()}; start both from the same gchunk";
    }

    private string Describe() =>
        $"gchunk {Version} (build {Build.ToString()[..8]}, protocol {Protocol}) on .NET {Runtime}";
}
