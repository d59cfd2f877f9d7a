using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The product of a block of rows of a sparse matrix with vectors. Inputs: the number of entries of each row, their
/// columns, their values, and all vectors.
/// </summary>
internal sealed unsafe record SparseProductOp : BlockOp
{
    public override string Name => "ml.spectral.sparse";

    /// <summary>Makes the product, rows × vectors, float64.</summary>
    public static ArrayExpr Create(ArrayExpr counts, ArrayExpr columns, ArrayExpr values, ArrayExpr vectors) =>
        new BlockOpExpr(
            new SparseProductOp(),
            [counts, columns, values, vectors],
            [
                [0],
                [0],
                [0],
                [-1, -1],
            ],
            DType.Float64,
            new ChunkGrid(counts.Chunks.Sizes(0).ToArray(), [vectors.Shape[1]])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        var width = (int)context.Shape[1];
        long rows = context.Shape[0],
            entries = inputs[1].Size,
            samples = inputs[3].Shape[0],
            at = 0;
        Bounds.Require(inputs[0].DType == DType.Int64 && inputs[0].Size == rows);
        Bounds.Require(inputs[1].DType == DType.Int64 && inputs[2].DType == DType.Float64);
        Bounds.Require(inputs[2].Size == entries && inputs[3].DType == DType.Float64 && inputs[3].Shape[1] == width);
        long* counts = (long*)inputs[0].Pointer,
            columns = (long*)inputs[1].Pointer;
        double* values = (double*)inputs[2].Pointer,
            vectors = (double*)inputs[3].Pointer;
        for (long r = 0; r < rows; r++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            Bounds.Require(counts[r] >= 0 && counts[r] <= entries - at);
            for (long end = at + counts[r]; at < end; at++)
            {
                Bounds.RequireIndex(columns[at], samples);
                Vectors.AddScaled(
                    (double*)result.Pointer + r * width,
                    values[at],
                    vectors + columns[at] * width,
                    width
                );
            }
        }
        foreach (NDArray input in inputs)
            GC.KeepAlive(input);
        return result;
    }
}
