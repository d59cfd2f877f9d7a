using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>An operation that compares a block of samples with some centers.</summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Centers">The centers in the frame, centers × features, ordered by start.</param>
/// <param name="Clusters">The number of centers of one start.</param>
internal abstract record SearchOp(SampleFrame Frame, NDArray Centers, int Clusters) : BlockOp
{
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        NearestSearch.Bytes(Centers.Shape[0], inputs[0][1]);

    /// <summary>Work on some samples that are loaded in the search.</summary>
    /// <param name="first">The index in the block of the first sample.</param>
    /// <param name="count">The number of samples.</param>
    protected delegate void SearchAction(long first, int count);

    /// <summary>Loads the samples of a block, tile by tile.</summary>
    protected static void ForTiles(
        NearestSearch search,
        long count,
        SearchAction action,
        CancellationToken cancellation
    )
    {
        for (long first = 0; first < count; first += LaneTile.Lanes)
        {
            cancellation.ThrowIfCancellationRequested();
            int tile = (int)Math.Min(LaneTile.Lanes, count - first);
            search.LoadRange(first, tile);
            action(first, tile);
        }
    }
}
