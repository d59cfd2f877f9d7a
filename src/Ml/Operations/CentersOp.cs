using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>An operation that measures the distances of a block of samples to some centers, tile by tile.</summary>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Centers">Centers × features, less the shift.</param>
internal abstract record CentersOp(NDArray Shift, NDArray Centers) : BlockOp
{
    /// <summary>Work on the samples of one tile, whose distances have just been measured.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="panel">The centers, with the distances.</param>
    /// <param name="first">The index in the block of the tile's first sample.</param>
    /// <param name="rows">The number of samples in the tile.</param>
    public delegate void TileAction(SampleTile tile, CenterPanel panel, long first, int rows);

    /// <summary>Measures the distances of a block of samples to centers, and runs the action on each tile.</summary>
    public static void ForTiles(
        NDArray samples,
        NDArray shift,
        NDArray centers,
        TileAction action,
        CancellationToken cancellation
    )
    {
        using var tile = new SampleTile(samples, shift);
        using var panel = new CenterPanel(centers);
        for (long first = 0; first < samples.Shape[0]; first += SampleTile.MostRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(SampleTile.MostRows, samples.Shape[0] - first);
            tile.Load(first, rows);
            panel.Measure(tile, rows);
            action(tile, panel, first, rows);
        }
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleTile.Bytes((int)inputs[0][1]) + CenterPanel.Bytes(Centers.Shape[0], (int)inputs[0][1]);

    /// <summary>Runs the action on each tile of a block of samples.</summary>
    protected void ForTiles(NDArray samples, TileAction action, CancellationToken cancellation) =>
        ForTiles(samples, Shift, Centers, action, cancellation);
}
