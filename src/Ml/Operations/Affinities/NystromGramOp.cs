using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The contribution of a block of Nyström features F to Fᵀ D⁻¹ F, and below it to Fᵀ D⁻¹ S D⁻¹ F. D holds the degrees:
/// the row sums of F Fᵀ less its diagonal S.
/// </summary>
/// <param name="Sum">The sum of the features of all samples.</param>
internal sealed unsafe record NystromGramOp(NDArray Sum) : BlockOp
{
    public override string Name => "ml.spectral.nystrom.gram";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        inputs[0].Size * sizeof(double) + ManagedGemm.ScratchBytes;

    /// <summary>Makes both matrices, one above the other: 2 features × features.</summary>
    public static ArrayExpr Create(ArrayExpr features, NDArray sum) =>
        Samples.SumOfBlocks(new NystromGramOp(sum), [features], 2 * features.Shape[1], features.Shape[1]);

    /// <summary>Returns the degree of a sample, 1 where it is not positive, and its own share.</summary>
    public static double Degree(double* features, NDArray sum, int count, out double own)
    {
        own = Vectors.Dot(features, features, count);
        double degree = Vectors.Dot(features, (double*)sum.Pointer, count) - own;
        // The approximation may make a degree negative where it is small.
        return degree > 1e-10 ? degree : 1;
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray features = inputs[0],
            result = NDArray.Zeros(context.Shape, DType.Float64);
        int rows = checked((int)features.Shape[0]),
            count = checked((int)features.Shape[1]);
        Bounds.Require(features.DType == DType.Float64 && Sum.DType == DType.Float64 && Sum.Size == count);
        Bounds.Require(context.Shape == new Shape(1, 2 * count, count));
        using NDArray scaled = NDArray.Allocate(features.Shape, DType.Float64);
        double* from = (double*)features.Pointer,
            to = (double*)scaled.Pointer,
            grams = (double*)result.Pointer;
        for (int part = 0; part < 2; part++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (long i = 0; i < rows; i++)
            {
                double degree = Degree(from + i * count, Sum, count, out double own),
                    factor = part == 0 ? 1 / degree : own / (degree * degree);
                for (int j = 0; j < count; j++)
                    to[i * count + j] = from[i * count + j] * factor;
            }
            Gemm.Multiply(
                DType.Float64,
                new Matrix((nint)from, rows, count).T,
                new Matrix((nint)to, rows, count),
                grams + (long)part * count * count,
                context.Cancellation
            );
        }
        GC.KeepAlive(features);
        return result;
    }
}
