using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Labels.Indexes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Tables;

/// <summary>
/// Makes the variables of a data set of a table: each value goes to the place that the row's labels name.
/// </summary>
internal sealed class GridForm
{
    private readonly Table table;
    private readonly string[] dims;
    private readonly DimensionIndex[] indexes;

    // The place of each row in C order of the dimensions, or null if rows are in this order and complete.
    private readonly long[]? places;
    private readonly Shape shape;

    /// <summary>Finds the labels of the dimensions and the places of the rows.</summary>
    /// <exception cref="GchunkException">
    /// A label is missing, a combination of labels occurs twice, or most combinations do not occur, so that the data
    /// set would not fit the memory limit.
    /// </exception>
    public GridForm(Table table)
    {
        this.table = table;
        if (table.Index.Count == 0)
        {
            (dims, indexes, shape) = (["index"], [NumberIndex.Count(table.Rows)], new Shape(table.Rows));
            return;
        }
        dims = [.. table.Index];
        DimensionIndex[] rows = Array.ConvertAll(dims, d => Labels(table[d]));
        if (dims.Length == 1)
        {
            (indexes, shape) = (rows, new Shape(table.Rows));
            return;
        }
        indexes = new DimensionIndex[dims.Length];
        var codes = new long[dims.Length][];
        for (int d = 0; d < dims.Length; d++)
            (indexes[d], codes[d]) = Distinct(dims[d], rows[d]);
        CheckFits();
        shape = new Shape([.. indexes.Select(i => i.Length)]);
        var found = new long[table.Rows];
        bool isInOrder = shape.Size == table.Rows;
        for (int row = 0; row < found.Length; row++)
        {
            for (int d = 0; d < dims.Length; d++)
                found[row] = found[row] * indexes[d].Length + codes[d][row];
            isInOrder &= found[row] == row;
        }
        if (!isInOrder)
        {
            CheckOnce(found);
            places = found;
        }
    }

    /// <summary>Makes the data set.</summary>
    public Dataset ToDataset()
    {
        var variables = new OrderedDictionary<string, Variable>();
        foreach (string name in table.Names)
        {
            if (dims.Contains(name))
                throw new GchunkException($"the column '{name}' has the name of a dimension; Rename it");
            variables[name] = Placed(table[name]);
        }
        return new Dataset(
            variables,
            new Coordinates(
                dims.Select((d, i) => new Coordinate(d, indexes[i], table.Contains(d) ? table[d].Attrs : null))
            ),
            []
        );
    }

