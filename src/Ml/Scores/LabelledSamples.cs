using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Scores;

/// <summary>Samples with the cluster that each belongs to.</summary>
/// <param name="Samples">The samples that have a label.</param>
/// <param name="Clusters">Their clusters.</param>
/// <param name="Kept">The samples as they were given, less those without a label.</param>
internal sealed record LabelledSamples(Samples Samples, ClusterCodes Clusters, DataArray Kept)
{
    /// <summary>The number of clusters.</summary>
    public int Count => Clusters.Counts.Length;

    /// <summary>The clusters as an array in the blocks of the samples.</summary>
    public ArrayExpr Labels { get; } = PairOp.PerSample(Samples, NDArray.From(Clusters.Codes));

    /// <summary>The number of samples in each cluster, float64.</summary>
    public NDArray Counts => NDArray.From(Array.ConvertAll(Clusters.Counts, c => (double)c));

    /// <summary>
    /// Matches samples with labels by the names of their dimensions. The dimension that only the samples have is that
    /// of the features.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The dimensions do not match, no sample has a label, or there are fewer than 2 clusters or as many as samples.
    /// </exception>
    public static LabelledSamples Match(DataArray samples, DataArray labels)
    {
        string[] features = [.. samples.Dims.Except(labels.Dims)];
        if (features.Length != 1 || samples.Dims.Count != labels.Dims.Count + 1)
        {
            throw new GchunkException(
                $"the labels must have all dimensions of the samples but that of the features; the samples have ({samples.Sizes}), the labels ({labels.Sizes})"
            );
        }
        foreach (string dim in labels.Dims)
        {
            if (samples.Sizes[dim] != labels.Sizes[dim])
            {
                throw new GchunkException(
                    $"there must be a label for each sample; along '{dim}' there are {Quantity.Of(samples.Sizes[dim], "sample")} and {Quantity.Of(labels.Sizes[dim], "label")}"
                );
            }
        }
        SameLabels.Check(labels, samples);

        string sample = labels.Dims.Count == 1 ? labels.Dims[0] : Fitting.FreeSampleDim(samples.Dims);
        DataArray stacked = labels.Dims.Count == 1 ? samples : samples.Stack(sample, [.. labels.Dims]);
        stacked = stacked.Transpose(sample, features[0]);
        double[] values = ClusterCodes.Read(labels);
        long[] kept = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i])).Select(i => (long)i)];
        if (kept.Length == 0)
            throw new GchunkException($"no sample has a label: all {values.Length} are missing");
        if (kept.Length < values.Length)
        {
            stacked = stacked.Isel(sample, kept);
            values = Array.ConvertAll(kept, i => values[i]);
        }

        ClusterCodes clusters = ClusterCodes.Of(values);
        if (clusters.Counts.Length < 2 || clusters.Counts.Length >= values.Length)
        {
            throw new GchunkException(
                $"the score needs at least 2 clusters and fewer clusters than samples; got {clusters.Counts.Length} of {Quantity.Of(values.Length, "sample")}"
            );
        }
        return new LabelledSamples(Samples.Prepare(stacked.Expression, sample), clusters, stacked);
    }

    /// <summary>Returns the means of the clusters less the shift of the samples, clusters × features.</summary>
    public double[] Centers()
    {
        using NDArray sums = Computation.Compute(LabelSumsOp.Create(Samples, Labels, Count));
        ReadOnlySpan<double> values = sums.Span<double>();
        int features = Samples.Features;
        var centers = new double[Count * features];
        for (int c = 0; c < Count; c++)
        {
            for (int f = 0; f < features; f++)
                centers[c * features + f] = values[c * (features + 1) + f] / Clusters.Counts[c];
        }
        return centers;
    }

    /// <summary>
    /// Returns, for each cluster, the sum of the distances of its samples to its center and that of the squared ones.
    /// </summary>
    public double[] Dispersion(double[] centers)
    {
        using NDArray sums = Computation.Compute(
            DispersionOp.Create(Samples, Labels, NDArray.From(centers, (Count, Samples.Features)))
        );
        return sums.ToArray<double>();
    }
}
