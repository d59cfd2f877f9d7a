using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>Differences of instants, int64 microseconds, as timedelta64.</summary>
internal sealed record DurationsOp : BlockOp
{
    public override string Name => "dsl.durations";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        ReadOnlySpan<long> micros = inputs[0].Span<long>();
        NDArray result = NDArray.Allocate(context.Shape, DType.TimeDelta64);
        Span<TimeDelta64> durations = result.Span<TimeDelta64>();
        for (int i = 0; i < durations.Length; i++)
        {
            long count = micros[i];
            if (count != CfDateTime.NaT && Int128.Abs(count) > long.MaxValue / 1000)
            {
                result.Dispose();
                throw new GchunkException(
                    $"a duration of {count / (double)CfCalendar.Day / 365.25:0} years is beyond the range of timedelta64[ns], 292 years; subtract years with Dt.Year"
                );
            }
            durations[i] = count == CfDateTime.NaT ? TimeDelta64.NaT : new(count * 1000);
        }
        GC.KeepAlive(inputs[0]);
        return result;
    }
}