    private static DimensionIndex Labels(TableColumn column)
    {
        for (long row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row))
            {
                throw new GchunkException(
                    $"row {row} has no label in '{column.Name}'; remove it with DropNa(\"{column.Name}\")"
                );
            }
        }
        if (column.IsText)
            return new TextIndex(Array.ConvertAll(column.ToTexts(), t => t ?? ""));
        if (column.Calendar is { } calendar)
            return new TimeIndex(column.ToArray<long>(), calendar);
        return column.Values.DType switch
        {
            DType.DateTime64 => new TimeIndex(
                Array.ConvertAll(column.ToArray<DateTime64>(), t => DateTime64.FloorDivide(t.Nanoseconds, 1000)),
                CfCalendar.ProlepticGregorian
            ),
            DType.TimeDelta64 => DurationIndex.Of(column.Values),
            { IsComplex: true } => throw new GchunkException(
                $"the column '{column.Name}' holds complex numbers, which cannot be labels"
            ),
            var dtype => new NumberIndex(column.ToArray<double>(), dtype),
        };
    }

    // The labels that occur, in their order in the table if it ascends or descends, else sorted; and those of each row.
    private static (DimensionIndex Index, long[] Codes) Distinct(string dim, DimensionIndex rows)
    {
        var first = new List<long>();
        long[] positions = rows.PositionsOf(dim, rows, SelectMethod.Exact, null);
        var code = new Dictionary<long, long>();
        for (long row = 0; row < positions.Length; row++)
        {
            if (code.TryAdd(positions[row], first.Count))
                first.Add(row);
        }
        DimensionIndex index = rows.Pick(Indexing.AxisPick.From([.. first]));
        long[] order = [.. first.Select((_, i) => (long)i)];
        if (index.Direction == 0 || index is TextIndex)
        {
            order = index.Order();
            index = index.Pick(Indexing.AxisPick.From(order));
        }
        var rank = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            rank[order[i]] = i;
        return (index, Array.ConvertAll(positions, p => rank[code[p]]));
    }

    private void CheckFits()
    {
        Int128 cells = 1;
        foreach (DimensionIndex index in indexes)
            cells *= index.Length;
        long cell = Math.Max(8, table.Names.Sum(n => table[n].DType is { } d ? Math.Max(8L, d.Size) : 12L)),
            limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        if (cells > int.MaxValue || cells * cell > limit)
        {
            throw new GchunkException(
                $"the labels of {string.Join(", ", dims.Select((d, i) => $"'{d}' ({indexes[i].Length})"))} make {cells} combinations, of which the table has {table.Rows}; a data set of all would not fit the memory limit of {MemoryBudget.Format(limit)}: SetIndex with fewer columns"
            );
        }
    }

    private void CheckOnce(long[] found)
    {
        var seen = new HashSet<long>(found.Length);
        for (int row = 0; row < found.Length; row++)
        {
            if (!seen.Add(found[row]))
            {
                throw new GchunkException(
                    $"the labels of row {row} occur twice: {string.Join(", ", dims.Select(d => $"{d} {new CellText(table[d])[row]}"))}; every combination of index labels must be unique"
                );
            }
        }
    }

    private Variable Placed(TableColumn column)
    {
        if (column.IsText)
        {
            string?[] texts = column.ToTexts();
            var all = new string[shape.Size];
            Array.Fill(all, "");
            for (long row = 0; row < texts.Length; row++)
                all[places?[row] ?? row] = texts[row] ?? "";
            return TextCodes.Variable(dims, all, shape, column.Attrs);
        }
        NDArray values = column.Values;
        if (places is null)
            return Of(values.Reshape(shape), column);
        bool isWhole = shape.Size == places.LongLength;
        if (column.Calendar is not null || values.DType is { IsTime: true })
            return Of(Scattered(values, long.MinValue), column);
        // A place that no row names is missing, which only floats can be.
        if (!isWhole && !values.DType.CanBeNaN)
            values = values.AsType(DType.Float64);
        return Of(Scattered(values, null), column);
    }

    private Variable Of(NDArray values, TableColumn column) =>
        new(
            dims,
            new MemoryExpr(values, ChunkGrid.Auto(shape, values.DType.Size)),
            column.Attrs.Copy(),
            column.Calendar
        );

    private unsafe NDArray Scattered(NDArray values, long? missing)
    {
        NDArray all;
        if (missing is { } number)
        {
            using NDArray filled = NDArray.Allocate(shape, DType.Int64);
            filled.Span<long>().Fill(number);
            all = NDArray.Allocate(shape, values.DType);
            new Span<long>(filled.Pointer, (int)shape.Size).CopyTo(new Span<long>(all.Pointer, (int)shape.Size));
        }
        else if (values.DType.CanBeNaN)
        {
            var nan = new double[shape.Size];
            Array.Fill(nan, double.NaN);
            all = NDArray.From(nan, shape).AsType(values.DType);
        }
        else
        {
            all = NDArray.Allocate(shape, values.DType);
        }
        int size = values.DType.Size;
        var from = new ReadOnlySpan<byte>(values.Pointer, checked((int)values.NBytes));
        var to = new Span<byte>(all.Pointer, checked((int)all.NBytes));
        for (int row = 0; row < places!.Length; row++)
            from.Slice(row * size, size).CopyTo(to[checked((int)places[row] * size)..]);
        GC.KeepAlive(values);
        GC.KeepAlive(all);
        return all;
    }
}
