using Gchunk.Engine;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>
/// A tree of merges, as SciPy numbers it: the samples are the nodes 0 to n − 1, and merge i makes the node n + i.
/// </summary>
internal sealed class Dendrogram
{
    private Dendrogram(int samples, Merge[] merges, int[] sizes) => (Samples, Merges, Sizes) = (samples, merges, sizes);

    /// <summary>The number of samples.</summary>
    public int Samples { get; }

    /// <summary>The merges of nodes, in order; the first node of each is the smaller.</summary>
    public Merge[] Merges { get; }

    /// <summary>The number of samples of the node that each merge makes.</summary>
    public int[] Sizes { get; }

    /// <summary>Makes a tree of merges that name a sample of each cluster, in any order.</summary>
    public static Dendrogram OfSamples(int samples, IEnumerable<Merge> merges)
    {
        // A stable sort, as SciPy's.
        Merge[] sorted = [.. merges.OrderBy(m => m.Height)];
        var forest = new Forest(samples);
        var nodes = new int[samples];
        for (int i = 0; i < samples; i++)
            nodes[i] = i;
        for (int i = 0; i < sorted.Length; i++)
        {
            int a = nodes[forest.Root(sorted[i].A)],
                b = nodes[forest.Root(sorted[i].B)];
            forest.Join(sorted[i].A, sorted[i].B);
            nodes[forest.Root(sorted[i].A)] = samples + i;
            sorted[i] = sorted[i] with { A = Math.Min(a, b), B = Math.Max(a, b) };
        }
        return OfNodes(samples, sorted);
    }

    /// <summary>Makes a tree of merges that name nodes, in order.</summary>
    public static Dendrogram OfNodes(int samples, Merge[] merges)
    {
        var sizes = new int[merges.Length];
        for (int i = 0; i < merges.Length; i++)
            sizes[i] = Size(merges[i].A) + Size(merges[i].B);
        return new Dendrogram(samples, merges, sizes);

        int Size(int node) => node < samples ? 1 : sizes[node - samples];
    }

    /// <summary>Makes a tree of the nodes and heights that a file holds.</summary>
    /// <exception cref="GchunkException">They are no tree.</exception>
    public static Dendrogram Restored(int samples, long[] nodes, double[] heights)
    {
        var isMerged = new bool[2L * samples];
        if (heights.Length != samples - 1 || nodes.Length != 2 * heights.Length)
            throw new GchunkException($"{heights.Length} merges do not form a tree of {samples} samples");
        var merges = new Merge[heights.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] < 0 || nodes[i] >= samples + i / 2 || isMerged[nodes[i]])
                throw new GchunkException($"merge {i / 2} takes the node {nodes[i]}, which does not exist");
            isMerged[nodes[i]] = true;
            if (i % 2 == 1)
                merges[i / 2] = new Merge((int)nodes[i - 1], (int)nodes[i], heights[i / 2]);
        }
        return OfNodes(samples, merges);
    }

    /// <summary>
    /// Returns the cluster of each sample after all but the last merges; clusters are numbered as met.
    /// </summary>
    public int[] Cut(int clusters)
    {
        var forest = new Forest(2 * Samples);
        for (int i = 0; i < Samples - clusters; i++)
        {
            forest.Hang(Merges[i].A, Samples + i);
            forest.Hang(Merges[i].B, Samples + i);
        }
        var numbers = new Dictionary<int, int>();
        var labels = new int[Samples];
        for (int i = 0; i < Samples; i++)
        {
            int root = forest.Root(i);
            if (!numbers.TryGetValue(root, out labels[i]))
                labels[i] = numbers[root] = numbers.Count;
        }
        return labels;
    }

    /// <summary>
    /// Returns the outline of the top of the tree, down to some nodes: for each merge four corners, then a gap.
    /// </summary>
    /// <param name="leaves">The number of nodes at the bottom.</param>
    public (double[] X, double[] Heights) Outline(int leaves)
    {
        int top = 2 * Samples - 2,
            lowest = 2 * Samples - leaves; // nodes before this are not opened
        var places = new Dictionary<int, double>();
        // A deep tree must not overflow the stack.
        var open = new Stack<int>([top]);
        while (open.TryPop(out int node))
        {
            if (node < lowest)
            {
                places[node] = places.Count;
            }
            else
            {
                open.Push(Merges[node - Samples].B);
                open.Push(Merges[node - Samples].A);
            }
        }
        List<double> x = [],
            heights = [];
        for (int node = lowest; node <= top; node++)
        {
            Merge merge = Merges[node - Samples];
            (double left, double right) = (places[merge.A], places[merge.B]);
            places[node] = (left + right) / 2;
            x.AddRange([left, left, right, right, right]);
            heights.AddRange([HeightOf(merge.A), merge.Height, merge.Height, HeightOf(merge.B), double.NaN]);
        }
        return ([.. x], [.. heights]);

        double HeightOf(int node) => node < lowest ? 0 : Merges[node - Samples].Height;
    }
}
