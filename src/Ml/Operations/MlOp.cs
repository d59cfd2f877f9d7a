using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>What the block operations of the estimators share: tiles of samples against a panel of centers.</summary>
internal abstract unsafe class MlOp : BlockOp
{
    /// <summary>Work on the samples of one tile, whose distances have just been measured.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="panel">The centers, with the distances.</param>
    /// <param name="first">The first sample's place in the block.</param>
    /// <param name="rows">The number of samples.</param>
    protected delegate void TileAction(SampleTile tile, CenterPanel panel, long first, int rows);

    /// <summary>Goes through a block tile by tile.</summary>
    protected static void ForTiles(
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
}
