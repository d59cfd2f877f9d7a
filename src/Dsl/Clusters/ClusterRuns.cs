using System.Collections;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Runs;

namespace Gchunk.Dsl;

/// <summary>The runs of a cluster that go on without the programs that submitted them, by their names.</summary>
public sealed class ClusterRuns : IEnumerable<ClusterRun>
{
    private readonly ClusterFolder? cluster;

    internal ClusterRuns(ClusterFolder? cluster) => this.cluster = cluster;

    /// <summary>The number of runs.</summary>
    public int Count => All().Count;

    /// <summary>Returns a run by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="GchunkException">There is no run of that name.</exception>
    public ClusterRun this[string name] =>
        cluster is not null && RunFolder.Find(cluster, name) is { IsThere: true } folder
            ? new ClusterRun(folder)
            : throw new GchunkException(
                $"there is no run {VisibleText.Of(name)}; there {(Count == 0 ? "is none" : "are " + string.Join(", ", All().Select(r => r.Name)))}"
            );

    /// <summary>Computes an array in the background; its values are the result.</summary>
    /// <param name="name">The name of the run, by which it is found later: letters, digits, '-' and '_'.</param>
    /// <param name="array">The array.</param>
    /// <returns>
    /// The run. If the same was submitted before, under the same name, it is that one. Code is the same if it was not
    /// compiled anew, as it is at the prompt and when a script has changed; <c>client.Runs["name"]</c> finds the run still.
    /// </returns>
    /// <exception cref="GchunkException">
    /// There is another run of that name, the expression cannot travel, or the workers are those of this machine.
    /// </exception>
    public ClusterRun<NDArray> Submit(string name, ChunkedArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return new ClusterRun<NDArray>(RunFolder.Submit(Folder(), name, WithoutHeld(array.Expression)));
    }

    /// <summary>
    /// Calls a function in the background, on the node that schedules the run; what it returns is the result. All that it
    /// computes runs on the workers of the cluster.
    /// </summary>
    /// <param name="name">The name of the run, by which it is found later: letters, digits, '-' and '_'.</param>
    /// <param name="function">
    /// The function. If its node is lost, another one calls it again from the beginning, so what it does elsewhere may
    /// happen twice.
    /// </param>
    /// <returns>
    /// The run. If the same was submitted before, under the same name, it is that one. Code is the same if it was not
    /// compiled anew, as it is at the prompt and when a script has changed; <c>client.Runs["name"]</c> finds the run still.
    /// </returns>
    /// <exception cref="GchunkException">
    /// There is another run of that name, the function cannot travel, or the workers are those of this machine.
    /// </exception>
    public ClusterRun<T> Submit<T>(string name, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ClusterRun<T>(RunFolder.Submit(Folder(), name, function));
    }

    /// <summary>Returns the runs, sorted by name.</summary>
    public IEnumerator<ClusterRun> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns a line for each run.</summary>
    public override string ToString() => string.Join(Environment.NewLine, All());

    private List<ClusterRun> All() =>
        cluster is null ? [] : [.. RunFolder.All(cluster).Where(f => f.IsThere).Select(f => new ClusterRun(f))];

    // What persisted arrays hold ends with their client. It is computed again from what they were made of.
    private static ArrayExpr WithoutHeld(ArrayExpr expression)
    {
        for (bool found = true; found; )
        {
            found = false;
            var walk = new BottomUp(node =>
            {
                if (node is not HeldExpr { Lineage: { } lineage })
                    return node;
                found = true;
                return lineage;
            });
            expression = walk.Visit(expression);
        }
        return expression;
    }

    private ClusterFolder Folder() =>
        cluster
        ?? throw new GchunkException(
            "workers of this machine end with their program, and so do their runs; use a cluster: LocalCluster(machines: 2), SlurmCluster or SshCluster"
        );
}
