using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// K-means of a few samples in one block. Each task runs one start, or several if the samples are few: either new
/// starts, or moves of centers that are given to better places. Inputs: the samples, and their weights if they have
/// any.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Scale">The scale of the sums.</param>
/// <param name="Clusters">The number of clusters.</param>
/// <param name="Seed">The seed of the draws.</param>
/// <param name="MaxIterations">The most steps after the seeds, or after each move.</param>
/// <param name="Tolerance">Steps end when the squared shift of the centers is at most this.</param>
/// <param name="IsRandom">True for starts from random samples, false for k-means++.</param>
/// <param name="Rounds">How often centers that are given are moved at most.</param>
/// <param name="Deadline">When work ends, in ticks of universal time; the first start takes one step even so.</param>
/// <param name="Given">Starts × (clusters · features), in the frame; null for new starts.</param>
/// <param name="First">The number of the first start: starts of other numbers draw independently.</param>
internal sealed unsafe record PilotOp(
    SampleFrame Frame,
    FixedScale Scale,
    int Clusters,
    long Seed,
    int MaxIterations,
    double Tolerance,
    bool IsRandom,
    int Rounds,
    long Deadline,
    NDArray? Given,
    int First = 0
) : BlockOp
{
    // Of so few values, loading them costs as much as a start: some starts share it.
    private const long FewValues = 2_000_000;
    private const int TasksOfFewValues = 4;

    public override string Name => "ml.kmeans.pilot";

    /// <summary>
    /// Makes a node of shape starts × (1 + clusters · features): the inertia, and the centers, in the frame.
    /// </summary>
    public static ArrayExpr Create(Samples pilot, PilotOp op, int starts)
    {
        long width = 1 + (long)op.Clusters * pilot.Features,
            together = pilot.Count * pilot.Features > FewValues
                ? 1
                : (starts + TasksOfFewValues - 1) / TasksOfFewValues;
        return new BlockOpExpr(
            op,
            pilot.With(),
            pilot.Weights is null
                ?
                [
                    [-1, -1],
                ]
                :
                [
                    [-1, -1],
                    [-1],
                ],
            DType.Float64,
            ChunkGrid.Regular((starts, width), [together, width])
        );
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleReader.Bytes(inputs[0][1]) + BlockClustering.Bytes(inputs[0][0], inputs[0][1], Clusters);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        double* weights = Samples.Weight(inputs, 1);
        long width = 1 + (long)Clusters * reader.Features;
        Bounds.Require(context.Shape[1] == width);
        NDArray result = context.Allocate(DType.Float64);
        using var clustering = new BlockClustering(reader, weights, Clusters, Scale, Deadline, context.Cancellation);
        for (int i = 0; i < context.Shape[0]; i++)
            Run(clustering, First + context.Origin[0] + i, result.Span<double>(i * width, (int)width));
        return result;
    }

    private void Run(BlockClustering clustering, long start, Span<double> values)
    {
        if (start > 0 && Given is null && DateTime.UtcNow.Ticks >= Deadline)
        {
            // No result: any other is better.
            values.Clear();
            values[0] = double.PositiveInfinity;
            return;
        }

        if (Given is null)
        {
            values[0] = clustering.Start(Seed, start, IsRandom, MaxIterations, Tolerance, values[1..]);
            return;
        }
        Bounds.RequireIndex(start, Given.Shape[0]);
        Given.Span<double>().Slice((int)start * (values.Length - 1), values.Length - 1).CopyTo(values[1..]);
        values[0] = clustering.Improve(Seed, start, Rounds, MaxIterations, Tolerance, values[1..]);
    }
}
