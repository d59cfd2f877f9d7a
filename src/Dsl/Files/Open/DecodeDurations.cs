using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Files.Open;

/// <summary>
/// Stored numbers as durations. Only variables that say so by <c>dtype: timedelta64[ns]</c>, as xarray and gchunk write
/// it, are durations: others with units of time, such as a number of days with rain, stay numbers.
/// </summary>
/// <param name="Unit">The units: <c>hours</c>.</param>
internal sealed record DecodeDurations(string Unit) : BlockOp
{
    /// <summary>The units, the coarsest first.</summary>
    public static readonly string[] Units =
    [
        "days",
        "hours",
        "minutes",
        "seconds",
        "milliseconds",
        "microseconds",
        "nanoseconds",
    ];

    public override string Name => "dsl.durations";

    /// <summary>The nanoseconds of a unit, 0 if it is unknown.</summary>
    public static long Length(string units) =>
        units switch
        {
            "days" => 86_400_000_000_000,
            "hours" => 3_600_000_000_000,
            "minutes" => 60_000_000_000,
            "seconds" => 1_000_000_000,
            "milliseconds" => 1_000_000,
            "microseconds" => 1000,
            "nanoseconds" => 1,
            _ => 0,
        };

    public static ArrayExpr Create(ArrayExpr values, string unit) =>
        new BlockOpExpr(
            new DecodeDurations(unit),
            [values],
            [
                [.. Enumerable.Range(0, values.Rank)],
            ],
            DType.TimeDelta64,
            values.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) => Decode(inputs[0]);

    public NDArray Decode(NDArray values)
    {
        long length = Length(Unit);
        TimeDelta64[] durations = values.DType.IsFloat
            ? Array.ConvertAll(values.ToArray<double>(), v => OfNumber(v, length))
            : Array.ConvertAll(values.ToArray<long>(), v => OfWhole(v, length));
        return NDArray.From(durations, values.Shape);
    }

    private static TimeDelta64 OfWhole(long value, long length)
    {
        Int128 count = (Int128)value * length;
        return count > long.MinValue && count <= long.MaxValue ? new((long)count) : TimeDelta64.NaT;
    }

    private static TimeDelta64 OfNumber(double value, long length)
    {
        double whole = Math.Floor(value);
        if (!(Math.Abs(whole) < 9e18))
            return TimeDelta64.NaT;
        Int128 count = (Int128)whole * length + (Int128)Math.Round((value - whole) * length);
        return count > long.MinValue && count <= long.MaxValue ? new((long)count) : TimeDelta64.NaT;
    }
}
