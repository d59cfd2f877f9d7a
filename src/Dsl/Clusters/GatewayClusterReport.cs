using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>What a gateway says of a cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Launcher">Who starts its machines, such as <c>slurm</c>.</param>
/// <param name="Machines">The number of machines asked for.</param>
/// <param name="Ready">The number of machines that are ready.</param>
/// <param name="Cores">The workers of each machine.</param>
/// <param name="Memory">The memory of each machine, in bytes.</param>
public sealed record GatewayClusterReport(string Name, string Launcher, int Machines, int Ready, int Cores, long Memory)
{
    /// <summary>Returns the cluster in one line.</summary>
    public override string ToString() =>
        $"{Name}: {Ready} of {Quantity.Of(Machines, "machine")} ready, by {Launcher}, {Quantity.Of(Cores, "core")} and {MemoryBudget.Format(Memory)} each";

    // It comes from outside.
    internal static GatewayClusterReport Of(DescribedCluster cluster) =>
        new(
            VisibleText.Of(cluster.Name),
            VisibleText.Of(cluster.Launcher),
            cluster.Machines,
            cluster.Ready().Length,
            cluster.Cores,
            cluster.Memory
        );
}
