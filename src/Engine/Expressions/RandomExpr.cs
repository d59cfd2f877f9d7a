using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>The distribution that random numbers follow.</summary>
public enum Distribution : byte
{
    /// <summary>Even over [a, b).</summary>
    Uniform,
    /// <summary>The normal distribution of mean a and standard deviation b.</summary>
    Normal,
    /// <summary>Whole numbers, even over [a, b).</summary>
    Integers,
}

/// <summary>Random numbers. Each follows from the seed and its index alone, so chunks, slices and the order of work never change them.</summary>
/// <remarks>
/// The generator is Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3), its counter the index of the element;
/// normal numbers are made in pairs by Box and Muller's transform (1958).
/// </remarks>
public sealed class RandomExpr(Distribution distribution, double a, double b, long seed, DType dtype, ChunkGrid chunks) : GeneratedExpr(dtype, chunks)
{
    private const double Unit = 1.0 / (1UL << 53);

    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override string Details => string.Create(CultureInfo.InvariantCulture, $"{distribution}({a}, {b}), seed {seed}");

    /// <inheritdoc/>
    public override ArrayExpr WithChunks(ChunkGrid chunks) => new RandomExpr(distribution, a, b, seed, DType, chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add((long)distribution).Add(a).Add(b).Add(seed);

    /// <inheritdoc/>
    public override unsafe void Fill(long start, int length, byte* destination)
    {
        // Elements come in pairs, one pair to a counter.
        for (int i = 0; i < length;)
        {
            long index = start + i;
            (double first, double second) = Pair(index >> 1);
            if ((index & 1) == 0)
            {
                Store(destination, i++, first);
                if (i < length) Store(destination, i++, second);
            }
            else Store(destination, i++, second);
        }
    }

    private unsafe void Store(byte* destination, int i, double value)
    {
        if (DType == DType.Float64) ((double*)destination)[i] = value;
        else Casting.Convert(DType.Float64, (byte*)&value, DType, destination + (long)i * DType.Size, 1);
    }

    private (double, double) Pair(long counter)
    {
        (ulong x, ulong y) = Philox((ulong)counter, (ulong)seed);
        double u = (x >> 11) * Unit, v = (y >> 11) * Unit;
        switch (distribution)
        {
            case Distribution.Uniform:
                return (a + u * (b - a), a + v * (b - a));
            case Distribution.Integers:
                // The high half of the product: Lemire 2019, whose bias below 2^-40 for the ranges in use is let be.
                ulong range = (ulong)(b - a);
                return (a + Math.BigMul(x, range, out _), a + Math.BigMul(y, range, out _));
            default:
                double radius = Math.Sqrt(-2 * Math.Log(1 - u));
                (double sin, double cos) = Math.SinCos(2 * Math.PI * v);
                return (a + b * radius * cos, a + b * radius * sin);
        }
    }

    private static (ulong, ulong) Philox(ulong counter, ulong key)
    {
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = 0, c3 = 0, k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0 | ((ulong)c1 << 32), c2 | ((ulong)c3 << 32));
    }
}
