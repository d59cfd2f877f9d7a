using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>The coordinates of samples in a frame, float64.</summary>
/// <param name="Frame">The frame.</param>
internal sealed unsafe record PlaceOp(SampleFrame Frame) : BlockOp
{
    public override string Name => "ml.place";

    /// <summary>Makes the coordinates, samples × features, in the blocks of the samples.</summary>
    public static ArrayExpr Create(Samples samples) =>
        new BlockOpExpr(
            new PlaceOp(samples.Frame),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(samples.Features)
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleReader.Bytes(inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        using var reader = new SampleReader(inputs[0], Frame);
        Bounds.Require(context.Shape == new Shape(reader.Count, reader.Features));
        for (long i = 0; i < reader.Count; i++)
            reader.Read(i, (double*)result.Pointer + i * reader.Features);
        GC.KeepAlive(inputs[0]);
        return result;
    }
}
