using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>What a cursor wants of a block of rows.</summary>
/// <param name="Features">True if it wants the features.</param>
/// <param name="Label">True if it wants the label.</param>
/// <param name="Weight">True if it wants the weight.</param>
/// <param name="Coordinates">The indices of the coordinates that it wants.</param>
internal readonly record struct RowNeeds(bool Features, bool Label, bool Weight, int[] Coordinates);

/// <summary>Rows of samples in memory.</summary>
/// <param name="First">The index of the first row.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Offset">The row of the arrays at which they begin.</param>
internal sealed record RowBlock(long First, int Rows, long Offset = 0) : IDisposable
{
    /// <summary>The features, rows × features, float32.</summary>
    public NDArray? Features { get; init; }

    /// <summary>The labels, float64.</summary>
    public NDArray? Labels { get; init; }

    /// <summary>The weights, float64.</summary>
    public NDArray? Weights { get; init; }

    /// <summary>The coordinates that were wanted: a span of texts, times or numbers.</summary>
    public Array?[] Coordinates { get; init; } = [];

    /// <summary>A bool for each row, false for those to leave out; null if all are kept.</summary>
    public NDArray? Keep { get; init; }

    public void Dispose()
    {
        Features?.Dispose();
        Labels?.Dispose();
        Weights?.Dispose();
        Keep?.Dispose();
    }
}

/// <summary>Rows of samples that are read block by block.</summary>
internal interface IRowSource
{
    /// <summary>The number of blocks.</summary>
    int Blocks { get; }

    /// <summary>The number of rows that are kept, or null if it is not known.</summary>
    long? Count { get; }

    /// <summary>Reads a block.</summary>
    RowBlock Read(int block, in RowNeeds needs);
}
