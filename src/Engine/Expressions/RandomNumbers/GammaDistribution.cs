using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The gamma distribution of a given shape and scale.</summary>
/// <remarks>
/// Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 26, 2000): a cubed normal number is
/// accepted in more than 95 of 100 cases. Each element draws from a stream of its own, two draws per try. A shape below
/// 1 uses the number of shape + 1 times u^(1 / shape) (section 6).
/// </remarks>
public sealed class GammaDistribution(double shape, double scale) : RandomDistribution
{
    internal override uint Purpose => 4;

    internal override void AddIdentity(ExprHash hash) => hash.Add(shape).Add(scale);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        var values = (double*)destination;
        double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3,
            c = 1 / Math.Sqrt(9 * d);
        Vector512<double> one = Vector512<double>.One;
        for (int half = 0; half < 2 * blocks; half++, values += 8)
        {
            Vector512<ulong> index = Indices(block * Block + half * 8L);
            Vector512<double> result = Vector512<double>.Zero,
                open = Vector512<double>.AllBitsSet;
            for (uint draw = 0; open != Vector512<double>.Zero; draw += 2)
            {
                Vector512<ulong> a = Philox.Draw(index, draw, 4, seed, out Vector512<ulong> b);
                Vector512<double> x = NormalDistribution.Pair(a, b, one, out _);
                Vector512<double> u = Inside(Philox.Draw(index, draw + 1, 4, seed, out _)),
                    root = one + x * c,
                    v = root * root * root;
                // If v is negative, its logarithm is undefined and the number is rejected.
                Vector512<double> positive = Vector512.GreaterThan(v, Vector512<double>.Zero);
                Vector512<double> bound =
                    x * x * 0.5 + (one - v + Logarithm.OfNormal(Vector512.ConditionalSelect(positive, v, one))) * d;
                Vector512<double> accepted = open & positive & Vector512.LessThan(Logarithm.OfNormal(u), bound);
                result = Vector512.ConditionalSelect(accepted, v * d, result);
                open = Vector512.AndNot(open, accepted);
            }
            if (shape < 1)
                result *= Boost(Philox.Draw(index, uint.MaxValue, 4, seed, out _));
            (result * scale).Store(values);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Boost(Vector512<ulong> bits) =>
        Simd8.Call<Exp>(Logarithm.OfNormal(Inside(bits)) / Vector512.Create(shape));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"gamma({shape}, {scale})");
}
