namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>
/// A tree of merges without the clusters that are too small: a cluster either splits into two that are large enough, or
/// loses samples and stays the same.
/// </summary>
/// <remarks>
/// Campello, Moulavi and Sander (2013, "Density-based clustering based on hierarchical density estimates", sections 4
/// and 5); McInnes and Healy (2017, "Accelerated hierarchical density based clustering", section 2).
/// </remarks>
internal sealed class CondensedTree
{
    // For each cluster: its parent, the density at which it begins and at which its last sample leaves, its stability.
    private readonly List<int> parents = [-1];
    private readonly List<double> births = [0];
    private readonly List<double> deaths = [0];
    private readonly List<double> stabilities = [0];

    // For each sample: the cluster that it leaves last, and the density at which it does.
    private readonly int[] lastOf;
    private readonly double[] leaving;
    private readonly Dendrogram tree;

    private CondensedTree(Dendrogram tree)
    {
        this.tree = tree;
        lastOf = new int[tree.Samples];
        leaving = new double[tree.Samples];
    }

    /// <summary>Condenses a tree of merges whose heights are distances; a density is 1 / distance.</summary>
    public static CondensedTree Of(Dendrogram tree, int minClusterSize)
    {
        var condensed = new CondensedTree(tree);
        // A deep tree must not overflow the stack.
        var open = new Stack<(int Node, int Cluster)>([(2 * tree.Samples - 2, 0)]);
        while (open.TryPop(out (int Node, int Cluster) next))
        {
            (int node, int cluster) = next;
            Merge merge = tree.Merges[node - tree.Samples];
            double density = 1 / merge.Height;
            (int a, int b) = (condensed.Size(merge.A), condensed.Size(merge.B));
            if (a >= minClusterSize && b >= minClusterSize)
            {
                open.Push((merge.B, condensed.Begin(cluster, density, b)));
                open.Push((merge.A, condensed.Begin(cluster, density, a)));
                continue;
            }
            foreach ((int child, int size) in ((int, int)[])[(merge.A, a), (merge.B, b)])
            {
                if (size >= minClusterSize)
                    open.Push((child, cluster));
                else
                    condensed.Leave(child, cluster, density);
            }
        }
        return condensed;
    }

    private int Size(int node) => node < tree.Samples ? 1 : tree.Sizes[node - tree.Samples];

    private int Begin(int parent, double density, int size)
    {
        Count(parent, density, size);
        parents.Add(parent);
        births.Add(density);
        deaths.Add(density);
        stabilities.Add(0);
        return parents.Count - 1;
    }

    private void Leave(int node, int cluster, double density)
    {
        var open = new Stack<int>([node]);
        while (open.TryPop(out int next))
        {
            if (next >= tree.Samples)
            {
                open.Push(tree.Merges[next - tree.Samples].A);
                open.Push(tree.Merges[next - tree.Samples].B);
                continue;
            }
            (lastOf[next], leaving[next]) = (cluster, density);
            Count(cluster, density, 1);
        }
    }

    private void Count(int cluster, double density, int size)
    {
        // Samples that are equal leave at an infinite density.
        double above = density == births[cluster] ? 0 : density - births[cluster];
        stabilities[cluster] += above * size;
        deaths[cluster] = Math.Max(deaths[cluster], density);
    }

    /// <summary>
    /// Selects the clusters with the largest excess of mass; none contains another, and the whole is no cluster.
    /// </summary>
    /// <returns>
    /// The selected cluster of each sample, -1 for noise; how strongly each sample belongs to it, from 0 to 1; and the
    /// stability of each selected cluster.
    /// </returns>
    public (int[] Labels, double[] Probabilities, double[] Stabilities) Select()
    {
        int count = parents.Count;
        var best = stabilities.ToArray();
        var below = new double[count];
        var isSelected = new bool[count];
        // Children come after their parents.
        for (int c = count - 1; c > 0; c--)
        {
            isSelected[c] = best[c] >= below[c];
            best[c] = Math.Max(best[c], below[c]);
            below[parents[c]] += best[c];
        }
        var owner = new int[count];
        var stability = new List<double>();
        owner[0] = -1;
        var number = new int[count];
        for (int c = 1; c < count; c++)
        {
            owner[c] = owner[parents[c]];
            if (owner[c] >= 0 || !isSelected[c])
                continue;
            (owner[c], number[c]) = (c, stability.Count);
            stability.Add(stabilities[c]);
        }
        var labels = new int[lastOf.Length];
        var probabilities = new double[lastOf.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            int cluster = owner[lastOf[i]];
            labels[i] = cluster < 0 ? -1 : number[cluster];
            if (cluster >= 0)
                probabilities[i] = Strength(leaving[i], deaths[cluster]);
        }
        return (labels, probabilities, [.. stability]);
    }

    private static double Strength(double leaving, double death) =>
        death == 0 || !double.IsFinite(leaving) ? 1 : Math.Min(leaving, death) / death;
}
