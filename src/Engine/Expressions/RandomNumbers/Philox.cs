using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The generator Philox4x32-10, which turns a counter and a key into 128 random bits.</summary>
/// <remarks>
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), section 3.3; it
/// already passes TestU01's BigCrush with seven rounds. The counter's four words are the index (two words), the number
/// of the draw for one element, and the purpose, so that no two distributions share numbers. The key is the seed.
/// </remarks>
internal static class Philox
{
    private const uint M0 = 0xD2511F53,
        M1 = 0xCD9E8D57,
        W0 = 0x9E3779B9,
        W1 = 0xBB67AE85;

    /// <summary>Returns 128 random bits for each of eight indices.</summary>
    /// <param name="index">The indices.</param>
    /// <param name="draw">The number of the draw.</param>
    /// <param name="purpose">The distribution that the bits are for.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="high">The second 64 bits for each index.</param>
    /// <returns>The first 64 bits for each index.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Draw(
        Vector512<ulong> index,
        uint draw,
        uint purpose,
        ulong seed,
        out Vector512<ulong> high
    )
    {
        if (!Vector512.IsHardwareAccelerated)
            return InHalves(index, draw, purpose, seed, out high);
        // Each 64-bit lane holds one 32-bit word; its upper half is garbage that is never read.
        Vector512<ulong> c0 = index,
            c1 = index >> 32,
            c2 = Vector512.Create((ulong)draw),
            c3 = Vector512.Create((ulong)purpose);
        uint k0 = (uint)seed,
            k1 = (uint)(seed >> 32);
        Round(ref c0, ref c1, ref c2, ref c3, k0, k1);
        Round(ref c0, ref c1, ref c2, ref c3, k0 + W0, k1 + W1);
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(2 * W0), k1 + unchecked(2 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(3 * W0), k1 + unchecked(3 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(4 * W0), k1 + unchecked(4 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(5 * W0), k1 + unchecked(5 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(6 * W0), k1 + unchecked(6 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(7 * W0), k1 + unchecked(7 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(8 * W0), k1 + unchecked(8 * W1));
        Round(ref c0, ref c1, ref c2, ref c3, k0 + unchecked(9 * W0), k1 + unchecked(9 * W1));
        Vector512<ulong> word = Vector512.Create(0xFFFFFFFFUL);
        high = (c2 & word) | c3 << 32;
        return (c0 & word) | c1 << 32;
    }

    // Not inlined: vectors that the machine does not have take so many steps that the caller would not be compiled as
    // one.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<ulong> InHalves(
        Vector512<ulong> index,
        uint draw,
        uint purpose,
        ulong seed,
        out Vector512<ulong> high
    )
    {
        Vector256<ulong> lower = Half(index.GetLower(), draw, purpose, seed, out Vector256<ulong> lowerHigh),
            upper = Half(index.GetUpper(), draw, purpose, seed, out Vector256<ulong> upperHigh);
        high = Vector512.Create(lowerHigh, upperHigh);
        return Vector512.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<ulong> Half(
        Vector256<ulong> index,
        uint draw,
        uint purpose,
        ulong seed,
        out Vector256<ulong> high
    )
    {
        Vector256<ulong> word = Vector256.Create(0xFFFFFFFFUL),
            m0 = Vector256.Create((ulong)M0),
            m1 = Vector256.Create((ulong)M1);
        Vector256<ulong> c0 = index,
            c1 = index >> 32,
            c2 = Vector256.Create((ulong)draw),
            c3 = Vector256.Create((ulong)purpose);
        uint k0 = (uint)seed,
            k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> p0 = Avx2.IsSupported ? Avx2.Multiply(c0.AsUInt32(), m0.AsUInt32()) : (c0 & word) * m0,
                p1 = Avx2.IsSupported ? Avx2.Multiply(c2.AsUInt32(), m1.AsUInt32()) : (c2 & word) * m1;
            (c0, c1, c2, c3) = (
                p1 >> 32 ^ c1 ^ Vector256.Create((ulong)k0),
                p1,
                p0 >> 32 ^ c3 ^ Vector256.Create((ulong)k1),
                p0
            );
            k0 += W0;
            k1 += W1;
        }
        high = (c2 & word) | c3 << 32;
        return (c0 & word) | c1 << 32;
    }

    /// <summary>Returns 128 random bits for one index: the same bits as in a lane of eight.</summary>
    public static ulong Draw(ulong index, uint draw, uint purpose, ulong seed, out ulong high)
    {
        uint c0 = (uint)index,
            c1 = (uint)(index >> 32),
            c2 = draw,
            c3 = purpose,
            k0 = (uint)seed,
            k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)M0 * c0,
                p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }
        high = c2 | (ulong)c3 << 32;
        return c0 | (ulong)c1 << 32;
    }

    /// <summary>Returns the products of the low halves of 64-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Product(Vector512<ulong> a, Vector512<ulong> b)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.Multiply(a.GetLower().AsUInt32(), b.GetLower().AsUInt32()),
                Avx2.Multiply(a.GetUpper().AsUInt32(), b.GetUpper().AsUInt32())
            );
        }

        Vector512<ulong> word = Vector512.Create(0xFFFFFFFFUL);
        return (a & word) * (b & word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<ulong> c0,
        ref Vector512<ulong> c1,
        ref Vector512<ulong> c2,
        ref Vector512<ulong> c3,
        uint k0,
        uint k1
    )
    {
        Vector512<ulong> p0 = Product(c0, Vector512.Create((ulong)M0)),
            p1 = Product(c2, Vector512.Create((ulong)M1));
        (c0, c1, c2, c3) = (
            p1 >> 32 ^ c1 ^ Vector512.Create((ulong)k0),
            p1,
            p0 >> 32 ^ c3 ^ Vector512.Create((ulong)k1),
            p0
        );
    }
}
