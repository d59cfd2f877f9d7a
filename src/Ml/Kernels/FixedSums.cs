using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// The scale at which the values of each feature are added up as whole numbers, so that the order of additions and
/// subtractions does not change a sum.
/// </summary>
/// <param name="Exponents">For each feature, the power of two that a value is multiplied with.</param>
/// <param name="Weight">The power of two that a weight is multiplied with.</param>
internal sealed record FixedScale(int[] Exponents, int Weight)
{
    // Adding 1.5 · 2⁵² leaves a number below 2⁵¹ as an integer in the low bits.
    private const int MostBits = 50;

    /// <summary>Returns the scale for a number of samples.</summary>
    /// <param name="spread">The largest magnitude of each feature.</param>
    /// <param name="count">The number of samples that are added up at most.</param>
    public static FixedScale For(ReadOnlySpan<double> spread, long count)
    {
        int bits = Math.Min(MostBits, 62 - (int)Math.Ceiling(Math.Log2(Math.Max(count, 1) + 1)));
        var exponents = new int[spread.Length];
        for (int j = 0; j < exponents.Length; j++)
            exponents[j] = spread[j] > 0 ? Math.Min(bits - Math.ILogB(spread[j]) - 1, 1000) : 0;
        return new FixedScale(exponents, bits);
    }

    /// <summary>The squared distance, at most, of the mean of equal samples to them.</summary>
    public double Rounding
    {
        get
        {
            double square = 0;
            foreach (int exponent in Exponents)
                square += Math.ScaleB(1, -2 * exponent);
            return square;
        }
    }

    /// <summary>Returns the means that sums amount to.</summary>
    /// <param name="sums">The sum of each feature, and the number or the weight of the samples.</param>
    /// <param name="means">The mean of each feature.</param>
    /// <param name="isWeighted">True if the samples have weights.</param>
    public void Means(ReadOnlySpan<long> sums, Span<double> means, bool isWeighted)
    {
        double weight = isWeighted ? Math.ScaleB(sums[^1], -Weight) : sums[^1];
        for (int j = 0; j < means.Length; j++)
            means[j] = Math.ScaleB(sums[j] / weight, -Exponents[j]);
    }
}

/// <summary>Adds the samples of a block to the exact sums of their clusters.</summary>
internal sealed unsafe class FixedSums : IDisposable
{
    private const double Magic = 1.5 * (1L << 52);

    private readonly SampleReader reader;
    private readonly NDArray memory;
    private readonly double weightScale;

    /// <summary>Makes the sums of a block.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="scale">The scale of the sums.</param>
    public FixedSums(SampleReader reader, FixedScale scale)
    {
        this.reader = reader;
        Bounds.Require(scale.Exponents.Length == reader.Features);
        memory = NDArray.Allocate(2L * reader.Features, DType.Float64);
        Row = (double*)memory.Pointer;
        Scales = Row + reader.Features;
        for (int j = 0; j < reader.Features; j++)
            Scales[j] = Math.ScaleB(1, scale.Exponents[j]);
        weightScale = Math.ScaleB(1, scale.Weight);
    }

    private double* Row { get; }

    private double* Scales { get; }

    /// <summary>Returns the size in bytes.</summary>
    public static long Bytes(long features) => 2 * features * sizeof(double);

    /// <summary>Moves samples from the sums of their old clusters to those of their new ones.</summary>
    /// <param name="before">The assignments as they were, samples × starts.</param>
    /// <param name="after">The assignments as they are.</param>
    /// <param name="starts">The number of starts.</param>
    /// <param name="clusters">The number of clusters of one start.</param>
    /// <param name="weights">The weight of each sample, at most 1; null for 1.</param>
    /// <param name="sums">(starts × clusters) × (features + 1).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Move(long* before, long* after, int starts, int clusters, double* weights, long* sums)
    {
        for (long i = 0; i < reader.Count; i++)
        {
            bool isRead = false;
            for (int s = 0; s < starts; s++)
            {
                int from = NearestCenter.Label(before[i * starts + s]),
                    to = NearestCenter.Label(after[i * starts + s]);
                if (from == to)
                    continue;
                Bounds.Require(from < clusters && to >= 0 && to < clusters);
                double weight = weights is null ? 1 : weights[i];
                if (!isRead)
                    Read(i, weight);
                isRead = true;
                long mass = weights is null ? 1 : Fixed(weight * weightScale);
                if (from >= 0)
                    Add(sums + ((long)s * clusters + from) * (reader.Features + 1), -1, -mass);
                Add(sums + ((long)s * clusters + to) * (reader.Features + 1), 1, mass);
            }
        }
    }

    // The sample's values, times the weight and the scale, as whole numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(long row, double weight)
    {
        reader.Read(row, Row);
        int j = 0;
        Vector512<double> magic = Vector512.Create(Magic),
            factor = Vector512.Create(weight);
        for (; j <= reader.Features - 8; j += 8)
        {
            Vector512<double> scaled = Vector512.FusedMultiplyAdd(
                Vector512.Load(Row + j) * factor,
                Vector512.Load(Scales + j),
                magic
            );
            (scaled.AsInt64() - magic.AsInt64()).AsDouble().Store(Row + j);
        }
        for (; j < reader.Features; j++)
            ((long*)Row)[j] = Fixed(Row[j] * weight * Scales[j]);
    }

    private static long Fixed(double value) =>
        BitConverter.DoubleToInt64Bits(value + Magic) - BitConverter.DoubleToInt64Bits(Magic);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(long* sum, int sign, long mass)
    {
        int j = 0;
        var values = (long*)Row;
        for (; j <= reader.Features - 8; j += 8)
        {
            Vector512<long> value = Vector512.Load(values + j),
                old = Vector512.Load(sum + j);
            (sign > 0 ? old + value : old - value).Store(sum + j);
        }
        for (; j < reader.Features; j++)
            sum[j] += sign * values[j];
        sum[reader.Features] += mass;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
