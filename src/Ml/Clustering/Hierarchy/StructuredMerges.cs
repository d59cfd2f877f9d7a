using Gchunk.Engine.Arrays;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>
/// Merges only clusters that are neighbours: the nearest two first, from a heap of the pairs of neighbours.
/// </summary>
/// <remarks>
/// The order of scikit-learn's structured trees: of pairs equally near, that of the older nodes. For average and
/// complete linkage, the distance of two clusters takes into account those of their samples that are neighbours.
/// </remarks>
internal sealed unsafe class StructuredMerges
{
    private readonly NDArray memory;
    private readonly double* means;
    private readonly int features;
    private readonly LinkageKind linkage;
    private readonly int samples;

    // For each node: its neighbours with their distances, its row among the means and its number of samples.
    private readonly Dictionary<int, double>?[] neighbors;
    private readonly int[] rows;
    private readonly int[] sizes;
    private readonly PriorityQueue<(int A, int B), (double Distance, int A, int B)> heap = new();

    /// <summary>Starts with each sample as a cluster.</summary>
    /// <param name="means">The samples, less a shift: samples × features, float64; they are overwritten.</param>
    /// <param name="pairs">The pairs of samples that are neighbours; they must connect all samples.</param>
    /// <param name="linkage">How the distance of two clusters follows from those of their samples.</param>
    public StructuredMerges(NDArray means, IEnumerable<(int A, int B)> pairs, LinkageKind linkage)
    {
        (memory, this.linkage) = (means, linkage);
        this.means = (double*)means.Pointer;
        (samples, features) = ((int)means.Shape[0], (int)means.Shape[1]);
        neighbors = new Dictionary<int, double>[2 * samples];
        rows = new int[2 * samples];
        sizes = new int[2 * samples];
        for (int i = 0; i < samples; i++)
            (rows[i], sizes[i], neighbors[i]) = (i, 1, []);
        foreach ((int a, int b) in pairs)
        {
            if (a == b || neighbors[a]!.ContainsKey(b))
                continue;
            double distance = linkage == LinkageKind.Ward ? Ward(a, b) : Math.Sqrt(Squared(a, b));
            Link(Math.Max(a, b), Math.Min(a, b), distance);
        }
    }

    /// <summary>Merges all clusters. The merges name nodes, and their heights are those of SciPy.</summary>
    public Merge[] Run(CancellationToken cancellation)
    {
        var merges = new Merge[samples - 1];
        for (int i = 0; i < merges.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            int a,
                b;
            double distance;
            // A pair is outdated if one of its nodes has been merged since.
            do
            {
                heap.TryDequeue(out (int A, int B) pair, out (double Distance, int, int) priority);
                (a, b, distance) = (pair.A, pair.B, priority.Distance);
            } while (neighbors[a] is null || neighbors[b] is null);
            double height = linkage == LinkageKind.Ward ? Math.Sqrt(2 * distance) : distance;
            merges[i] = new Merge(Math.Min(a, b), Math.Max(a, b), height);
            Join(a, b, samples + i);
        }
        GC.KeepAlive(memory);
        return merges;
    }

    private void Join(int a, int b, int node)
    {
        Dictionary<int, double> ofA = neighbors[a]!,
            ofB = neighbors[b]!;
        (neighbors[a], neighbors[b], neighbors[node]) = (null, null, []);
        (double sizeA, double sizeB) = (sizes[a], sizes[b]);
        Move(a, b, node);
        foreach ((int other, double distance) in ofA)
        {
            if (neighbors[other] is null)
                continue;
            double merged = ofB.TryGetValue(other, out double second)
                ? linkage switch
                {
                    LinkageKind.Average => (sizeA * distance + sizeB * second) / (sizeA + sizeB),
                    LinkageKind.Complete => Math.Max(distance, second),
                    _ => Math.Min(distance, second),
                }
                : distance;
            Replace(node, other, a, b, merged);
        }
        foreach ((int other, double distance) in ofB)
        {
            if (neighbors[other] is not null && !ofA.ContainsKey(other))
                Replace(node, other, a, b, distance);
        }
    }

    private void Move(int a, int b, int node)
    {
        (rows[node], sizes[node]) = (rows[a], sizes[a] + sizes[b]);
        double share = sizes[b] / (double)sizes[node];
        double* to = means + (long)rows[a] * features,
            from = means + (long)rows[b] * features;
        for (int f = 0; f < features; f++)
            to[f] += share * (from[f] - to[f]);
    }

    private void Replace(int node, int other, int a, int b, double distance)
    {
        neighbors[other]!.Remove(a);
        neighbors[other]!.Remove(b);
        Link(node, other, linkage == LinkageKind.Ward ? Ward(node, other) : distance);
    }

    private void Link(int a, int b, double distance)
    {
        neighbors[a]![b] = distance;
        neighbors[b]![a] = distance;
        heap.Enqueue((a, b), (distance, a, b));
    }

    private double Ward(int a, int b) => Squared(a, b) * ((double)sizes[a] * sizes[b] / (sizes[a] + (double)sizes[b]));

    private double Squared(int a, int b) =>
        Vectors.SquaredDistance(means + (long)rows[a] * features, means + (long)rows[b] * features, features);
}
