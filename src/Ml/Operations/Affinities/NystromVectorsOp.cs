using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>The eigenvectors of samples, D⁻¹ F times a matrix, from their Nyström features F.</summary>
/// <param name="Sum">The sum of the features of all samples, which gives the degrees D.</param>
/// <param name="Coefficients">Features × eigenvectors, of the dtype of the features.</param>
/// <param name="IsFitted">True if the samples are among those of the sum; their own share does not count.</param>
internal sealed unsafe record NystromVectorsOp(NDArray Sum, NDArray Coefficients, bool IsFitted) : BlockOp
{
    public override string Name => "ml.spectral.nystrom.vectors";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        (result.Size + 3 * inputs[0][0] + inputs[0][1]) * sizeof(double) + ManagedGemm.ScratchBytes;

    /// <summary>Makes the eigenvectors, samples × eigenvectors.</summary>
    public static ArrayExpr Create(ArrayExpr features, NDArray sum, NDArray matrix, bool isFitted) =>
        new BlockOpExpr(
            new NystromVectorsOp(sum, matrix, isFitted),
            [features],
            [
                [0, -1],
            ],
            DType.Float64,
            new ChunkGrid(features.Chunks.Sizes(0).ToArray(), [matrix.Shape[1]])
        );

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray features = inputs[0],
            result = context.Allocate(DType.Float64);
        int rows = checked((int)features.Shape[0]),
            count = checked((int)features.Shape[1]),
            columns = checked((int)context.Shape[1]);
        Bounds.Require(context.Shape[0] == rows && Coefficients.DType == features.DType);
        Bounds.Require(Coefficients.Shape == new Shape(count, columns));
        using NystromDegrees degrees = new(features, Sum);
        using NDArray product = NDArray.Allocate(context.Shape, features.DType);
        Gemm.Multiply(
            features.DType,
            new Matrix((nint)features.Pointer, rows, count),
            new Matrix((nint)Coefficients.Pointer, count, columns),
            product.Pointer,
            context.Cancellation
        );
        double* to = (double*)result.Pointer;
        for (int i = 0; i < rows; i++)
        {
            double degree = IsFitted ? degrees.Of(i, out _) : degrees.OfOther(i);
            for (long j = (long)i * columns; j < (i + 1L) * columns; j++)
            {
                double value =
                    features.DType == DType.Float32 ? ((float*)product.Pointer)[j] : ((double*)product.Pointer)[j];
                to[j] = value / degree;
            }
        }
        GC.KeepAlive(features);
        return result;
    }
}
