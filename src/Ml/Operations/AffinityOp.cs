using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The affinities of a block of samples to another block, times that block's vectors; the affinity of a sample to
/// itself counts as 0.
/// </summary>
/// <remarks>The matrix of all affinities, samples × samples, is never held: tiles of it are made and used up.</remarks>
internal sealed unsafe class AffinityOp : MlOp
{
    public override string Name => "ml.spectral.affinity";

    /// <summary>Makes the product of all affinities with some vectors, of shape samples × vectors.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="vectors">Samples × vectors, in the blocks of the samples.</param>
    /// <param name="gamma">The kernel's γ.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr vectors, double gamma)
    {
        var chunks = new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray(), samples.OnePerBlock, [vectors.Shape[1]]);
        ArrayExpr parts = new BlockOpExpr(
            "ml.spectral.affinity",
            [samples.Expr, samples.Expr, vectors],
            [
                [0, -1],
                [1, -1],
                [1, -1],
            ],
            [samples.Shift, NDArray.Scalar(gamma), NDArray.Scalar(samples.BlockRows)],
            DType.Float64,
            chunks
        );
        return Exprs.Sum(parts, [1]);
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        double gamma = parameters[1].Get<double>();
        long others = context.Origin[1] * parameters[2].Get<long>(),
            own = context.Origin[0];
        int columns = (int)context.Shape[2],
            features = (int)inputs[1].Shape[1];
        var (sums, vectors) = ((nint)result.Pointer, (nint)inputs[2].Pointer);
        // The other block in panels that stay in the second cache.
        const int panelRows = 32;
        using var centers = new SampleTile(inputs[1], parameters[0]);
        using NDArray packed = NDArray.Allocate((panelRows, features), DType.Float64);
        for (long from = 0; from < inputs[1].Shape[0]; from += panelRows)
        {
            int count = (int)Math.Min(panelRows, inputs[1].Shape[0] - from);
            using NDArray panelValues =
                count == panelRows ? packed.Share() : NDArray.Allocate((count, features), DType.Float64);
            for (int i = 0; i < count; i++)
            {
                centers.Load(from + i, 1);
                Buffer.MemoryCopy(
                    centers.Rows,
                    panelValues.Pointer + (long)i * features * sizeof(double),
                    features * sizeof(double),
                    features * sizeof(double)
                );
            }
            long start = from;
            ForTiles(
                inputs[0],
                parameters[0],
                panelValues,
                (_, panel, first, rows) =>
                {
                    for (int r = 0; r < rows; r++)
                    {
                        for (int i = 0; i < count; i++)
                        {
                            if (own + first + r == others + start + i)
                                continue;
                            Vectors.AddScaled(
                                (double*)sums + (first + r) * columns,
                                Math.Exp(-gamma * panel.Distances(r)[i]),
                                (double*)vectors + (start + i) * columns,
                                columns
                            );
                        }
                    }
                },
                context.Cancellation
            );
        }
        return result;
    }
}
