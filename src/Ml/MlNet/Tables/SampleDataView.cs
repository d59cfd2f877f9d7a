using Gchunk.Dsl;
using Gchunk.Ml.MlNet.Tables;
using Microsoft.ML;

namespace Gchunk.Ml;

/// <summary>
/// Samples as ML.NET sees them: rows that are read block by block, so that they need not fit in memory.
/// </summary>
/// <remarks>
/// Its columns are <c>Features</c> (a vector of float32), <c>Label</c> and <c>Weight</c> if they were given,
/// <c>Index</c> (the index of the sample) and the coordinates of the samples. Several cursors may read it at the same
/// time. A cursor that shuffles randomizes the order of the blocks and the order of the rows in each block.
/// </remarks>
public sealed class SampleDataView : IDataView
{
    private readonly IRowSource source;
    private readonly ViewLayout layout;

    internal SampleDataView(IRowSource source, ViewLayout layout, DataArray? center, double labelCenter)
    {
        (this.source, this.layout, Center, LabelCenter) = (source, layout, center, labelCenter);
        Schema = layout.ToSchema();
    }

    /// <summary>What was subtracted from each feature, as float64 and before the cast to float32; null if nothing was.</summary>
    public DataArray? Center { get; }

    /// <summary>What was subtracted from the labels; 0 if nothing was.</summary>
    public double LabelCenter { get; }

    /// <summary>The type of the column Label.</summary>
    public LabelKind LabelKind => layout.Label;

    /// <summary>The columns: Features, Index, and, if there are any, Label, Weight and coordinates.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>True: rows can be read in a random order of blocks.</summary>
    public bool CanShuffle => true;

    /// <summary>Returns the number of samples, without those that are left out.</summary>
    public long? GetRowCount() => source.Count;

    /// <summary>Returns a cursor over the rows, which computes the blocks as it reaches them.</summary>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new RowCursor(Schema, source, layout, columnsNeeded, Order(rand), rand);

    /// <summary>Returns cursors that share the rows among them.</summary>
    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded,
        int n,
        Random? rand = null
    )
    {
        // Shuffled rows come from one cursor: their order then does not depend on the number of threads.
        int count = rand is null ? Math.Clamp(n, 1, Math.Max(1, source.Blocks)) : 1;
        int[] order = Order(rand);
        var columns = columnsNeeded.ToArray();
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(c => new RowCursor(
                    Schema,
                    source,
                    layout,
                    columns,
                    [.. order.Where((_, i) => i % count == c)],
                    rand
                )),
        ];
    }

    private int[] Order(Random? random)
    {
        int[] order = [.. Enumerable.Range(0, source.Blocks)];
        random?.Shuffle(order);
        return order;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"samples for ML.NET: {(source.Count is { } count ? count + " rows, " : "")}columns {string.Join(", ", Schema.Select(c => $"{c.Name} ({c.Type})"))}";
}
