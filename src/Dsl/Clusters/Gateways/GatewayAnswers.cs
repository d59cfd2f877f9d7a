using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl.Clusters.Gateways;

/// <summary>A cluster that a user asks a gateway for: the body of <c>POST /clusters</c>.</summary>
/// <param name="Machines">The number of machines.</param>
/// <param name="Cores">The workers of each.</param>
/// <param name="Memory">The memory of each, such as <c>4GB</c>.</param>
/// <param name="Launcher">Who starts the machines, or null for the first that the gateway allows.</param>
internal sealed record WantedCluster(int Machines, int Cores, string Memory, string? Launcher = null);

/// <summary>The body of <c>PUT /clusters/NAME</c>.</summary>
/// <param name="Machines">The number of machines.</param>
internal sealed record WantedMachines(int Machines);

/// <summary>The body of <c>PUT /clusters/NAME/adapt</c>.</summary>
/// <param name="Minimum">The least number of machines.</param>
/// <param name="Maximum">The greatest number of machines.</param>
internal sealed record WantedRange(int Minimum, int Maximum);

/// <summary>What is in a folder of the store of a cluster.</summary>
/// <param name="IsThere">True if there is the folder.</param>
/// <param name="Names">The names of its contents.</param>
/// <param name="Folders">The names of its folders.</param>
internal sealed record StoredNames(bool IsThere, string[] Names, string[] Folders);

/// <summary>What a gateway says of a cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Launcher">Who starts its machines.</param>
/// <param name="Machines">The number of machines asked for.</param>
/// <param name="Cores">The workers of each.</param>
/// <param name="Memory">The memory of each, in bytes.</param>
/// <param name="Nodes">The machines that are ready, each in a line.</param>
/// <param name="Trouble">Why no more machines are started, or null if they are.</param>
internal sealed record DescribedCluster(
    string Name,
    string Launcher,
    int Machines,
    int Cores,
    long Memory,
    string[] Nodes,
    string? Trouble = null
)
{
    /// <summary>The machines that are ready.</summary>
    public NodeInfo[] Ready() => [.. Nodes.Select(NodeInfo.Parse).OfType<NodeInfo>()];
}
