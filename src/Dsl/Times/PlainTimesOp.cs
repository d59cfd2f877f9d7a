using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>Instants, int64 microseconds, as datetime64.</summary>
internal sealed record PlainTimesOp : BlockOp
{
    public override string Name => "dsl.plain-times";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        ReadOnlySpan<long> instants = inputs[0].Span<long>();
        NDArray result = NDArray.Allocate(context.Shape, DType.DateTime64);
        Span<DateTime64> times = result.Span<DateTime64>();
        for (int i = 0; i < instants.Length; i++)
        {
            long instant = instants[i];
            if (instant != CfDateTime.NaT && Int128.Abs(instant) > long.MaxValue / 1000)
            {
                result.Dispose();
                throw new GchunkException(
                    $"{new CfDateTime(CfCalendar.ProlepticGregorian, instant)} is out of the range of datetime64[ns], 1677-09-21T00:12:43 to 2262-04-11T23:47:16"
                );
            }
            times[i] = instant == CfDateTime.NaT ? DateTime64.NaT : new(instant * 1000);
        }
        GC.KeepAlive(inputs[0]);
        return result;
    }
}
