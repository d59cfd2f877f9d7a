using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// Results of workers of other machines: of one that is retired, and whose memory is short at the same time, and those that
/// another one cannot read.
/// </summary>
public class RetiredWorkerTests
{
    private const long Limit = 1_000_000_000,
        Bytes = 200_000;

    private readonly Scheduler scheduler = new("make room");

    // Found by the simulation: a result that was both spilled and taken over stayed unreadable, and its run did not end.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_result_is_spilled_or_taken_over_but_not_both_at_a_time(bool isSpilledFirst)
    {
        (Recorded first, ScheduledTask task) = JoinWithResult();
        Recorded second = Join(2);
        scheduler.Leave(first.State);
        if (isSpilledFirst)
        {
            IsShort(first);
            Assert.Contains(MessageKind.Spill, first.Sent);
            Assert.False(scheduler.MayEnd(first.State));
            Assert.DoesNotContain(MessageKind.TakeOver, second.Sent);
            Say(first, MessageKind.Spilled, m => Write(m, task, Bytes, 0, 7, 128));
        }
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Contains(MessageKind.TakeOver, second.Sent);
        int before = first.Sent.Count;
        IsShort(first);
        Assert.DoesNotContain(MessageKind.Spill, first.Sent.Skip(before));
        Assert.Equal(Bytes, second.State.ReservedBytes);
        Say(second, MessageKind.TakenOver, m => Write(m, task, (int)ResultPlace.Memory, 64, Bytes));
        Assert.True(task.IsReadable);
        Assert.Same(second.State, task.Worker);
        Assert.Equal((0, 0, Bytes), (first.State.HeldBytes, second.State.ReservedBytes, second.State.HeldBytes));
        Assert.True(scheduler.MayEnd(first.State));
        scheduler.Lose(first.State, "it was retired", Blame.None);
        Assert.True(task.IsReadable);
    }

    // The one that takes it over is lost: the next one does.
    [Fact]
    public void A_result_that_was_to_be_taken_over_stays_where_it_is_until_it_was()
    {
        (Recorded first, ScheduledTask task) = JoinWithResult();
        Recorded second = Join(2),
            third = Join(3);
        scheduler.Leave(first.State);
        Assert.False(scheduler.MayEnd(first.State));
        (Recorded lost, Recorded next) = second.Sent.Contains(MessageKind.TakeOver) ? (second, third) : (third, second);
        scheduler.Lose(lost.State, "it was killed", Blame.Kill);
        Assert.Same(first.State, task.Worker);
        Assert.False(scheduler.MayEnd(first.State));
        // It could not read it, which is tried again after a pause. If the first one is lost before, it is recomputed.
        Say(next, MessageKind.TakenOver, m => Write(m, task, (int)ResultPlace.None));
        int before = next.Sent.Count;
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Equal((0, before), (next.State.ReservedBytes, next.Sent.Count));
        scheduler.Pass(1000);
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Equal(MessageKind.TakeOver, next.Sent[^1]);
        scheduler.Lose(first.State, "it was retired", Blame.None);
        Assert.Equal(TaskPhase.Sent, task.Phase);
    }

    // One that could not be moved once ended its worker with all that were still on their way.
    [Fact]
    public void A_worker_stays_until_all_of_its_results_were_taken_over()
    {
        (Recorded first, ScheduledTask[] tasks) = JoinWithResults(2);
        Recorded second = Join(2);
        scheduler.Leave(first.State);
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Equal(2 * Bytes, second.State.ReservedBytes);
        Say(second, MessageKind.TakenOver, m => Write(m, tasks[0], (int)ResultPlace.None));
        Assert.False(scheduler.MayEnd(first.State));
        Say(second, MessageKind.TakenOver, m => Write(m, tasks[1], (int)ResultPlace.Memory, 64, Bytes));
        // Nobody else has the other one.
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Same(first.State, tasks[0].Worker);
        // Another worker may succeed where one has failed, so it is asked first.
        Recorded third = Join(3);
        scheduler.Pass(1000);
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Equal(MessageKind.TakeOver, third.Sent[^1]);
        Say(third, MessageKind.TakenOver, m => Write(m, tasks[0], (int)ResultPlace.None));
        // The pauses grow.
        scheduler.Pass(1000);
        Assert.False(scheduler.MayEnd(first.State));
        Assert.Null(tasks[0].MovesTo);
        scheduler.Close(tasks[0].Run);
        Assert.True(scheduler.MayEnd(first.State));
    }

