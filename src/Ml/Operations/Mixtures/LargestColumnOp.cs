using System.Numerics.Tensors;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Mixtures;

/// <summary>The position, int32, of the largest of the first columns of each row; of equal ones, the first.</summary>
/// <param name="Columns">The number of columns that are compared.</param>
internal sealed record LargestColumnOp(int Columns) : BlockOp
{
    public override string Name => "ml.largest-column";

    /// <summary>Makes one position for each row.</summary>
    public static ArrayExpr Create(ArrayExpr rows, int columns) =>
        new BlockOpExpr(
            new LargestColumnOp(columns),
            [rows],
            [
                [0, -1],
            ],
            DType.Int32,
            new ChunkGrid(rows.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Int32);
        Span<int> positions = result.Span<int>();
        int width = (int)inputs[0].Shape[1];
        Bounds.Require(inputs[0].Shape[0] == positions.Length && Columns <= width);
        for (int i = 0; i < positions.Length; i++)
            positions[i] = TensorPrimitives.IndexOfMax<double>(inputs[0].Span<double>((long)i * width, Columns));
        return result;
    }
}
