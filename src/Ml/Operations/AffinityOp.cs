using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The affinities of a block of samples to another block, times that block's vectors. The affinity of a sample to
/// itself counts as 0.
/// </summary>
/// <remarks>
/// The matrix of all affinities, samples × samples, is never in memory: it is computed and used tile by tile.
/// </remarks>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Gamma">The γ of the kernel exp(−γ‖x − y‖²).</param>
/// <param name="BlockRows">The number of samples in a block.</param>
internal sealed unsafe record AffinityOp(NDArray Shift, double Gamma, long BlockRows) : BlockOp
{
    // The rows of the other block are taken in panels of this size, which stay in the second-level cache.
    private const int PanelRows = 32;

    public override string Name => "ml.spectral.affinity";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        int features = (int)inputs[1][1];
        return 2 * SampleTile.Bytes(features)
            + CenterPanel.Bytes(PanelRows, features)
            + (long)PanelRows * features * sizeof(double);
    }

    /// <summary>Makes the product of all affinities with some vectors, samples × vectors.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="vectors">Samples × vectors, in the blocks of the samples.</param>
    /// <param name="gamma">The kernel's γ.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr vectors, double gamma)
    {
        var chunks = new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray(), samples.OnePerBlock, [vectors.Shape[1]]);
        ArrayExpr parts = new BlockOpExpr(
            new AffinityOp(samples.Shift, gamma, samples.BlockRows),
            [samples.Expr, samples.Expr, vectors],
            [
                [0, -1],
                [1, -1],
                [1, -1],
            ],
            DType.Float64,
            chunks
        );
        return Exprs.Sum(parts, [1]);
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        double gamma = Gamma;
        long others = context.Origin[1] * BlockRows,
            own = context.Origin[0];
        int columns = (int)context.Shape[2],
            features = (int)inputs[1].Shape[1];
        var (sums, vectors) = ((nint)result.Pointer, (nint)inputs[2].Pointer);
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0] && inputs[2].DType == DType.Float64);
        Bounds.Require(inputs[2].Shape == new Shape(inputs[1].Shape[0], columns));
        using var centers = new SampleTile(inputs[1], Shift);
        using NDArray packed = NDArray.Allocate((PanelRows, features), DType.Float64);
        for (long from = 0; from < inputs[1].Shape[0]; from += PanelRows)
        {
            int count = (int)Math.Min(PanelRows, inputs[1].Shape[0] - from);
            using NDArray panelValues =
                count == PanelRows ? packed.Share() : NDArray.Allocate((count, features), DType.Float64);
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
            CentersOp.ForTiles(
                inputs[0],
                Shift,
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