    // One whose network was broken had all healthy workers ended, again and again, and no run got on.
    // One that could not read from the workers of one broken node was ended in their stead.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_worker_that_can_read_from_nobody_is_ended_itself_but_not_for_one_node(bool isOneNode)
    {
        const int Holders = 5;
        var ended = new List<int>();
        scheduler.MustEnd = (worker, _, _) => ended.Add(worker.Number);
        Recorded[] workers = [.. Enumerable.Range(1, Holders).Select(n => Join(n, isOneNode ? OfOneNode(n) : null))];
        int[] inputs = [.. Enumerable.Range(0, Holders)];
        var run = new GraphRun(
            new GraphPlan(
                [.. inputs.Select(_ => Array.Empty<int>()), inputs],
                [2 * Bytes, .. Enumerable.Repeat(Bytes, Holders)],
                [Holders],
                -1,
                -1
            ),
            [],
            (_, _) => { }
        );
        scheduler.Start(run);
        ScheduledTask[] held = [.. inputs.Select(i => run.TaskOf(i))];
        foreach (ScheduledTask task in held)
        {
            Recorded its = workers.Single(w => ReferenceEquals(w.State, task.Worker));
            Say(its, MessageKind.Done, m => Write(m, task, 5000, 0, (int)ResultPlace.Memory, 64, BytesOf(task)));
        }
        ScheduledTask last = run.TaskOf(Holders);
        // It holds most of what the task needs.
        WorkerState reader = held[0].Worker!;
        for (int i = 1; i < Holders; i++)
        {
            Assert.Same(reader, last.Worker);
            long from = held[i].Worker!.Number;
            Say(
                workers.Single(w => ReferenceEquals(w.State, reader)),
                MessageKind.Failed,
                m =>
                {
                    Write(m, last, i + 1, from);
                    m.WriteBlob([]);
                }
            );
        }
        Assert.Equal(
            [.. held[1..^1].Select(t => t.Worker!.Number), isOneNode ? held[^1].Worker!.Number : reader.Number],
            ended
        );

        long BytesOf(ScheduledTask task) => run.Plan.Bytes[task.Key.Index];
    }

    [Fact]
    public void A_message_that_comes_twice_ends_one_spill()
    {
        (Recorded first, ScheduledTask[] tasks) = JoinWithResults(2);
        IsShort(first);
        Assert.Equal(2 * Bytes, first.State.SpillingBytes);
        for (int times = 0; times < 2; times++)
        {
            Say(first, MessageKind.Spilled, m => Write(m, tasks[0], Bytes, 0, 7, 128));
            Assert.Equal(Bytes, first.State.SpillingBytes);
        }
        // How much it was, the worker is not asked.
        Say(first, MessageKind.Spilled, m => Write(m, tasks[1], 1, 0, 7, 128));
        Assert.Equal((0, 0, 0), (first.State.SpillingBytes, first.State.HeldBytes, scheduler.Booked));
    }

    // The first worker, and its one task, whose result it holds.
    private (Recorded Worker, ScheduledTask Task) JoinWithResult()
    {
        (Recorded worker, ScheduledTask[] tasks) = JoinWithResults(1);
        return (worker, tasks[0]);
    }

    private (Recorded Worker, ScheduledTask[] Tasks) JoinWithResults(int number)
    {
        int[] all = [.. Enumerable.Range(0, number)];
        var run = new GraphRun(
            new GraphPlan([.. all.Select(_ => Array.Empty<int>())], [.. all.Select(_ => Bytes)], all, -1, -1),
            [],
            (_, _) => { }
        );
        Recorded worker = Join(1);
        scheduler.Start(run);
        ScheduledTask[] tasks = [.. all.Select(i => run.TaskOf(i))];
        foreach (ScheduledTask task in tasks)
            Say(worker, MessageKind.Done, m => Write(m, task, 5000, 0, (int)ResultPlace.Memory, 64, Bytes));
        return (worker, tasks);
    }

    private static RemoteMemory OfOneNode(int worker) =>
        new(null!, new NodeInfo("n", "127.0.0.1", 1, 4, Limit), 1, worker);

    private Recorded Join(int number, WorkerMemory? memory = null)
    {
        var channel = new Recorded(number, memory ?? new DistantMemory(_ => 0));
        scheduler.Join(channel.State);
        return channel;
    }

    private void IsShort(Recorded worker) => Say(worker, MessageKind.Pulse, m => m.WriteCount((long)(0.85 * Limit)));

    private static void Write(MessageWriter message, ScheduledTask task, params long[] counts)
    {
        task.Name.Write(message);
        foreach (long count in counts)
            message.WriteCount(count);
    }

    private void Say(Recorded worker, MessageKind kind, Action<MessageWriter> write)
    {
        var message = new MessageWriter(kind);
        write(message);
        SimulatedWorker.Read(
            message.Finish().ToArray(),
            (MessageKind received, ref ByteReader fields) => scheduler.Receive(worker.State, received, ref fields)
        );
    }

    private sealed class Recorded : IMessageChannel
    {
        public Recorded(int number, WorkerMemory memory) =>
            State = new WorkerState(number, number, 1, Limit, this, memory);

        public WorkerState State { get; }

        public List<MessageKind> Sent { get; } = [];

        public void Send(MessageWriter message) => Sent.Add((MessageKind)message.Finish()[4]);

        public void Dispose() { }
    }
}
