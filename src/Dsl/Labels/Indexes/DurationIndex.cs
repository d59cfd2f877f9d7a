using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Resampling;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Labels.Indexes;

/// <summary>Labels that are durations, such as the lead times of forecasts, in nanoseconds.</summary>
internal sealed class DurationIndex : OrderedIndex<long>
{
    private readonly Lazy<MemoryExpr> expr;

    public DurationIndex(long[] labels)
        : base(labels) =>
        expr = new Lazy<MemoryExpr>(() =>
            new MemoryExpr(
                NDArray.From(Array.ConvertAll(labels, l => new TimeDelta64(l))),
                ChunkGrid.Single(labels.Length)
            )
        );

    /// <summary>Makes the index of durations in memory.</summary>
    public static DurationIndex Of(NDArray labels) =>
        new(Array.ConvertAll(labels.ToArray<TimeDelta64>(), d => d.Nanoseconds));

    /// <inheritdoc/>
    public override DType DType => DType.TimeDelta64;

    /// <inheritdoc/>
    public override ArrayExpr ToExpr() => expr.Value;

    internal override DimensionIndex Pick(AxisPick pick) => new DurationIndex(pick.Of(Labels));

    internal override DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others) =>
        new DurationIndex(Joined(others));

    internal override DimensionIndex Union(string dim, DimensionIndex other, double? tolerance) =>
        new DurationIndex(UnionOf(dim, other, tolerance));

    private protected override bool SharesCalendar(OrderedIndex<long> other) => other is DurationIndex;

    private protected override (long Low, long High, bool Single) Interpret(string dim, object value)
    {
        long label = value switch
        {
            TimeSpan span => TimeDelta64.FromTimeSpan(span).Nanoseconds,
            TimeDelta64 span => span.Nanoseconds,
            string text when Frequency.Parse(text).Length is > 0 and var length => checked(length * 1000),
            _ => throw new GchunkException(
                $"the labels of '{dim}' are durations ({Span}); give one such as TimeSpan.FromHours(12) or \"12H\", not {TimeText.Show(value)}"
            ),
        };
        return (label, label, true);
    }

    private protected override long Distance(long a, long b)
    {
        Int128 distance = Int128.Abs((Int128)a - b);
        return distance > long.MaxValue ? long.MaxValue : (long)distance;
    }

    private protected override string Show(long value) => new TimeDelta64(value).ToString();
}
