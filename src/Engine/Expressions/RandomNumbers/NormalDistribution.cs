using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The normal distribution, generated in pairs by the Box-Muller transform (Annals of Mathematical Statistics 29,
/// 1958); the most extreme values are 8.57 standard deviations from the mean.
/// </summary>
[AlsoInHalves]
public sealed partial class NormalDistribution(double mean, double std) : RandomDistribution
{
    internal override uint Purpose => 1;

    internal override void AddIdentity(ExprHash hash) => hash.Add(mean).Add(std);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        var values = (double*)destination;
        Vector512<double> centre = Vector512.Create(mean),
            width = Vector512.Create(std);
        for (int b = 0; b < blocks; b++, values += Block)
        {
            Vector512<ulong> x = Philox.Draw(Indices((block + b) * 8), 0, 1, seed, out Vector512<ulong> y);
            Vector512<double> first = Pair(x, y, width, out Vector512<double> second);
            // The sum is not fused with the product: with a mean of 0 and a standard deviation of 1 the numbers are
            // those of the standard distribution.
            (first + centre).Store(values);
            (second + centre).Store(values + 8);
        }
    }

    /// <summary>
    /// Returns two independent standard normal numbers, times the standard deviation, for each pair of random words.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Pair(
        Vector512<ulong> x,
        Vector512<ulong> y,
        Vector512<double> width,
        out Vector512<double> second
    )
    {
        if (Vector512.IsHardwareAccelerated)
            return Transform(x, y, width, out second);
        Vector256<double> lower = Half(x.GetLower(), y.GetLower(), width.GetLower(), out Vector256<double> lowerSecond),
            upper = Half(x.GetUpper(), y.GetUpper(), width.GetUpper(), out Vector256<double> upperSecond);
        second = Vector512.Create(lowerSecond, upperSecond);
        return Vector512.Create(lower, upper);
    }

    // Not inlined, as in Simd8.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<double> Half(
        Vector256<ulong> x,
        Vector256<ulong> y,
        Vector256<double> width,
        out Vector256<double> second
    ) => Transform(x, y, width, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Transform(
        Vector512<ulong> x,
        Vector512<ulong> y,
        Vector512<double> width,
        out Vector512<double> second
    )
    {
        Vector512<double> radius = Vector512.Sqrt(Logarithm.OfNormal(Inside(x)) * -2.0) * width;
        // One bit selects which of the two is the sine, one bit is the cosine's sign; the others are an angle within
        // ±π/4.
        Vector512<double> angle = AboutZero(y << 2) * (Math.PI / 2);
        Vector512<double> sine = SineCosine.OfReduced(angle, out Vector512<double> cosine);
        cosine ^= (y << 1).AsDouble() & Vector512.Create(-0.0);
        Vector512<double> swap = Vector512.LessThan(y.AsInt64(), Vector512<long>.Zero).AsDouble();
        second = Vector512.ConditionalSelect(swap, cosine, sine) * radius;
        return Vector512.ConditionalSelect(swap, sine, cosine) * radius;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"normal({mean}, {std})");
}
