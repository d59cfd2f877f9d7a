using Gchunk.Dsl;

namespace Gchunk.Ml.Scores;

/// <summary>How many samples each cluster of one clustering shares with each cluster of another.</summary>
/// <param name="A">The number of samples in each cluster of the first clustering.</param>
/// <param name="B">The number of samples in each cluster of the second clustering.</param>
/// <param name="Shared">
/// The pairs of clusters that share samples, in ascending order, with the number of samples: never more than samples.
/// </param>
internal sealed record Contingency(long[] A, long[] B, IReadOnlyList<(int A, int B, long Count)> Shared)
{
    /// <summary>The number of samples.</summary>
    public long Samples => A.Sum();

    /// <summary>True if neither clustering divides the samples.</summary>
    public bool IsTrivial => A.Length == 1 && B.Length == 1;

    /// <summary>Counts the samples that have both labels.</summary>
    public static Contingency Of(DataArray a, DataArray b)
    {
        (ClusterCodes first, ClusterCodes second) = ClusterCodes.OfBoth(a, b);
        var pairs = new long[first.Codes.Length];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = (long)first.Codes[i] << 32 | (uint)second.Codes[i];
        Array.Sort(pairs);
        var shared = new List<(int, int, long)>();
        for (int from = 0; from < pairs.Length; )
        {
            int to = from + 1;
            while (to < pairs.Length && pairs[to] == pairs[from])
                to++;
            shared.Add(((int)(pairs[from] >> 32), (int)pairs[from], to - from));
            from = to;
        }
        return new Contingency(first.Counts, second.Counts, shared);
    }

    /// <summary>The entropy of the sizes of clusters, in nats.</summary>
    public static double Entropy(long[] counts)
    {
        double total = counts.Sum(),
            entropy = 0;
        if (counts.Length == 1)
            return 0;
        foreach (long count in counts)
            entropy -= count / total * (Math.Log(count) - Math.Log(total));
        return entropy;
    }

    /// <summary>The mutual information of the two clusterings, in nats; at least 0.</summary>
    public double MutualInformation()
    {
        double total = Samples,
            information = 0;
        foreach ((int a, int b, long count) in Shared)
        {
            information +=
                count / total * (Math.Log(count) - Math.Log(total))
                - count / total * (Math.Log(A[a]) + Math.Log(B[b]) - 2 * Math.Log(total));
        }
        return information <= double.BitIncrement(1) - 1 ? 0 : information;
    }

    /// <summary>
    /// The mean of the mutual information over all clusterings whose clusters have the same sizes: Vinh, Epps and
    /// Bailey (2010, "Information theoretic measures for clusterings comparison", theorem 3).
    /// </summary>
    public double ExpectedMutualInformation()
    {
        long samples = Samples;
        var logFactorial = new double[samples + 1];
        for (long i = 2; i <= samples; i++)
            logFactorial[i] = logFactorial[i - 1] + Math.Log(i);
        // Clusters of the same size contribute the same.
        (long Size, long Times)[] first = Sizes(A),
            second = Sizes(B);
        double expected = 0;
        foreach ((long a, long times) in first)
        {
            foreach ((long b, long others) in second)
                expected += times * others * Expected(a, b, samples, logFactorial);
        }
        return expected;
    }

    private static double Expected(long a, long b, long samples, double[] logFactorial)
    {
        double sum = 0,
            constant =
                logFactorial[a]
                + logFactorial[b]
                + logFactorial[samples - a]
                + logFactorial[samples - b]
                - logFactorial[samples];
        for (long shared = Math.Max(1, a + b - samples); shared <= Math.Min(a, b); shared++)
        {
            double information = Math.Log(samples) + Math.Log(shared) - Math.Log(a) - Math.Log(b),
                probability = Math.Exp(
                    constant
                        - logFactorial[shared]
                        - logFactorial[a - shared]
                        - logFactorial[b - shared]
                        - logFactorial[samples - a - b + shared]
                );
            sum += (double)shared / samples * information * probability;
        }
        return sum;
    }

    private static (long Size, long Times)[] Sizes(long[] counts) =>
        [.. counts.GroupBy(c => c).OrderBy(g => g.Key).Select(g => (g.Key, g.LongCount()))];
}
