using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

#pragma warning disable CA2225 // The functions of these operators are Prelude.DateTimes and Prelude.TimeDeltas.

public sealed partial class ChunkedArray
{
    /// <summary>A time: <c>times &gt; new DateTime(2000, 1, 1)</c>.</summary>
    public static implicit operator ChunkedArray(DateTime value) => (DateTime64)value;

    /// <summary>A duration: <c>times + TimeSpan.FromHours(6)</c>.</summary>
    public static implicit operator ChunkedArray(TimeSpan value) => (TimeDelta64)value;

    /// <summary>A time, or NaT.</summary>
    public static implicit operator ChunkedArray(DateTime64 value) => OneTime(value.Nanoseconds, DType.DateTime64);

    /// <summary>A duration, or NaT.</summary>
    public static implicit operator ChunkedArray(TimeDelta64 value) => OneTime(value.Nanoseconds, DType.TimeDelta64);

    /// <summary>True where a time or a duration is missing: NumPy's <c>isnat</c>.</summary>
    /// <exception cref="GchunkException">The array holds neither times nor durations.</exception>
    public ChunkedArray IsNaT() =>
        DType.IsTime
            ? IsNaN()
            : throw new GchunkException(
                $"IsNaT is defined for times and durations; the array is {DType.Name}, so use IsNaN"
            );

    private static ChunkedArray OneTime(long nanoseconds, DType dtype) =>
        new(new FullExpr(nanoseconds, dtype, ChunkGrid.Single(Shape.Scalar)));
}
