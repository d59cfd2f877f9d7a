using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>The index, int32, of the nearest center of each sample; of centers equally near, the first.</summary>
internal sealed record AssignOp(SampleFrame Frame, NDArray Centers) : SearchOp(Frame, Centers, (int)Centers.Shape[0])
{
    public override string Name => "ml.kmeans.assign";

    /// <summary>Makes the labels, one for each sample.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            new AssignOp(samples.Frame, centers),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Int32,
            new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Int32);
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0]);
        using var reader = new SampleReader(inputs[0], Frame);
        using var search = new NearestSearch(reader, Centers, Clusters);
        var gaps = new float[LaneTile.Lanes];
        ForTiles(
            search,
            reader.Count,
            (first, count) => search.Find(0, result.Span<int>(first, count), gaps),
            context.Cancellation
        );
        return result;
    }
}
