using System.Runtime.InteropServices;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>Merges clusters along chains of nearest neighbours until one is left.</summary>
/// <remarks>
/// Each element of a chain is the nearest neighbour of the one before it, until two are each other's: these are merged.
/// The distances of merged clusters do not shrink, so the rest of the chain stays valid. Müllner (2011, "Modern
/// hierarchical, agglomerative clustering algorithms", section 3.2).
/// </remarks>
internal abstract class NearestNeighborChain
{
    private readonly List<int> active;

    /// <summary>Starts with each sample as a cluster.</summary>
    protected NearestNeighborChain(int count)
    {
        active = [.. Enumerable.Range(0, count)];
        Sizes = new int[count];
        Array.Fill(Sizes, 1);
    }

    /// <summary>The number of samples of each cluster.</summary>
    protected int[] Sizes { get; }

    /// <summary>The clusters that exist, ascending.</summary>
    protected ReadOnlySpan<int> Active => CollectionsMarshal.AsSpan(active);

    /// <summary>
    /// Returns the nearest other cluster and its distance; of clusters equally near the one given, then the first.
    /// </summary>
    protected abstract (int Nearest, double Distance) Nearest(int cluster, int preferred, double distance);

    /// <summary>Makes two clusters one, which is called <paramref name="into"/>.</summary>
    protected abstract void Join(int from, int into, double distance);

    /// <summary>Merges all clusters.</summary>
    public List<Merge> Run(CancellationToken cancellation)
    {
        var merges = new List<Merge>();
        var chain = new Stack<(int Cluster, double Distance)>();
        while (active.Count > 1)
        {
            cancellation.ThrowIfCancellationRequested();
            if (chain.Count == 0)
                chain.Push((active[0], double.PositiveInfinity));
            (int last, double toPrevious) = chain.Pop();
            int previous = chain.Count > 0 ? chain.Peek().Cluster : -1;
            (int nearest, double distance) = Nearest(last, previous, toPrevious);
            if (nearest != previous)
            {
                chain.Push((last, toPrevious));
                chain.Push((nearest, distance));
                continue;
            }
            chain.Pop();
            (int from, int into) = (Math.Min(last, previous), Math.Max(last, previous));
            merges.Add(new Merge(from, into, distance));
            active.RemoveAt(active.BinarySearch(from));
            Join(from, into, distance);
            Sizes[into] += Sizes[from];
        }
        return merges;
    }
}
