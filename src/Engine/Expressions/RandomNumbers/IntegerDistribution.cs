using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>Integers distributed uniformly over [low, high).</summary>
/// <remarks>
/// The high word of 64 random bits times the count of numbers (Lemire, ACM TOMACS 29, 2019, without its rejection): the
/// probability of a number deviates by at most count / 2^64 of its share.
/// </remarks>
public sealed class IntegerDistribution(long low, long high) : RandomDistribution
{
    internal override uint Purpose => 2;

    internal override void AddIdentity(ExprHash hash) => hash.Add(low).Add(high);

    internal override DType MakesFor(DType result) => DType.Int64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        var values = (long*)destination;
        ulong count = unchecked((ulong)(high - low));
        Vector512<long> first = Vector512.Create(low);
        for (int b = 0; b < blocks; b++, values += Block)
        {
            Vector512<ulong> x = Philox.Draw(Indices((block + b) * 8), 0, 2, seed, out Vector512<ulong> y);
            (Scale(x, count).AsInt64() + first).Store(values);
            (Scale(y, count).AsInt64() + first).Store(values + 8);
        }
    }

    /// <summary>Maps random words uniformly to the numbers below a count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<ulong> Scale(Vector512<ulong> bits, ulong count)
    {
        // The high word of a product of 64 by 64 bits, from its four partial products.
        Vector512<ulong> low = Vector512.Create(count & 0xFFFFFFFF),
            upper = bits >> 32;
        Vector512<ulong> carried = Philox.Product(upper, low) + (Philox.Product(bits, low) >> 32);
        if (count <= uint.MaxValue)
            return carried >> 32;
        Vector512<ulong> high = Vector512.Create(count >> 32),
            cross = Philox.Product(bits, high) + (carried & Vector512.Create(0xFFFFFFFFUL));
        return Philox.Product(upper, high) + (carried >> 32) + (cross >> 32);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"integers({low}, {high})");
}
