using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Clustering.MiniBatches;

/// <summary>What goes from one batch of samples to the next.</summary>
/// <param name="Centers">Clusters × features, in the frame.</param>
/// <param name="Counts">The weight of the samples that each center is the mean of.</param>
/// <param name="SinceReassigned">The number of samples since tiny clusters were last given up.</param>
/// <param name="Step">The number of batches so far.</param>
/// <param name="Smooth">The smoothed inertia of a sample; not a number before the first batch.</param>
/// <param name="Best">The least smoothed inertia.</param>
/// <param name="Waited">The number of batches since then.</param>
internal sealed record MiniBatchState(
    double[] Centers,
    double[] Counts,
    long SinceReassigned,
    long Step,
    double Smooth,
    double Best,
    long Waited
)
{
    private const int Scalars = 5;

    /// <summary>Makes the state before the first batch.</summary>
    public static MiniBatchState Begin(double[] centers, int clusters) =>
        new(centers, new double[clusters], 0, 0, double.NaN, double.PositiveInfinity, 0);

    /// <summary>Returns the number of values of a packed state.</summary>
    public static long Length(int clusters, long features) => clusters * (features + 1) + Scalars;

    /// <summary>Returns all values in one row.</summary>
    public double[] Pack() => [.. Centers, .. Counts, SinceReassigned, Step, Smooth, Best, Waited];

    /// <summary>Returns the state in a row.</summary>
    public static MiniBatchState Unpack(ReadOnlySpan<double> row, int clusters)
    {
        Bounds.Require(row.Length > Scalars && (row.Length - Scalars) % clusters == 0);
        int values = row.Length - Scalars - clusters;
        ReadOnlySpan<double> scalars = row[^Scalars..];
        return new MiniBatchState(
            row[..values].ToArray(),
            row.Slice(values, clusters).ToArray(),
            (long)scalars[0],
            (long)scalars[1],
            scalars[2],
            scalars[3],
            (long)scalars[4]
        );
    }
}
