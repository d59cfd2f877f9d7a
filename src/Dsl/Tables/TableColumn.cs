using System.Diagnostics.CodeAnalysis;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>A column of a <see cref="Table"/>: numbers, times, durations or texts, in memory.</summary>
/// <remarks>A missing number is NaN, a missing time NaT, a missing text null.</remarks>
public sealed class TableColumn
{
    private readonly NDArray? values;
    private readonly string?[]? texts;

    internal TableColumn(string name, NDArray values, CfCalendar? calendar = null, Attributes? attrs = null) =>
        (Name, this.values, Calendar, Attrs) = (name, values.Reshape(new Shape(values.Size)), calendar, attrs ?? []);

    internal TableColumn(string name, string?[] texts, Attributes? attrs = null) =>
        (Name, this.texts, Attrs) = (name, texts, attrs ?? []);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The attributes of the variable that the column comes from: units, a long name.</summary>
    public Attributes Attrs { get; }

    /// <summary>The units, or null if none are known.</summary>
    public string? Units => Attrs.Text("units");

    /// <summary>The number of rows.</summary>
    public long Length => texts?.LongLength ?? values!.Size;

    /// <summary>True if the column holds texts.</summary>
    [MemberNotNullWhen(true, nameof(texts))]
    [MemberNotNullWhen(false, nameof(values))]
    public bool IsText => texts is not null;

    /// <summary>The calendar if the column holds times as a data set does, else null.</summary>
    public CfCalendar? Calendar { get; }

    /// <summary>The dtype, or null for texts. Times in a calendar are int64 microseconds since 1970-01-01.</summary>
    public DType? DType => values?.DType;

    /// <summary>What the column holds, in one word: <c>float64</c>, <c>time</c>, <c>text</c>.</summary>
    public string Kind =>
        IsText ? "text"
        : Calendar is not null ? "time"
        : values.DType.Name;

    /// <summary>The values of a column that holds no texts.</summary>
    /// <exception cref="GchunkException">The column holds texts.</exception>
    public NDArray Values =>
        values ?? throw new GchunkException($"the column '{Name}' holds texts; get them with ToTexts()");

    /// <summary>Copies the values.</summary>
    /// <typeparam name="T">The type to convert them to.</typeparam>
    /// <exception cref="GchunkException">The column holds texts, or a value cannot be converted.</exception>
    public T[] ToArray<T>()
        where T : unmanaged => Values.ToArray<T>();

    /// <summary>
    /// Returns the values as texts: those of a column of texts, or as they are written to CSV; null where missing.
    /// </summary>
    public string?[] ToTexts()
    {
        if (IsText)
            return [.. texts];
        var cells = new Tables.CellText(this);
        var all = new string?[Length];
        for (long row = 0; row < all.Length; row++)
            all[row] = IsMissing(row) ? null : cells[row];
        return all;
    }

    /// <summary>
    /// A value by its row: a number, a truth value, a <see cref="CfDateTime"/>, a <see cref="DateTime64"/>, a
    /// <see cref="TimeDelta64"/>, a text, or null for a missing text.
    /// </summary>
    public object? this[long row] =>
        IsText ? texts[row]
        : Calendar is { } calendar ? new CfDateTime(calendar, values.Get<long>(row))
        : values.DType switch
        {
            Engine.Arrays.DType.Bool => values.Get<bool>(row),
            Engine.Arrays.DType.DateTime64 => values.Get<DateTime64>(row),
            Engine.Arrays.DType.TimeDelta64 => values.Get<TimeDelta64>(row),
            Engine.Arrays.DType.Float32 => values.Get<float>(row),
            Engine.Arrays.DType.Int64 => values.Get<long>(row),
            Engine.Arrays.DType.UInt64 => values.Get<ulong>(row),
            Engine.Arrays.DType.Complex64 => values.Get<Complex64>(row),
            Engine.Arrays.DType.Complex128 => values.Get<System.Numerics.Complex>(row),
            { IsInteger: true } => (long)values.GetDouble(row),
            _ => values.GetDouble(row),
        };

    /// <summary>Returns whether the value of a row is missing.</summary>
    public bool IsMissing(long row) =>
        IsText ? texts[row] is null
        : Calendar is not null ? values.Get<long>(row) == CfDateTime.NaT
        : this[row] switch
        {
            double number => double.IsNaN(number),
            float number => float.IsNaN(number),
            DateTime64 time => time.IsNaT,
            TimeDelta64 span => span.IsNaT,
            Complex64 number => float.IsNaN(number.Real) || float.IsNaN(number.Imaginary),
            System.Numerics.Complex number => double.IsNaN(number.Real) || double.IsNaN(number.Imaginary),
            _ => false,
        };

    /// <summary>Returns the column under another name.</summary>
    internal TableColumn Named(string name) =>
        IsText ? new(name, texts, Attrs) : new TableColumn(name, values, Calendar, Attrs);

    /// <summary>Returns the column with other attributes.</summary>
    internal TableColumn WithAttrs(Attributes attrs) =>
        IsText ? new(Name, texts, attrs) : new TableColumn(Name, values, Calendar, attrs);

    /// <summary>Returns some rows.</summary>
    internal unsafe TableColumn Take(ReadOnlySpan<long> rows)
    {
        if (IsText)
        {
            var some = new string?[rows.Length];
            for (int i = 0; i < some.Length; i++)
                some[i] = texts[rows[i]];
            return new(Name, some, Attrs);
        }
        NDArray taken = NDArray.Allocate(new Shape(rows.Length), values.DType);
        int size = values.DType.Size;
        var from = new ReadOnlySpan<byte>(values.Pointer, checked((int)values.NBytes));
        var to = new Span<byte>(taken.Pointer, checked((int)taken.NBytes));
        for (int i = 0; i < rows.Length; i++)
            from.Slice(checked((int)rows[i] * size), size).CopyTo(to[(i * size)..]);
        GC.KeepAlive(values);
        return new(Name, taken, Calendar, Attrs);
    }

    /// <inheritdoc/>
    public override string ToString() => VisibleText.Of($"{Name} ({Kind}, {Length} rows)");
}
