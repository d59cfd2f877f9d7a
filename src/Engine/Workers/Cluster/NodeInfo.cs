using System.Globalization;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>A node of a cluster: one machine, or a part of one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Host">The address at which it listens.</param>
/// <param name="Port">The port at which it listens.</param>
/// <param name="Cores">The number of workers that it takes for a client.</param>
/// <param name="Memory">The memory that its workers may use together, in bytes.</param>
public sealed record NodeInfo(string Name, string Host, int Port, int Cores, long Memory)
{
    private const char Between = '|';

    /// <summary>The node in one line of text.</summary>
    internal string ToLine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}{Between}{Host}{Between}{Port}{Between}{Cores}{Between}{Memory}"
        );

    /// <summary>Returns the node of a line of text, or null if it is none.</summary>
    internal static NodeInfo? Parse(string line) =>
        line.Trim().Split(Between) is [var name, var host, var port, var cores, var memory]
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int at)
        && int.TryParse(cores, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
        && at is > 0 and < 65536
        && number is > 0 and <= 1024
            ? new NodeInfo(name, host, at, number, bytes)
            : null;

    internal void Write(MessageWriter message) => message.WriteText(ToLine());

    internal static NodeInfo Read(ref ByteReader message) =>
        Parse(message.ReadText())
        ?? throw new ProtocolException("a node of the cluster is described by a damaged line");
}
