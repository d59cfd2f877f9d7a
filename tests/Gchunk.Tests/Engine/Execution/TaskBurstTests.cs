using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Short tasks are told one by one, or several by one event if all observers take them so.</summary>
[Collection("whole process")]
public class TaskBurstTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_task_is_counted_whether_told_alone_or_with_others(bool together)
    {
        var counter = new TaskCounter(together);
        using (RunEvents.Subscribe(counter))
        {
            using NDArray values = Rand.Normal((2000, 1), 0, 1, (1, 1), seed: 1).Compute();
            Assert.Equal(2000, values.Size);
        }
        Assert.Equal(2000, counter.Tasks);
        Assert.Equal(counter.Events, counter.Started);
        if (together)
            Assert.InRange(counter.Events, 1, 1999);
        else
            Assert.Equal(2000, counter.Events);
    }

    [Fact]
    public void One_observer_of_single_tasks_makes_all_hear_of_single_tasks()
    {
        TaskCounter some = new(together: true),
            each = new(together: false);
        using (RunEvents.Subscribe(some))
        using (RunEvents.Subscribe(each))
            Rand.Normal((300, 1), 0, 1, (1, 1), seed: 1).Compute().Dispose();
        Assert.Equal((300, 300), (some.Events, each.Events));
    }

    [Fact]
    public void The_bytes_that_a_burst_read_are_those_of_all_its_tasks()
    {
        var counter = new TaskCounter(together: true);
        var source = new RecordingArray((100, 10), [10, 10]);
        var stored = new StoredExpr(source, ChunkGrid.Regular(source.Shape, [10, 10]));
        using (RunEvents.Subscribe(counter))
            new ChunkedArray(stored).Sum().Compute().Dispose();
        Assert.Equal(1000 * source.DType.Size, counter.Read);
    }

    private sealed class TaskCounter(bool together) : IRunObserver
    {
        private readonly Lock gate = new();

        public long Tasks { get; private set; }

        public int Events { get; private set; }

        public int Started { get; private set; }

        public long Read { get; private set; }

        public bool TakesBursts => together;

        public void OnEvent(in RunEvent e)
        {
            lock (gate)
            {
                if (e.Kind == RunEventKind.TaskStarted)
                    Started++;
                if (e.Kind != RunEventKind.TaskFinished)
                    return;
                Events++;
                Tasks += e.Count;
                Read += e.Read;
            }
        }
    }
}
