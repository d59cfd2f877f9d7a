using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Clustering.Hierarchy;

/// <summary>
/// A chain over the matrix of all distances, which is updated by the formulas of Lance and Williams (1967, "A general
/// theory of classificatory sorting strategies").
/// </summary>
/// <param name="count">The number of samples.</param>
/// <param name="distances">
/// The distances of all pairs, as SciPy's <c>pdist</c> orders them; they are overwritten.
/// </param>
/// <param name="linkage">How the distance of two clusters follows from those of their samples.</param>
internal sealed unsafe class MatrixChain(int count, NDArray distances, LinkageKind linkage)
    : NearestNeighborChain(count)
{
    private int Count => Sizes.Length;

    private readonly double* matrix = (double*)distances.Pointer;

    // The start of the row of a sample, so that its distance to a later sample is at Row(sample) + later.
    private long Row(int sample) => (long)sample * Count - (long)sample * (sample + 1) / 2 - sample - 1;

    private long At(int a, int b) => a < b ? Row(a) + b : Row(b) + a;

    protected override (int Nearest, double Distance) Nearest(int cluster, int preferred, double distance)
    {
        int nearest = preferred;
        double least = preferred < 0 ? double.PositiveInfinity : matrix[At(cluster, preferred)];
        long row = Row(cluster);
        foreach (int other in Active)
        {
            if (other == cluster)
                continue;
            double value = matrix[other > cluster ? row + other : Row(other) + cluster];
            if (value < least || nearest < 0)
                (nearest, least) = (other, value);
        }
        return (nearest, least);
    }

    protected override void Join(int from, int into, double distance)
    {
        double fromSize = Sizes[from],
            intoSize = Sizes[into];
        foreach (int other in Active)
        {
            if (other == into)
                continue;
            double a = matrix[At(other, from)];
            ref double b = ref matrix[At(other, into)];
            double size = Sizes[other],
                total = fromSize + intoSize + size;
            b = linkage switch
            {
                LinkageKind.Complete => Math.Max(a, b),
                LinkageKind.Average => (fromSize * a + intoSize * b) / (fromSize + intoSize),
                _ => Math.Sqrt(
                    Math.Max(
                        0,
                        (size + fromSize) / total * a * a
                            + (size + intoSize) / total * b * b
                            - size / total * distance * distance
                    )
                ),
            };
        }
        GC.KeepAlive(distances);
    }
}
