using System.Diagnostics.Metrics;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Control;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Execution;

[Collection("whole process")]
public sealed class RunMeterTests
{
    [Fact]
    public void Runs_and_tasks_are_counted_while_somebody_collects()
    {
        var counts = new Dictionary<string, long>();
        var outcomes = new List<object?>();
        using (var collector = new MeterListener())
        {
            collector.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RunMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            };
            collector.SetMeasurementEventCallback<long>(
                (instrument, value, tags, _) =>
                {
                    lock (counts)
                    {
                        counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value;
                        if (instrument.Name == "gchunk.runs")
                            outcomes.Add(tags[0].Value);
                    }
                }
            );
            collector.Start();
            Assert.True(RunEvents.IsWatched);
            Ones((400, 400), chunks: (100, 100)).MapBlocks(b => b).Sum().Compute();
            Assert.ThrowsAny<Exception>(() =>
                Ones((4, 4)).MapBlocks(b => b.Shape[0] > 0 ? throw new InvalidOperationException() : b).Compute()
            );
        }
        Assert.False(RunMeter.IsEnabled);
        Assert.True(counts["gchunk.tasks"] >= 16);
        Assert.Equal(["done", "failed"], outcomes);
    }
}
