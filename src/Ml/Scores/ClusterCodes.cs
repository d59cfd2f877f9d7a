using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Scores;

/// <summary>The clusters of samples, numbered from 0 in ascending order of their labels.</summary>
/// <param name="Codes">The number of the cluster of each sample.</param>
/// <param name="Counts">The number of samples in each cluster.</param>
internal sealed record ClusterCodes(int[] Codes, long[] Counts)
{
    /// <summary>Numbers the clusters.</summary>
    public static ClusterCodes Of(ReadOnlySpan<double> labels)
    {
        double[] distinct = labels.ToArray();
        Array.Sort(distinct);
        int count = 0;
        foreach (double label in distinct)
        {
            if (count == 0 || distinct[count - 1] != label)
                distinct[count++] = label;
        }
        var codes = new int[labels.Length];
        var counts = new long[count];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Array.BinarySearch(distinct, 0, count, labels[i]);
            counts[codes[i]]++;
        }
        return new ClusterCodes(codes, counts);
    }

    /// <summary>Reads labels, of any shape, in C order; missing ones are NaN.</summary>
    /// <exception cref="GchunkException">They are not numbers.</exception>
    public static double[] Read(DataArray labels)
    {
        using NDArray values = labels.Compute();
        if (!values.DType.IsReal)
        {
            throw new GchunkException(
                $"labels must be integers, one for each sample; got {values.DType.Name} {values.Shape}"
            );
        }
        return values.ToArray<double>();
    }

    /// <summary>
    /// Numbers the clusters of two clusterings of the same samples. Samples that miss either label are left out.
    /// </summary>
    /// <exception cref="GchunkException">Their dimensions differ, or no sample has both labels.</exception>
    public static (ClusterCodes A, ClusterCodes B) OfBoth(DataArray a, DataArray b)
    {
        if (a.Dims.Count != b.Dims.Count || a.Dims.Except(b.Dims).Any() || a.Dims.Any(d => a.Sizes[d] != b.Sizes[d]))
        {
            throw new GchunkException(
                $"the two clusterings must label the same samples; the first has ({a.Sizes}), the second ({b.Sizes})"
            );
        }

        SameLabels.Check(a, b);
        double[] first = Read(a),
            second = Read(b.Transpose([.. a.Dims]));
        int kept = 0;
        for (int i = 0; i < first.Length; i++)
        {
            if (double.IsNaN(first[i]) || double.IsNaN(second[i]))
                continue;
            (first[kept], second[kept]) = (first[i], second[i]);
            kept++;
        }
        if (kept == 0)
            throw new GchunkException($"no sample has a label in both clusterings: {a.Sizes}");
        return (Of(first.AsSpan(0, kept)), Of(second.AsSpan(0, kept)));
    }
}
