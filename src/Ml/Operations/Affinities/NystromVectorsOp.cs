using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>The eigenvectors of samples, D⁻¹ F times a matrix, from their Nyström features F.</summary>
/// <param name="Sum">The sum of the features of all samples, which gives the degrees D.</param>
/// <param name="Coefficients">Features × eigenvectors.</param>
/// <param name="IsFitted">True if the samples are among those of the sum; their own share does not count.</param>
internal sealed unsafe record NystromVectorsOp(NDArray Sum, NDArray Coefficients, bool IsFitted) : BlockOp
{
    public override string Name => "ml.spectral.nystrom.vectors";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => ManagedGemm.ScratchBytes;

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

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray features = inputs[0],
            result = NDArray.Zeros(context.Shape, DType.Float64);
        int rows = checked((int)features.Shape[0]),
            count = checked((int)features.Shape[1]),
            columns = checked((int)context.Shape[1]);
        Bounds.Require(features.DType == DType.Float64 && Sum.DType == DType.Float64 && Sum.Size == count);
        Bounds.Require(context.Shape[0] == rows && Coefficients.DType == DType.Float64);
        Bounds.Require(Coefficients.Shape == new Shape(count, columns));
        double* from = (double*)features.Pointer,
            to = (double*)result.Pointer;
        Gemm.Multiply(
            DType.Float64,
            new Matrix((nint)from, rows, count),
            new Matrix((nint)Coefficients.Pointer, count, columns),
            to,
            context.Cancellation
        );
        for (long i = 0; i < rows; i++)
        {
            double degree = NystromGramOp.Degree(from + i * count, Sum, count, out double own);
            if (!IsFitted)
                degree += own;
            for (int j = 0; j < columns; j++)
                to[i * columns + j] /= degree;
        }
        GC.KeepAlive(features);
        return result;
    }
}
