using Gchunk.Dsl.Tables;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>
/// A table in memory: columns by name, some of which may be its index, as in a data frame of pandas. Its methods return
/// new tables.
/// </summary>
/// <remarks>
/// <see cref="Dataset.ToTable"/> makes a table of a data set, and <see cref="Dataset.FromTable"/> does the opposite. A
/// table prints as pandas does.
/// </remarks>
/// <example><code>
/// var table = new Table(("station", new[] { "A", "B" }), ("pr", new[] { 1.5, double.NaN })).SetIndex("station");
/// Print(table);
/// Print(Dataset.FromTable(table)["pr"].Sel("station", "A").Scalar());
/// </code></example>
public sealed partial class Table
{
    private readonly OrderedDictionary<string, TableColumn> columns = [];
    private readonly string[] index;

    internal Table(IEnumerable<TableColumn> columns, string[] index)
    {
        this.index = index;
        foreach (TableColumn column in columns)
        {
            if (!this.columns.TryAdd(column.Name, column))
                throw new GchunkException($"two columns of the table are called '{column.Name}'; rename one");
            if (column.Length != Rows)
            {
                throw new GchunkException(
                    $"the column '{column.Name}' has {column.Length} rows, but '{this.columns.GetAt(0).Key}' has {Rows}"
                );
            }
        }
        // The columns of the index come first.
        this.columns = new OrderedDictionary<string, TableColumn>([
            .. index.Select(name => KeyValuePair.Create(name, this.columns[name])),
            .. this.columns.Where(c => !index.Contains(c.Key)),
        ]);
    }

    /// <summary>Makes a table.</summary>
    /// <param name="columns">
    /// A name and values for each column: an array of numbers, truth values, texts, <see cref="DateTime"/> or
    /// <see cref="TimeSpan"/>. All have the same length.
    /// </param>
    /// <exception cref="GchunkException">A name occurs twice, lengths differ, or a type cannot be a column.</exception>
    public Table(params (string Name, Array Values)[] columns)
        : this([.. columns.Select(c => Column(c.Name, c.Values))], []) { }

    /// <summary>The number of rows.</summary>
    public long Rows => columns.Count == 0 ? 0 : columns.GetAt(0).Value.Length;

    /// <summary>The names of the columns that are the index; none if rows are numbered.</summary>
    public IReadOnlyList<string> Index => index;

    /// <summary>The names of the columns that are not the index.</summary>
    public IReadOnlyList<string> Names => [.. columns.Keys.Skip(index.Length)];

    /// <summary>All columns, those of the index first.</summary>
    public IReadOnlyList<TableColumn> Columns => [.. columns.Values];

    /// <summary>A column by its name.</summary>
    /// <exception cref="GchunkException">There is none; the message suggests the nearest name.</exception>
    public TableColumn this[string name] =>
        columns.TryGetValue(name, out TableColumn? column)
            ? column
            : throw new GchunkException(Spelling.Unknown("column", name, columns.Keys));

    /// <summary>Returns whether there is a column of this name.</summary>
    public bool Contains(string name) => columns.ContainsKey(name);

    /// <summary>Makes columns the index, in the order given: pandas' <c>set_index</c>.</summary>
    /// <exception cref="GchunkException">There is no such column, or one is named twice.</exception>
    public Table SetIndex(params string[] names)
    {
        foreach (string name in names)
            _ = this[name];
        if (names.Distinct().Count() != names.Length)
            throw new GchunkException($"SetIndex names a column twice: {string.Join(", ", names)}");
        return new Table(columns.Values, [.. names]);
    }

    /// <summary>Turns the columns of the index into ordinary columns, which come first.</summary>
    public Table ResetIndex() => new(columns.Values, []);

    /// <summary>Returns some columns, in the order given, with the index.</summary>
    /// <exception cref="GchunkException">There is no such column.</exception>
    public Table Subset(params string[] names) =>
        new([.. index.Select(n => columns[n]), .. names.Where(n => !index.Contains(n)).Select(n => this[n])], index);

    /// <summary>Removes columns, which may be columns of the index.</summary>
    /// <exception cref="GchunkException">There is no such column.</exception>
    public Table Drop(params string[] names)
    {
        foreach (string name in names)
            _ = this[name];
        return new Table(columns.Values.Where(c => !names.Contains(c.Name)), [.. index.Except(names)]);
    }

