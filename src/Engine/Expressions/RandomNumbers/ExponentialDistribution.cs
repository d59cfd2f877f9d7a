using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The exponential distribution of a given mean, by inversion: -mean × log(u).</summary>
public sealed class ExponentialDistribution(double mean) : RandomDistribution
{
    internal override uint Purpose => 3;

    internal override void AddIdentity(ExprHash hash) => hash.Add(mean);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        var values = (double*)destination;
        Vector512<double> scale = Vector512.Create(-mean);
        for (int b = 0; b < blocks; b++, values += Block)
        {
            Vector512<ulong> x = Philox.Draw(Indices((block + b) * 8), 0, 3, seed, out Vector512<ulong> y);
            (Logarithm.OfNormal(Inside(x)) * scale).Store(values);
            (Logarithm.OfNormal(Inside(y)) * scale).Store(values + 8);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"exponential({mean})");
}
