using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// The degrees of a block of samples from their Nyström features F: the row sums of F Fᵀ less its diagonal, the share
/// that a sample has in itself.
/// </summary>
internal sealed unsafe class NystromDegrees : IDisposable
{
    // What a degree may be off by, for each unit of the terms that it is the sum of.
    private const double SingleError = 1e-6;
    private const double DoubleError = 1e-13;

    // The approximation may make a degree negative where it is small.
    private const double Least = 1e-10;

    private readonly NDArray memory;
    private readonly double error;

    /// <summary>Computes the degrees.</summary>
    /// <param name="features">Samples × features, float32 or float64.</param>
    /// <param name="sum">The sum of the features of all samples that were fitted, float64.</param>
    public NystromDegrees(NDArray features, NDArray sum)
    {
        int rows = checked((int)features.Shape[0]),
            count = checked((int)features.Shape[1]);
        Bounds.Require(features.DType is DType.Float32 or DType.Float64);
        Bounds.Require(sum.DType == DType.Float64 && sum.Size == count);
        bool isSingle = features.DType == DType.Float32;
        error = isSingle ? SingleError : DoubleError;
        memory = NDArray.Allocate((3, Math.Max(rows, 1)), DType.Float64);
        using NDArray line = NDArray.Allocate(Math.Max(1, count), DType.Float64);
        for (long i = 0; i < rows; i++)
        {
            double* row = isSingle ? (double*)line.Pointer : (double*)features.Pointer + i * count;
            if (isSingle)
            {
                System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(
                    features.Span<float>(i * count, count),
                    line.Span<double>()[..count]
                );
            }
            Measure(row, (double*)sum.Pointer, count, (double*)memory.Pointer + i, memory.Shape[1]);
        }
        GC.KeepAlive(features);
        GC.KeepAlive(sum);
    }

    /// <summary>Returns the degree of a sample that was fitted, 1 where it is too small to be known.</summary>
    /// <param name="row">The index of the sample in the block.</param>
    /// <param name="own">Its share in itself.</param>
    public double Of(int row, out double own)
    {
        double all = Whole(row, out own, out double terms),
            degree = all - own;
        return degree > Math.Max(Least, error * terms) ? degree : 1;
    }

    /// <summary>Returns the degree of a sample that is none of the sum, 1 where it is too small to be known.</summary>
    public double OfOther(int row)
    {
        double degree = Whole(row, out _, out double terms);
        return degree > Math.Max(Least, error * terms) ? degree : 1;
    }

    private double Whole(int row, out double own, out double terms)
    {
        ReadOnlySpan<double> values = memory.Span<double>();
        int rows = (int)memory.Shape[1];
        (own, terms) = (values[row], values[2 * rows + row]);
        return values[rows + row];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Measure(double* row, double* sum, int count, double* to, long stride)
    {
        Vector512<double> squares = default,
            products = default,
            sizes = default;
        int j = 0;
        for (; j <= count - 8; j += 8)
        {
            Vector512<double> value = Vector512.Load(row + j),
                product = value * Vector512.Load(sum + j);
            squares = Vector512.FusedMultiplyAdd(value, value, squares);
            products += product;
            sizes += Vector512.Abs(product);
        }
        double own = 0,
            all = 0,
            terms = 0;
        for (; j < count; j++)
        {
            double product = row[j] * sum[j];
            own = Math.FusedMultiplyAdd(row[j], row[j], own);
            all += product;
            terms += Math.Abs(product);
        }
        to[0] = own + Vector512.Sum(squares);
        to[stride] = all + Vector512.Sum(products);
        to[2 * stride] = terms + Vector512.Sum(sizes);
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
