namespace Gchunk.Ml.Kernels;

/// <summary>
/// Random numbers that depend on a seed and a position alone, so that the order of work does not change them.
/// </summary>
/// <remarks>
/// The mixing function is that of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
/// generators", figure 17).
/// </remarks>
internal static class CounterRandom
{
    /// <summary>Returns a number that is uniformly distributed over [0, 1).</summary>
    public static double Uniform(long seed, long a, long b = 0, long c = 0)
    {
        ulong mixed = Mix((ulong)seed);
        mixed = Mix(mixed ^ (ulong)a);
        mixed = Mix(mixed ^ (ulong)b);
        mixed = Mix(mixed ^ (ulong)c);
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>Returns one position of each of as many stretches of equal length, in ascending order.</summary>
    /// <param name="length">The number of positions to draw from: at least the count.</param>
    /// <param name="count">The number of positions to draw.</param>
    /// <param name="seed">The seed.</param>
    public static long[] Positions(long length, int count, long seed)
    {
        var positions = new long[count];
        for (long i = 0; i < count; i++)
        {
            long first = i * length / count,
                end = (i + 1) * length / count;
            positions[i] = first + (long)((end - first) * Uniform(seed, i));
        }
        return positions;
    }
}
