using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The sum and the sum of squares of each feature in a block, in the coordinates of a frame, and the weight of the
/// samples. Inputs: the samples, and their weights if they have any.
/// </summary>
/// <param name="Frame">The frame.</param>
internal sealed unsafe record MomentsOp(SampleFrame Frame) : BlockOp
{
    public override string Name => "ml.moments";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleReader.Bytes(inputs[0][1]) + inputs[0][1] * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        using var reader = new SampleReader(inputs[0], Frame);
        using NDArray row = NDArray.Allocate(reader.Features, DType.Float64);
        Bounds.Require(result.Size == 2L * reader.Features + 1);
        double* weights = Samples.Weight(inputs, 1);
        double* values = (double*)row.Pointer,
            sums = (double*)result.Pointer,
            squares = sums + reader.Features;
        for (long i = 0; i < reader.Count; i++)
        {
            if (i % 1024 == 0)
                context.Cancellation.ThrowIfCancellationRequested();
            reader.Read(i, values);
            double weight = weights is null ? 1 : weights[i];
            Vectors.AddMoments(sums, squares, weight, values, reader.Features);
            sums[2 * reader.Features] += weight;
        }
        return result;
    }
}
