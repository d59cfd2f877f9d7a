using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
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
