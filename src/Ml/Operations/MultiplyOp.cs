using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Operations;

/// <summary>The sum of products of arrays of many rows and few columns, each with a small matrix.</summary>
/// <param name="Matrices">The matrix of each input, of the same dtype: float64, or float32 if it is only one.</param>
internal sealed unsafe record MultiplyOp(NDArray[] Matrices) : BlockOp
{
    public override string Name => "ml.multiply";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        (inputs.Length > 1 ? result.Size * sizeof(double) : 0) + ManagedGemm.ScratchBytes;

    /// <summary>Makes a · matrix.</summary>
    public static ArrayExpr Create(ArrayExpr a, NDArray matrix) => Create([a], [matrix]);

    /// <summary>Makes the sum of input · matrix.</summary>
    public static ArrayExpr Create(IReadOnlyList<ArrayExpr> inputs, NDArray[] matrices) =>
        new BlockOpExpr(
            new MultiplyOp(matrices),
            [.. inputs],
            [.. inputs.Select(_ => new[] { 0, -1 })],
            matrices[0].DType,
            new ChunkGrid(inputs[0].Chunks.Sizes(0).ToArray(), [matrices[0].Shape[1]])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, context.DType);
        int rows = checked((int)context.Shape[0]),
            columns = checked((int)context.Shape[1]);
        Bounds.Require(Matrices.Length == inputs.Length);
        Bounds.Require(context.DType == DType.Float64 || (context.DType == DType.Float32 && inputs.Length == 1));
        using NDArray? product = inputs.Length > 1 ? NDArray.Allocate(context.Shape, DType.Float64) : null;
        for (int k = 0; k < inputs.Length; k++)
        {
            int inner = checked((int)Matrices[k].Shape[0]);
            Bounds.Require(Matrices[k].DType == context.DType && Matrices[k].Shape[1] == columns);
            Bounds.Require(inputs[k].DType == context.DType && inputs[k].Shape == new Shape(rows, inner));
            if (inner == 0)
                continue;
            Gemm.Multiply(
                context.DType,
                new Matrix((nint)inputs[k].Pointer, rows, inner),
                new Matrix((nint)Matrices[k].Pointer, inner, columns),
                (product ?? result).Pointer,
                context.Cancellation
            );
            GC.KeepAlive(inputs[k]);
            if (product is null)
                continue;
            System.Numerics.Tensors.TensorPrimitives.Add(
                result.Span<double>(),
                product.Span<double>(),
                result.Span<double>()
            );
        }
        return result;
    }
}
