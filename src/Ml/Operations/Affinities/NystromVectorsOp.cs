using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The eigenvectors of samples, D⁻¹ F times a matrix. Inputs: their Nyström features F, and their degrees D.
/// </summary>
/// <param name="Coefficients">Features × eigenvectors, of the dtype of the features.</param>
internal sealed unsafe record NystromVectorsOp(NDArray Coefficients) : BlockOp
{
    public override string Name => "ml.spectral.nystrom.vectors";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        result.Size * sizeof(double) + ManagedGemm.ScratchBytes;

    /// <summary>Makes the eigenvectors, samples × eigenvectors.</summary>
    /// <param name="features">The features of the samples.</param>
    /// <param name="degrees">Their degrees and shares; see <see cref="NystromDegreesOp"/>.</param>
    /// <param name="matrix">Features × eigenvectors, of the dtype of the features.</param>
    public static ArrayExpr Create(ArrayExpr features, ArrayExpr degrees, NDArray matrix) =>
        new BlockOpExpr(
            new NystromVectorsOp(matrix),
            [features, degrees],
            [
                [0, -1],
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
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape == new Shape(rows, 2));
        using NDArray product = NDArray.Allocate(context.Shape, features.DType);
        Gemm.Multiply(
            features.DType,
            new Matrix((nint)features.Pointer, rows, count),
            new Matrix((nint)Coefficients.Pointer, count, columns),
            product.Pointer,
            context.Cancellation
        );
        double* to = (double*)result.Pointer,
            degrees = (double*)inputs[1].Pointer;
        for (int i = 0; i < rows; i++)
        {
            double degree = degrees[2L * i];
            for (long j = (long)i * columns; j < (i + 1L) * columns; j++)
            {
                double value =
                    features.DType == DType.Float32 ? ((float*)product.Pointer)[j] : ((double*)product.Pointer)[j];
                to[j] = value / degree;
            }
        }
        GC.KeepAlive(features);
        GC.KeepAlive(inputs[1]);
        return result;
    }
}
