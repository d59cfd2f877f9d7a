namespace Gchunk.Ml.Kernels;

/// <summary>Draws centers from the samples of a block, each sample at most once, with a probability by its weight.</summary>
internal static unsafe class RandomSeeds
{
    // Makes these draws independent of others with the same seed.
    private const long Round = -3;

    /// <summary>Draws centers.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="weights">The weight of each; null for 1.</param>
    /// <param name="centers">Where they go, clusters × features.</param>
    /// <param name="clusters">Their number.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="start">The number of the start: starts draw independently.</param>
    public static void Draw(SampleReader reader, double* weights, double* centers, int clusters, long seed, long start)
    {
        double[]? passed = weights is null ? null : Passed(weights, reader.Count);
        var taken = new HashSet<long>();
        long row = 0;
        for (int c = 0; c < clusters; c++)
        {
            double uniform = CounterRandom.Uniform(seed, Round, start, c);
            long drawn = passed is null ? (long)(uniform * reader.Count) : At(passed, uniform * passed[^1]);
            // If there are fewer samples with a weight than centers, the last one repeats.
            for (long tried = 0; tried < reader.Count; tried++, drawn = (drawn + 1) % reader.Count)
            {
                if ((weights is null || weights[drawn] > 0) && taken.Add(drawn))
                {
                    row = drawn;
                    break;
                }
            }

            reader.Read(row, centers + (long)c * reader.Features);
        }
    }

    private static double[] Passed(double* weights, long count)
    {
        var passed = new double[count];
        double sum = 0;
        for (long i = 0; i < count; i++)
            passed[i] = sum += weights[i];
        return passed;
    }

    // The first position whose running sum is above a target.
    private static long At(double[] passed, double target)
    {
        int low = 0,
            high = passed.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (passed[middle] > target)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
