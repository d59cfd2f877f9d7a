using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>The affinity of each sample of a block to the sample at the same position of another block.</summary>
/// <param name="Measure">What is measured, in float64.</param>
internal sealed unsafe record PairAffinitiesOp(AffinityMeasure Measure) : BlockOp
{
    // The samples of a task take about so much, however many features they have.
    private const long BlockBytes = 8 << 20;
    private const long LeastPairs = 1;

    public override string Name => "ml.spectral.pairs";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        PackedSamples.Bytes(2 * result[0], inputs[0][1], Measure.Packed);

    /// <summary>Makes the affinities of pairs of samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="first">The index of the first sample of each pair.</param>
    /// <param name="second">The index of the second sample of each pair.</param>
    /// <param name="measure">What is measured, in float64.</param>
    public static ArrayExpr Create(Samples samples, long[] first, long[] second, AffinityMeasure measure)
    {
        long each = Math.Max(LeastPairs, BlockBytes / (samples.Features * sizeof(double)));
        var chunks = ChunkGrid.Regular(new Shape(first.LongLength), [Math.Min(each, first.LongLength)]);
        long[] sizes = chunks.Sizes(0).ToArray();
        return new BlockOpExpr(
            new PairAffinitiesOp(measure),
            [TakeExpr.Create(samples.Expr, 0, first, sizes), TakeExpr.Create(samples.Expr, 0, second, sizes)],
            [
                [0, -1],
                [0, -1],
            ],
            DType.Float64,
            chunks
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        using var a = new PackedSamples(inputs[0], Measure);
        using var b = new PackedSamples(inputs[1], Measure);
        Bounds.Require(a.Rows == context.Shape[0] && b.Rows == a.Rows && a.Features == b.Features);
        Bounds.Require(Measure.Packed == DType.Float64);
        double* to = (double*)result.Pointer;
        for (long i = 0; i < a.Rows; i++)
        {
            double* x = (double*)a.Values + i * a.Features,
                y = (double*)b.Values + i * a.Features;
            to[i] =
                Measure.Kernel == AffinityKernel.Rbf
                    ? Math.Exp(-Measure.Gamma * Vectors.SquaredDistance(x, y, a.Features))
                    : Math.Max(0, Vectors.Dot(x, y, a.Features));
        }
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return result;
    }
}
