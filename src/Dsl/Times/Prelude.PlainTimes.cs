using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes an array of times, <c>datetime64[ns]</c>, from texts.</summary>
    /// <param name="texts">
    /// Dates and times: <c>2000-01-31</c>, <c>2000-01-31T12:30:00.5</c>; <c>NaT</c> is a missing one.
    /// </param>
    /// <exception cref="GchunkException">
    /// A text is not a date, or is before 1677-09-21 or after 2262-04-11.
    /// </exception>
    /// <example><code>
    /// var times = DateTimes("2000-02-28", "2000-03-01", "NaT");
    /// Print(times.Diff().Compute());
    /// </code></example>
    public static ChunkedArray DateTimes(params string[] texts) =>
        NDArray.From(Array.ConvertAll(texts, DateTime64.Parse));

    /// <summary>Makes an array of times, <c>datetime64[ns]</c>.</summary>
    /// <exception cref="GchunkException">A date is before 1677-09-21 or after 2262-04-11.</exception>
    public static ChunkedArray DateTimes(params DateTime[] dates) => NDArray.From(dates);

    /// <summary>Makes an array of durations, <c>timedelta64[ns]</c>.</summary>
    /// <exception cref="GchunkException">A duration is longer than 292 years.</exception>
    public static ChunkedArray TimeDeltas(params TimeSpan[] spans) => NDArray.From(spans);

    /// <summary>Makes times from a start to before a stop, by default in blocks of 32 MB.</summary>
    /// <exception cref="GchunkException">
    /// The step is 0, or a time is before 1677-09-21 or after 2262-04-11.
    /// </exception>
    public static ChunkedArray Arange(DateTime start, DateTime stop, TimeSpan step, Shape? chunks = null)
    {
        if (step == TimeSpan.Zero)
            throw new GchunkException("Arange needs a step that is not 0");
        long first = DateTime64.FromDateTime(start).Nanoseconds,
            last = DateTime64.FromDateTime(stop).Nanoseconds,
            by = TimeDelta64.FromTimeSpan(step).Nanoseconds;
        Int128 distance = by > 0 ? (Int128)last - first : (Int128)first - last,
            size = Math.Abs(by);
        var length = (long)Int128.Max(0, (distance + size - 1) / size);
        var counts = new ArangeExpr(first, by, DType.Int64, Auto(length, chunks, DType.Int64));
        return new ChunkedArray(CastExpr.Reinterpret(counts, DType.DateTime64));
    }

    /// <inheritdoc cref="ChunkedArray.IsNaT"/>
    public static ChunkedArray IsNaT(ChunkedArray x) => x.IsNaT();
}