    /// <summary>Renames a column.</summary>
    /// <exception cref="GchunkException">There is no such column, or the new name is taken.</exception>
    public Table Rename(string name, string newName)
    {
        _ = this[name];
        return new Table(
            columns.Values.Select(c => c.Name == name ? c.Named(newName) : c),
            [.. index.Select(n => n == name ? newName : n)]
        );
    }

    /// <summary>Adds a column, or replaces one in its place.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The values; see <see cref="Table(ValueTuple{string, Array}[])"/>.</param>
    /// <exception cref="GchunkException">The number of values differs from that of the rows.</exception>
    public Table Assign(string name, Array values)
    {
        TableColumn added = Column(name, values);
        return Contains(name)
            ? new Table(columns.Values.Select(c => c.Name == name ? added.WithAttrs(c.Attrs) : c), index)
            : new Table([.. columns.Values, added], index);
    }

    /// <summary>The first rows.</summary>
    /// <param name="count">Their number.</param>
    public Table Head(long count = 5) => Range(0, Math.Clamp(count, 0, Rows));

    /// <summary>The last rows.</summary>
    /// <param name="count">Their number.</param>
    public Table Tail(long count = 5) => Range(Rows - Math.Clamp(count, 0, Rows), Math.Clamp(count, 0, Rows));

    /// <summary>Removes the rows in which a value is missing: pandas' <c>dropna</c>.</summary>
    /// <param name="names">The columns to examine; by default all that are not the index.</param>
    /// <exception cref="GchunkException">There is no such column.</exception>
    public Table DropNa(params string[] names)
    {
        TableColumn[] looked = [.. (names.Length == 0 ? Names : names).Select(n => this[n])];
        var kept = new List<long>();
        for (long row = 0; row < Rows; row++)
        {
            if (!Array.Exists(looked, c => c.IsMissing(row)))
                kept.Add(row);
        }
        return Take([.. kept]);
    }

    /// <summary>Returns the rows at some positions, in the order given.</summary>
    /// <exception cref="GchunkException">A position is beyond the rows.</exception>
    public Table Take(params long[] rows)
    {
        if (Array.Exists(rows, r => r < 0 || r >= Rows))
        {
            throw new GchunkException(
                $"row {Array.Find(rows, r => r < 0 || r >= Rows)} is out of range; the table has {Rows} rows"
            );
        }

        return new Table(columns.Values.Select(c => c.Take(rows)), index);
    }

    /// <summary>
    /// Makes a data set whose dimensions are the columns of the index; see <see cref="Dataset.FromTable"/>.
    /// </summary>
    public Dataset ToDataset() => Dataset.FromTable(this);

    /// <summary>
    /// Returns the table as pandas prints a data frame: of more than 60 rows the first five and the last five.
    /// </summary>
    public override string ToString() => TableText.Of(this);

    private Table Range(long start, long count)
    {
        var rows = new long[count];
        for (long i = 0; i < count; i++)
            rows[i] = start + i;
        return Take(rows);
    }

    private static TableColumn Column(string name, Array values) =>
        values switch
        {
            string?[] texts => new TableColumn(name, [.. texts]),
            { Rank: not 1 } => throw new GchunkException(
                $"the values of the column '{name}' have {values.Rank} dimensions; a column has one"
            ),
            DateTime[] times => new TableColumn(name, NDArray.From(times)),
            TimeSpan[] spans => new TableColumn(name, NDArray.From(spans)),
            // An int[] is a uint[] to the runtime, so the type itself decides.
            _ => new TableColumn(name, Numbers(name, values)),
        };

    private static NDArray Numbers(string name, Array values) =>
        Type.GetTypeCode(values.GetType().GetElementType()) switch
        {
            TypeCode.Boolean => NDArray.From((bool[])values),
            TypeCode.SByte => NDArray.From((sbyte[])values),
            TypeCode.Byte => NDArray.From((byte[])values),
            TypeCode.Int16 => NDArray.From((short[])values),
            TypeCode.UInt16 => NDArray.From((ushort[])values),
            TypeCode.Int32 => NDArray.From((int[])values),
            TypeCode.UInt32 => NDArray.From((uint[])values),
            TypeCode.Int64 => NDArray.From((long[])values),
            TypeCode.UInt64 => NDArray.From((ulong[])values),
            TypeCode.Single => NDArray.From((float[])values),
            TypeCode.Double => NDArray.From((double[])values),
            _ => throw new GchunkException(
                $"the values of the column '{name}' are {values.GetType().Name}; a column takes numbers, bools, strings, DateTime or TimeSpan"
            ),
        };
}
