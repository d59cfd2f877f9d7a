using System.Runtime.InteropServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>Int64 microseconds as nanoseconds: instants as datetime64, or their differences as timedelta64.</summary>
/// <param name="Result">The dtype of the result, datetime64 or timedelta64.</param>
internal sealed record NanosecondsOp(DType Result) : BlockOp
{
    public override string Name => Result == DType.DateTime64 ? "dsl.plain-times" : "dsl.durations";

    /// <summary>Converts microseconds; NaT stays missing.</summary>
    /// <param name="micros">The instants of the standard calendar, or their differences.</param>
    /// <param name="result">datetime64 or timedelta64.</param>
    public static BlockOpExpr Create(ArrayExpr micros, DType result) =>
        new(
            new NanosecondsOp(result),
            [micros],
            [
                [.. Enumerable.Range(0, micros.Rank)],
            ],
            result,
            micros.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        ReadOnlySpan<long> micros = inputs[0].Span<long>();
        NDArray result = context.Allocate(Result);
        // Both dtypes are a count of nanoseconds, and NaT is the least one, as it is of microseconds.
        Span<long> nanos =
            Result == DType.DateTime64
                ? MemoryMarshal.Cast<DateTime64, long>(result.Span<DateTime64>())
                : MemoryMarshal.Cast<TimeDelta64, long>(result.Span<TimeDelta64>());
        for (int i = 0; i < nanos.Length; i++)
        {
            long count = micros[i];
            if (count != CfDateTime.NaT && Int128.Abs(count) > long.MaxValue / 1000)
            {
                result.Dispose();
                throw Beyond(count);
            }
            nanos[i] = count == CfDateTime.NaT ? CfDateTime.NaT : count * 1000;
        }
        GC.KeepAlive(inputs[0]);
        return result;
    }

    private GchunkException Beyond(long micros) =>
        new(
            Result == DType.DateTime64
                ? $"{new CfDateTime(CfCalendar.ProlepticGregorian, micros)} is out of the range of datetime64[ns], 1677-09-21T00:12:43 to 2262-04-11T23:47:16"
                : $"a duration of {micros / (double)CfCalendar.Day / 365.25:0} years is beyond the range of timedelta64[ns], 292 years; subtract years with Dt.Year"
        );
}
