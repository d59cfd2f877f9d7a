using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// The affinities of a block of samples to another block. The affinity of a sample to itself counts as 0.
/// </summary>
/// <param name="Measure">What is measured.</param>
/// <param name="IsSquare">True if both inputs are the same samples, so that the diagonal is 0.</param>
internal sealed unsafe record AffinitiesOp(AffinityMeasure Measure, bool IsSquare) : BlockOp
{
    public override string Name => "ml.spectral.affinities";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        PackedSamples.Bytes(result[0] + result[1], inputs[0][1], Measure.Packed) + AffinityRows.ScratchBytes(result[1]);

    /// <summary>Makes the affinities of all samples to each other, samples × samples.</summary>
    /// <param name="samples">Samples × features, in blocks of whole samples.</param>
    /// <param name="measure">What is measured.</param>
    /// <param name="dtype">Float32 or float64.</param>
    public static ArrayExpr Create(ArrayExpr samples, AffinityMeasure measure, DType dtype) =>
        Create(samples, samples, measure, dtype, isSquare: true);

    /// <summary>Makes the affinities of samples to other samples, samples × others.</summary>
    public static ArrayExpr Between(ArrayExpr samples, ArrayExpr others, AffinityMeasure measure, DType dtype) =>
        Create(samples, others, measure, dtype, isSquare: false);

    private static BlockOpExpr Create(
        ArrayExpr samples,
        ArrayExpr others,
        AffinityMeasure measure,
        DType dtype,
        bool isSquare
    ) =>
        new(
            new AffinitiesOp(measure, isSquare),
            [samples, others],
            [
                [0, -1],
                [1, -1],
            ],
            dtype,
            new ChunkGrid(samples.Chunks.Sizes(0).ToArray(), others.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        int rows = checked((int)context.Shape[0]),
            columns = checked((int)context.Shape[1]);
        Bounds.Require(inputs[0].Shape[0] == rows && inputs[1].Shape[0] == columns && context.DType.IsFloat);
        using var a = new PackedSamples(inputs[0], Measure);
        using var b = new PackedSamples(inputs[1], Measure);
        int panel = AffinityRows.PanelRows(columns);
        using NDArray scratch = NDArray.Allocate((panel, columns), DType.Float64);
        for (int first = 0; first < rows; first += panel)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            AffinityRows.Fill(
                a,
                first,
                Math.Min(panel, rows - first),
                b,
                Measure,
                (double*)scratch.Pointer,
                context.DType,
                result.Pointer + (long)first * columns * context.DType.Size,
                context.Cancellation
            );
        }
        if (IsSquare)
            ClearDiagonal(result, context.Origin);
        return result;
    }

    /// <summary>Writes 0 for the affinity of a sample to itself.</summary>
    /// <param name="block">A block of affinities, float32 or float64.</param>
    /// <param name="origin">The indices of the samples of its first row and column.</param>
    public static void ClearDiagonal(NDArray block, long[] origin)
    {
        long columns = block.Shape[1];
        for (long r = 0; r < block.Shape[0]; r++)
        {
            long c = origin[0] + r - origin[1];
            if (c < 0 || c >= columns)
                continue;
            if (block.DType == DType.Float32)
                ((float*)block.Pointer)[r * columns + c] = 0;
            else
                ((double*)block.Pointer)[r * columns + c] = 0;
        }
        GC.KeepAlive(block);
    }
}
