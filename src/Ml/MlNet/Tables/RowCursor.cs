using Microsoft.ML;
using Microsoft.ML.Data;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>A cursor over some of the blocks of a source, one row after the other.</summary>
internal sealed class RowCursor : DataViewRowCursor
{
    private readonly IRowSource source;
    private readonly int[] blocks;
    private readonly bool[] active;
    private readonly RowNeeds needs;
    private readonly int features;
    private readonly double[]? classes;
    private readonly Random? random;
    private RowBlock? block;
    private int[]? order;
    private int at = -1;
    private int next;
    private int row;
    private long position = -1;

    /// <param name="schema">The schema of the view.</param>
    /// <param name="source">The rows.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="wanted">The columns that are used.</param>
    /// <param name="blocks">The blocks, in the order in which they are read.</param>
    /// <param name="random">Shuffles the rows of each block; null for their order.</param>
    public RowCursor(
        DataViewSchema schema,
        IRowSource source,
        ViewLayout layout,
        IEnumerable<DataViewSchema.Column> wanted,
        int[] blocks,
        Random? random
    )
    {
        (Schema, this.source, this.blocks, this.random) = (schema, source, blocks, random);
        (features, classes) = (layout.Features, layout.Classes);
        active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in wanted)
            active[column.Index] = true;
        int first = schema.Count - layout.Coordinates.Count;
        needs = new RowNeeds(
            IsActive(ViewLayout.FeatureColumn),
            IsActive(ViewLayout.LabelColumn),
            IsActive(ViewLayout.WeightColumn),
            [.. Enumerable.Range(0, layout.Coordinates.Count).Where(c => active[first + c])]
        );
    }

    public override DataViewSchema Schema { get; }

    public override long Position => position;

    public override long Batch => at < 0 || at >= blocks.Length ? 0 : blocks[at];

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    private bool IsActive(string name) => Schema.GetColumnOrNull(name) is { } column && active[column.Index];

    public override bool MoveNext()
    {
        while (true)
        {
            while (block is null || next >= block.Rows)
            {
                if (!Advance())
                    return false;
            }
            row = order is null ? next : order[next];
            next++;
            if (block.Keep is { } keep && !keep.Span<bool>(block.Offset + row, 1)[0])
                continue;
            position++;
            return true;
        }
    }

    private bool Advance()
    {
        block?.Dispose();
        block = null;
        if (at + 1 >= blocks.Length)
        {
            at = blocks.Length;
            position = -1;
            return false;
        }
        block = source.Read(blocks[++at], needs);
        next = 0;
        if (random is not null)
        {
            order = [.. Enumerable.Range(0, block.Rows)];
            random.Shuffle(order);
        }
        return true;
    }

    private RowBlock Current =>
        block ?? throw new InvalidOperationException("the cursor is not at a row: call MoveNext first");

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)(Current.First + row), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
            throw new InvalidOperationException($"the column '{column.Name}' was not asked for");
        Delegate getter = column.Name switch
        {
            ViewLayout.FeatureColumn when column.Index == 0 => (ValueGetter<VBuffer<float>>)GetFeatures,
            ViewLayout.IndexColumn => (ValueGetter<long>)((ref long value) => value = Current.First + row),
            ViewLayout.LabelColumn => column.Type switch
            {
                BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = Label > 0.5),
                KeyDataViewType => (ValueGetter<uint>)(
                    (ref uint value) => value = (uint)Math.Max(0, Array.BinarySearch(classes!, Label) + 1)
                ),
                _ => (ValueGetter<float>)((ref float value) => value = (float)Label),
            },
            ViewLayout.WeightColumn => (ValueGetter<float>)(
                (ref float value) => value = (float)Current.Weights!.Span<double>(Current.Offset + row, 1)[0]
            ),
            _ => Coordinate(column),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"the column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}"
            );
    }

    private double Label => Current.Labels!.Span<double>(Current.Offset + row, 1)[0];

    private void GetFeatures(ref VBuffer<float> value)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, features);
        Current.Features!.Span<float>((Current.Offset + row) * features, features).CopyTo(editor.Values);
        value = editor.Commit();
    }

    private Delegate Coordinate(DataViewSchema.Column column)
    {
        int index = 0;
        for (int i = column.Index - 1; i >= 0 && Schema[i].Name != ViewLayout.IndexColumn; i--)
            index++;
        return column.Type switch
        {
            TextDataViewType => (ValueGetter<ReadOnlyMemory<char>>)(
                (ref ReadOnlyMemory<char> value) => value = ((string[])Current.Coordinates[index]!)[row].AsMemory()
            ),
            DateTimeDataViewType => (ValueGetter<DateTime>)(
                (ref DateTime value) => value = ((DateTime[])Current.Coordinates[index]!)[row]
            ),
            _ => (ValueGetter<double>)((ref double value) => value = ((double[])Current.Coordinates[index]!)[row]),
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            block?.Dispose();
            block = null;
            at = blocks.Length;
        }
        base.Dispose(disposing);
    }
}
