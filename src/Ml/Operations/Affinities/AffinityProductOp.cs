using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>A block of affinities times the vectors of the samples of its columns, with sums in float64.</summary>
internal sealed unsafe record AffinityProductOp : BlockOp
{
    // So many rows are widened to float64 at once: they stay in the second-level cache.
    private const int PanelRows = 16;

    public override string Name => "ml.spectral.product";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        PanelRows * inputs[0][1] * sizeof(double) + ManagedGemm.ScratchBytes;

    /// <summary>Makes the product, rows × vectors, float64.</summary>
    /// <param name="affinities">Rows × samples, float32 or float64.</param>
    /// <param name="vectors">Samples × vectors, float64, in the blocks of the columns of the affinities.</param>
    public static ArrayExpr Create(ArrayExpr affinities, ArrayExpr vectors)
    {
        var ones = new long[affinities.Chunks.Blocks[1]];
        Array.Fill(ones, 1);
        ArrayExpr parts = new BlockOpExpr(
            new AffinityProductOp(),
            [affinities, vectors],
            [
                [0, 1],
                [1, -1],
            ],
            DType.Float64,
            new ChunkGrid(affinities.Chunks.Sizes(0).ToArray(), ones, [vectors.Shape[1]])
        );
        return Exprs.Sum(parts, [1]);
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray affinities = inputs[0],
            vectors = inputs[1],
            result = context.Allocate(DType.Float64);
        int rows = checked((int)context.Shape[0]),
            inner = checked((int)vectors.Shape[0]),
            columns = checked((int)context.Shape[2]);
        Bounds.Require(context.Shape[1] == 1 && vectors.DType == DType.Float64 && vectors.Shape[1] == columns);
        Bounds.Require(affinities.Shape == new Shape(rows, inner) && affinities.DType.IsFloat);
        bool narrow = affinities.DType == DType.Float32;
        using NDArray panel = NDArray.Allocate((PanelRows, Math.Max(1, inner)), DType.Float64);
        var right = new Matrix((nint)vectors.Pointer, inner, columns);
        for (int first = 0; first < rows; first += PanelRows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(PanelRows, rows - first);
            long start = (long)first * inner;
            if (narrow)
            {
                System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(
                    new ReadOnlySpan<float>((float*)affinities.Pointer + start, count * inner),
                    new Span<double>((double*)panel.Pointer, count * inner)
                );
            }
            var left = new Matrix(
                narrow ? (nint)panel.Pointer : (nint)((double*)affinities.Pointer + start),
                count,
                inner
            );
            Gemm.Multiply(
                DType.Float64,
                left,
                right,
                (double*)result.Pointer + (long)first * columns,
                context.Cancellation
            );
        }
        GC.KeepAlive(affinities);
        GC.KeepAlive(vectors);
        return result;
    }
}
