using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The uniform distribution over [low, high): low + u (high - low) for a u of 53 bits (24 for float32); rounding may
/// give high itself if low is not 0.
/// </summary>
public sealed class UniformDistribution(double low, double high) : RandomDistribution
{
    internal override uint Purpose => 0;

    internal override void AddIdentity(ExprHash hash) => hash.Add(low).Add(high);

    internal override DType MakesFor(DType result) => result == DType.Float32 ? DType.Float32 : DType.Float64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        Vector512<double> first = Vector512.Create(low),
            width = Vector512.Create(high - low);
        if (made == DType.Float32)
        {
            // So few bits that no number rounds up to 1.
            var target = (float*)destination;
            Vector512<ulong> highest = Vector512.Create(0xFFFFFF0000000000UL);
            for (int b = 0; b < blocks; b++, target += Block)
            {
                Vector512<ulong> x = Philox.Draw(Indices((block + b) * 8), 0, 0, seed, out Vector512<ulong> y);
                Vector512<double> u = FromZero(x & highest),
                    v = FromZero(y & highest);
                Vector512
                    .Narrow(Vector512.FusedMultiplyAdd(u, width, first), Vector512.FusedMultiplyAdd(v, width, first))
                    .Store(target);
            }
            return;
        }
        var values = (double*)destination;
        for (int b = 0; b < blocks; b++, values += Block)
        {
            Vector512<ulong> x = Philox.Draw(Indices((block + b) * 8), 0, 0, seed, out Vector512<ulong> y);
            Vector512.FusedMultiplyAdd(FromZero(x), width, first).Store(values);
            Vector512.FusedMultiplyAdd(FromZero(y), width, first).Store(values + 8);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"uniform({low}, {high})");
}
