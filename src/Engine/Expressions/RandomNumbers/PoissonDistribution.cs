using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The Poisson distribution of a given mean, as integers.</summary>
/// <remarks>
/// Means below 10 use inversion: the number of cumulative probabilities that a uniform number exceeds. Larger means use
/// Hörmann's transformed rejection, algorithm PTRS ("The transformed rejection method for generating Poisson random
/// variables", Insurance: Mathematics and Economics 12, 1993); each element draws from a stream of its own.
/// </remarks>
public sealed class PoissonDistribution(double mean) : RandomDistribution
{
    private const double Large = 10;

    private readonly double[] cumulative = mean < Large ? Cumulate(mean) : [];

    internal override uint Purpose => 5;

    internal override void AddIdentity(ExprHash hash) => hash.Add(mean);

    internal override DType MakesFor(DType result) => DType.Int64;

    internal override unsafe void Fill(ulong seed, DType made, long block, int blocks, byte* destination)
    {
        if (mean < Large)
            Invert(seed, block, blocks, (long*)destination);
        else
            Reject(seed, block, blocks, (long*)destination);
    }

    // Stops where the sum rounds to 1 or no longer grows.
    private static double[] Cumulate(double mean)
    {
        var sums = new List<double>();
        double sum = 0,
            p = Math.Exp(-mean);
        for (int k = 1; sum < 1 && (sum + p > sum || k < mean); k++)
        {
            sums.Add(sum += p);
            p *= mean / k;
        }
        return [.. sums];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Invert(ulong seed, long block, int blocks, long* values)
    {
        for (int b = 0; b < blocks; b++, values += Block)
        {
            Vector512<ulong> x = Philox.Draw(Indices((block + b) * 8), 0, 5, seed, out Vector512<ulong> y);
            Count(FromZero(x)).Store(values);
            Count(FromZero(y)).Store(values + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<long> Count(Vector512<double> u)
    {
        Vector512<long> count = Vector512<long>.Zero;
        foreach (double sum in cumulative)
        {
            Vector512<long> reached = Vector512.GreaterThanOrEqual(u, Vector512.Create(sum)).AsInt64();
            if (reached == Vector512<long>.Zero)
                break;
            count -= reached;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Reject(ulong seed, long block, int blocks, long* values)
    {
        double b = 0.931 + 2.53 * Math.Sqrt(mean),
            a = -0.059 + 0.02483 * b,
            certain = 0.9277 - 3.6224 / (b - 2);
        double logMean = Math.Log(mean),
            logAlpha = Math.Log(1.1239 + 1.1328 / (b - 3.4));
        Vector512<double> half = Vector512.Create(0.5),
            zero = Vector512<double>.Zero,
            one = Vector512<double>.One;
        for (int part = 0; part < 2 * blocks; part++, values += 8)
        {
            Vector512<ulong> index = Indices(block * Block + part * 8L);
            Vector512<double> result = zero,
                open = Vector512<double>.AllBitsSet;
            for (uint draw = 0; open != zero; draw++)
            {
                Vector512<ulong> bits = Philox.Draw(index, draw, 5, seed, out Vector512<ulong> more);
                Vector512<double> u = AboutZero(bits),
                    v = Inside(more),
                    us = half - Vector512.Abs(u);
                Vector512<double> k = Vector512.Floor(
                    (Vector512.Create(2 * a) / us + Vector512.Create(b)) * u + Vector512.Create(mean + 0.43)
                );
                Vector512<double> quick =
                    Vector512.GreaterThanOrEqual(us, Vector512.Create(0.07))
                    & Vector512.LessThanOrEqual(v, Vector512.Create(certain));
                // If us is 0, k is infinite, and a k that is far too large is never right.
                Vector512<double> possible =
                    Vector512.GreaterThanOrEqual(k, zero)
                    & Vector512.LessThan(k, Vector512.Create(9e18))
                    & Vector512.GreaterThan(us, zero);
                Vector512<double> count = Vector512.ConditionalSelect(possible, k, one),
                    near = Vector512.ConditionalSelect(possible, us, half);
                Vector512<double> left =
                    Logarithm.OfNormal(v)
                    + Vector512.Create(logAlpha)
                    - Logarithm.OfNormal(Vector512.Create(a) / (near * near) + Vector512.Create(b));
                Vector512<double> right = count * logMean - Vector512.Create(mean) - LogFactorial(count);
                Vector512<double> accepted = open & possible & (quick | Vector512.LessThanOrEqual(left, right));
                result = Vector512.ConditionalSelect(accepted, k, result);
                open = Vector512.AndNot(open, accepted);
            }
            for (int i = 0; i < 8; i++)
                values[i] = (long)result[i];
        }
    }

    // Stirling's series, shifted by eight, where four terms are accurate to 1e-12.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogFactorial(Vector512<double> k)
    {
        Vector512<double> x = k + Vector512<double>.One,
            product = x;
        for (int i = 1; i < 8; i++)
            product *= x + Vector512.Create((double)i);
        x += Vector512.Create(8.0);
        Vector512<double> inverse = Vector512<double>.One / x,
            square = inverse * inverse,
            series = Vector512.Create(-1 / 1680.0);
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(1 / 1260.0));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(-1 / 360.0));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(1 / 12.0));
        return (x - Vector512.Create(0.5)) * Logarithm.OfNormal(x)
            - x
            + Vector512.Create(0.9189385332046728)
            + series * inverse
            - Logarithm.OfNormal(product);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"poisson({mean})");
}
