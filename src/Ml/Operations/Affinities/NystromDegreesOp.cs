using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The degree of each sample from its Nyström features F, the row sum of F Fᵀ less its diagonal, and that diagonal, the
/// share that the sample has in itself. A degree that is too small to be known is 1.
/// </summary>
/// <param name="Sum">The sum of the features of all samples that were fitted, float64.</param>
/// <param name="IsFitted">True if the samples are among those of the sum; their own share does not count.</param>
internal sealed unsafe record NystromDegreesOp(NDArray Sum, bool IsFitted) : BlockOp
{
    // What a degree may be off by, for each unit of the terms that it is the sum of.
    private const double SingleError = 1e-6;
    private const double DoubleError = 1e-13;

    // The approximation may make a degree negative where it is small.
    private const double Least = 1e-10;

    public override string Name => "ml.spectral.nystrom.degrees";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => inputs[0][1] * sizeof(double);

    /// <summary>Makes the degrees and shares, samples × 2.</summary>
    /// <param name="features">Samples × features, float32 or float64, in blocks of whole samples.</param>
    /// <param name="sum">The sum of the features of all samples that were fitted, float64.</param>
    /// <param name="isFitted">True if the samples are among those of the sum.</param>
    public static ArrayExpr Create(ArrayExpr features, NDArray sum, bool isFitted) =>
        new BlockOpExpr(
            new NystromDegreesOp(sum, isFitted),
            [features],
            [
                [0, -1],
            ],
            DType.Float64,
            new ChunkGrid(features.Chunks.Sizes(0).ToArray(), [2])
        );

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray features = inputs[0],
            result = context.Allocate(DType.Float64);
        int rows = checked((int)features.Shape[0]),
            count = checked((int)features.Shape[1]);
        Bounds.Require(features.DType is DType.Float32 or DType.Float64 && result.Size == 2L * rows);
        Bounds.Require(Sum.DType == DType.Float64 && Sum.Size == count);
        bool isSingle = features.DType == DType.Float32;
        double error = isSingle ? SingleError : DoubleError;
        using NDArray line = NDArray.Allocate(Math.Max(1, count), DType.Float64);
        double* to = (double*)result.Pointer;
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
            (double own, double all, double terms) = Measure(row, (double*)Sum.Pointer, count);
            double degree = IsFitted ? all - own : all;
            to[2 * i] = degree > Math.Max(Least, error * terms) ? degree : 1;
            to[2 * i + 1] = own;
        }
        GC.KeepAlive(features);
        GC.KeepAlive(Sum);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Own, double All, double Terms) Measure(double* row, double* sum, int count)
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
        return (own + Vector512.Sum(squares), all + Vector512.Sum(products), terms + Vector512.Sum(sizes));
    }
}
