using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// A distribution of random numbers and its parameters. Numbers are generated in blocks, each from the seed and its
/// index.
/// </summary>
[AlsoInHalves]
public abstract partial class RandomDistribution
{
    /// <summary>The number of elements of a block: two vectors of doubles.</summary>
    internal const int Block = 16;

    /// <summary>2^-53: the spacing of the uniform numbers.</summary>
    protected const double Step = 1.0 / (1UL << 53);

    private const ulong One = 0x3FF0000000000000;

    // Part of the counter, so that no two distributions share numbers.
    internal abstract uint Purpose { get; }

    // Adds the parameters to a node's hash.
    internal abstract void AddIdentity(ExprHash hash);

    // The dtype in which numbers are generated for a dtype of the result.
    internal virtual DType MakesFor(DType result) => DType.Float64;

    // Generates whole blocks; block is the number of the first.
    internal abstract unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination);

    /// <summary>Returns eight consecutive indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector512<ulong> Indices(long first) =>
        Vector512.Create((ulong)first) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>Returns numbers uniform over [0, 1), from the highest 53 of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector512<double> FromZero(Vector512<ulong> bits)
    {
        // 52 bits are the fraction of a number from 1 to 2. Subtracting 1, or if the next bit is set the number before
        // 1, is exact.
        Vector512<ulong> one = Vector512.Create(One);
        return (bits >> 12 | one).AsDouble() - (one - (bits >> 11 & Vector512<ulong>.One)).AsDouble();
    }

    /// <summary>
    /// Returns numbers uniform over (0, 1), from the highest 52 of 64 bits: odd multiples of 2^-53, so that their
    /// logarithm is finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector512<double> Inside(Vector512<ulong> bits) =>
        (bits >> 12 | Vector512.Create(One)).AsDouble() - Vector512.Create(1 - Step);

    /// <summary>Returns numbers uniform over [-1/2, 1/2), from the highest 52 of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector512<double> AboutZero(Vector512<ulong> bits) =>
        (bits >> 12 | Vector512.Create(One)).AsDouble() - Vector512.Create(1.5);
}
