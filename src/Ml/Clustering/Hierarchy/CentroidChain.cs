using Gchunk.Engine.Arrays;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>
/// A chain for Ward's linkage over the means of the clusters, which needs no matrix of distances: the distance of two
/// clusters is √(2 nm / (n + m)) times that of their means.
/// </summary>
/// <param name="means">The samples, less a shift: samples × features, float64; they are overwritten.</param>
internal sealed unsafe class CentroidChain(NDArray means) : NearestNeighborChain((int)means.Shape[0])
{
    private readonly int features = (int)means.Shape[1];
    private readonly double* rows = (double*)means.Pointer;

    /// <summary>
    /// Returns merges with their heights measured from the means of the clusters: the same bits as those of
    /// <see cref="NearestNeighborChain.Run"/>, if the merges are the same.
    /// </summary>
    public List<Merge> Measure(List<Merge> merges)
    {
        var measured = new List<Merge>(merges.Count);
        foreach (Merge merge in merges)
        {
            double height = Math.Sqrt(Squared(merge.A, merge.B));
            measured.Add(merge with { Height = height });
            Join(merge.A, merge.B, height);
            Sizes[merge.B] += Sizes[merge.A];
        }
        return measured;
    }

    protected override (int Nearest, double Distance) Nearest(int cluster, int preferred, double distance)
    {
        int nearest = preferred;
        double least = preferred < 0 ? double.PositiveInfinity : Squared(cluster, preferred);
        foreach (int other in Active)
        {
            if (other == cluster)
                continue;
            double value = Squared(cluster, other);
            if (value < least || nearest < 0)
                (nearest, least) = (other, value);
        }
        return (nearest, Math.Sqrt(least));
    }

    private double Squared(int a, int b)
    {
        double factor = 2.0 * Sizes[a] * Sizes[b] / (Sizes[a] + (double)Sizes[b]);
        return factor * Vectors.SquaredDistance(rows + (long)a * features, rows + (long)b * features, features);
    }

    protected override void Join(int from, int into, double distance)
    {
        double share = Sizes[from] / (Sizes[from] + (double)Sizes[into]);
        double* a = rows + (long)from * features,
            b = rows + (long)into * features;
        for (int f = 0; f < features; f++)
            b[f] += share * (a[f] - b[f]);
        GC.KeepAlive(means);
    }
}
