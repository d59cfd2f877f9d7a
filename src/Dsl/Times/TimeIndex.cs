using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>Labels that are times: microseconds since 1970-01-01 in a calendar.</summary>
public sealed class TimeIndex : OrderedIndex<long>
{
    private readonly Lazy<MemoryExpr> expr;

    /// <summary>Makes an index.</summary>
    /// <param name="instants">Microseconds since 1970-01-01 in the calendar.</param>
    /// <param name="calendar">The calendar.</param>
    public TimeIndex(long[] instants, CfCalendar calendar)
        : base(instants)
    {
        Calendar = calendar;
        expr = new Lazy<MemoryExpr>(() => new MemoryExpr(NDArray.From(instants), ChunkGrid.Single(instants.Length)));
    }

    /// <summary>Reads times from texts, in any order: pandas' <c>to_datetime</c>.</summary>
    /// <param name="texts">
    /// Dates: <c>2000-01-31</c>, <c>2000-01-31T12:30</c>, <c>20000131T123000Z</c>, <c>31-JAN-2000</c>; an empty text and
    /// <c>NaT</c> are missing.
    /// </param>
    /// <param name="format">The form of the texts in C's directives, <c>%d.%m.%Y %H:%M</c>, or null for the usual ones.</param>
    /// <param name="calendar">CF's name of the calendar; by default the standard one.</param>
    /// <exception cref="GchunkException">A text is not a date; the message names it and its position.</exception>
    /// <example><code>
    /// var x = new DataArray(NDArray.From([1.0, 2]), ["time"]).AssignCoords("time", TimeIndex.Parse(["2000-01-31", "2000-03-05"]));
    /// Print(x.Resample("time", "MS").Sum().Compute());
    /// </code></example>
    public static TimeIndex Parse(IEnumerable<string> texts, string? format = null, string? calendar = null)
    {
        CfCalendar dates = CfCalendar.Named(calendar);
        return new TimeIndex([.. texts.Select((text, i) => DateFormat.Instant(text, format, dates, i))], dates);
    }

    /// <summary>Makes labels of dates.</summary>
    /// <param name="times">The dates and times; they are not converted to another time zone.</param>
    /// <param name="calendar">CF's name of the calendar; by default the standard one.</param>
    /// <exception cref="GchunkException">A date does not exist in the calendar.</exception>
    public static TimeIndex Of(IEnumerable<DateTime> times, string? calendar = null)
    {
        CfCalendar dates = CfCalendar.Named(calendar);
        return new TimeIndex([.. times.Select(t => TimeText.Interval("time", t, dates).Low)], dates);
    }

    /// <inheritdoc/>
    public override CfCalendar Calendar { get; }

    /// <inheritdoc/>
    public override DType DType => DType.Int64;

    /// <inheritdoc/>
    public override ArrayExpr ToExpr() => expr.Value;

    /// <summary>A label.</summary>
    public CfDateTime this[long position] => new(Calendar, Labels[(int)position]);

    internal override DimensionIndex Pick(AxisPick pick) => new TimeIndex(pick.Of(Labels), Calendar);

    internal override DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others) =>
        new TimeIndex(Joined(others), Calendar);

    internal override DimensionIndex Union(string dim, DimensionIndex other, double? tolerance) =>
        new TimeIndex(UnionOf(dim, other, tolerance), Calendar);

    private protected override (long Low, long High, bool Single) Interpret(string dim, object value)
    {
        var (low, high) = TimeText.Interval(dim, value, Calendar);
        return (low, high, low == high);
    }

    // The earliest label, of those that are not missing; computed once.
    private long? earliest;

    private long Earliest
    {
        get
        {
            if (earliest is { } known)
                return known;
            long least = long.MaxValue;
            foreach (long label in Labels)
            {
                if (label != CfDateTime.NaT)
                    least = Math.Min(least, label);
            }

            return (earliest = least).Value;
        }
    }

    private protected override bool SharesCalendar(OrderedIndex<long> other) =>
        other is TimeIndex times && Calendar.AgreesWith(times.Calendar, Math.Min(Earliest, times.Earliest));

    private protected override long Distance(long a, long b)
    {
        Int128 distance = Int128.Abs((Int128)a - b);
        return distance > long.MaxValue ? long.MaxValue : (long)distance;
    }

    private protected override bool IsAsFineAsLabels(long low, long high)
    {
        // Like pandas' resolution: the coarsest unit of which all labels are multiples.
        long unit = CfCalendar.Day;
        foreach (long label in Labels)
        {
            while (unit > 1 && label != CfDateTime.NaT && CfCalendar.FloorDivide(label, unit) * unit != label)
            {
                unit =
                    unit == CfCalendar.Day ? CfCalendar.Hour
                    : unit == CfCalendar.Hour ? CfCalendar.Minute
                    : unit == CfCalendar.Minute ? CfCalendar.Second
                    : 1;
            }
        }

        return high - low < unit;
    }

    private protected override string Show(long value) => new CfDateTime(Calendar, value).ToString();
}
