using System.Diagnostics;
using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// What the scheduler costs for each task, with workers that answer at once: a reduction of ten to one, on one worker a
/// node. Its long form is a benchmark.
/// </summary>
public class SchedulerCostTests
{
    [Fact]
    public void Every_task_of_a_reduction_is_sent_once_and_nothing_is_left()
    {
        string? most = Environment.GetEnvironmentVariable("GCHUNK_SCHEDULER_TASKS");
        (int Nodes, long Leaves)[] cases = most is null
            ? [(4, 1000), (40, 1000)]
            :
            [
                (4, 900_000),
                (16, 900_000),
                (64, 900_000),
                (250, 900_000),
                (1000, 900_000),
                (64, 90_000),
                (64, long.Parse(most, CultureInfo.InvariantCulture) * 9 / 10),
            ];
        var measured = new Dictionary<(int Nodes, long Tasks), double>();
        foreach ((int nodes, long leaves) in cases)
        {
            long start = Stopwatch.GetTimestamp();
            (long sent, long tasks) = Run(nodes, leaves);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Assert.Equal(tasks, sent);
            measured[(nodes, tasks)] = seconds;
            if (Environment.GetEnvironmentVariable("GCHUNK_FIGURES") is { Length: > 0 } figures)
            {
                File.AppendAllText(
                    figures,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {nodes} | {tasks} | {seconds:0.00} | {seconds / tasks * 1e6:0.00} | {GC.GetTotalMemory(true) >> 20} |\n"
                    )
                );
            }
        }
        if (most is not null && Environment.GetEnvironmentVariable("GCHUNK_FIGURES") is { Length: > 0 } summary)
        {
            var byTasks = measured.Where(m => m.Key.Nodes == 64).OrderBy(m => m.Key.Tasks).ToArray();
            var byNodes = measured.Where(m => m.Key.Tasks == byTasks[1].Key.Tasks).OrderBy(m => m.Key.Nodes).ToArray();
            double tasksExponent = Exponent(byTasks[0].Key.Tasks, byTasks[^1].Key.Tasks, byTasks),
                nodesExponent = Exponent(byNodes[0].Key.Nodes, byNodes[^1].Key.Nodes, byNodes);
            File.AppendAllText(
                summary,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"seconds grow as tasks to the power of {tasksExponent:0.00}, and nodes to that of {nodesExponent:0.00}\n"
                )
            );
        }

        static double Exponent(double first, double last, KeyValuePair<(int, long), double>[] of) =>
            Math.Log(of[^1].Value / of[0].Value) / Math.Log(last / first);
    }

    private static (long Sent, long Tasks) Run(int nodes, long leaves)
    {
        var scheduler = new Scheduler("make room");
        var workers = new Queue<Answering>();
        for (int n = 1; n <= nodes; n++)
            workers.Enqueue(new Answering(scheduler, n));
        var run = new ReductionRun(leaves);
        scheduler.Start(run);
        // One message of each in turn, as they would come from machines that are equally fast.
        for (int idle = 0; idle < nodes; )
        {
            Answering next = workers.Dequeue();
            idle = next.Answer() ? 0 : idle + 1;
            workers.Enqueue(next);
        }
        Assert.Equal(1, run.Left);
        scheduler.Close(run);
        foreach (Answering worker in workers)
        {
            WorkerState state = worker.State;
            Assert.Equal(0, state.HeldBytes + state.ReservedBytes + state.Sent.Count + state.Held.Count);
        }
        return (workers.Sum(w => w.Sent), run.Total);
    }

    // A worker that is done with a task as soon as it is asked.
    private sealed class Answering : IMessageChannel
    {
        private readonly Scheduler scheduler;
        private readonly Queue<ResultName> tasks = new();
        private readonly MessageWriter done = new(MessageKind.Done);

        public Answering(Scheduler scheduler, int number)
        {
            this.scheduler = scheduler;
            State = new WorkerState(number, number, 1, 1L << 40, this, new DistantMemory(_ => 0, number));
            scheduler.Join(State);
        }

        public WorkerState State { get; }

        public long Sent { get; private set; }

        public void Send(MessageWriter message)
        {
            byte[] bytes = message.Finish().ToArray();
            if ((MessageKind)bytes[4] == MessageKind.Tasks)
                SimulatedWorker.Read(bytes, Take);
        }

        public bool Answer()
        {
            if (!tasks.TryDequeue(out ResultName name))
                return false;
            done.Begin(MessageKind.Done);
            name.Write(done);
            done.WriteCount(10_000);
            done.WriteCount(0);
            done.WriteByte((byte)ResultPlace.Memory);
            done.WriteCount(1);
            done.WriteCount(ReductionRun.Bytes);
            SimulatedWorker.Read(
                done.Finish().ToArray(),
                (MessageKind kind, ref ByteReader fields) => scheduler.Receive(State, kind, ref fields)
            );
            return true;
        }

        public void Dispose() { }

        private void Take(MessageKind kind, ref ByteReader message)
        {
            while (!message.IsAtEnd)
            {
                tasks.Enqueue(ResultName.Read(ref message));
                Sent++;
                for (int inputs = message.ReadCount(); inputs > 0; inputs--)
                    Skip(ref message);
            }
        }

        private static void Skip(ref ByteReader message)
        {
            if (message.ReadByte() == (byte)ResultPlace.None)
            {
                ResultName.Read(ref message);
                return;
            }
            for (int n = 0; n < 3; n++)
                message.ReadLong();
        }
    }

    // Leaves, and ten of each level reduced to one of the next, as they are ordered: depth first.
    private sealed class ReductionRun : ScheduledRun
    {
        public const long Bytes = 100_000;
        private const int Width = 10;

        private readonly long[] levels;
        private readonly bool[][] isReleased;
        private readonly Dictionary<TaskKey, ScheduledTask> tasks = [];
        private readonly long[] pulled;
        private int level;

        public ReductionRun(long leaves)
        {
            var sizes = new List<long>();
            for (long size = leaves; ; size = (size + Width - 1) / Width)
            {
                sizes.Add(size);
                if (size == 1)
                    break;
            }
            levels = [.. sizes];
            pulled = new long[levels.Length];
            isReleased = [.. levels.Select(l => new bool[l])];
        }

        public long Total => levels.Sum();

        public int Left => tasks.Values.Count(t => t.Phase == TaskPhase.Done);

        public override bool HasMore => pulled[^1] == 0;

        public override long Unstarted => Total - pulled.Sum();

        public override bool IsExhausted => !HasMore;

        public override bool FailsAsOne => true;

        public override IEnumerable<ScheduledTask> Tasks => tasks.Values;

        public override string NameOf(TaskKey key) => $"{key}";

        public override ScheduledTask? Pull(int machine, bool isIdle)
        {
            if (!HasMore)
                return null;
            // One of the next level follows the ten that it needs.
            ScheduledTask task = TaskOf(new TaskKey(level, pulled[level]++));
            level =
                level + 1 < levels.Length && pulled[level] >= Math.Min(levels[level], (pulled[level + 1] + 1) * Width)
                    ? level + 1
                    : 0;
            return task;
        }

        public override ScheduledTask? Find(TaskKey key) => tasks.GetValueOrDefault(key);

        private ScheduledTask TaskOf(TaskKey key)
        {
            if (!tasks.TryGetValue(key, out ScheduledTask? task))
                tasks[key] = task = new ScheduledTask(this, key);
            return task;
        }

        public override Exception ErrorOf(ScheduledTask task, byte[] error) => new GchunkException("it threw");

        public override ScheduledTask[] InputsOf(ScheduledTask task)
        {
            (int stage, long index) = task.Key;
            if (stage == 0)
                return [];
            long first = index * Width;
            var inputs = new ScheduledTask[(int)Math.Min(Width, levels[stage - 1] - first)];
            for (int i = 0; i < inputs.Length; i++)
                inputs[i] = TaskOf(new TaskKey(stage - 1, first + i));
            return inputs;
        }

        public override void UseInputs(ScheduledTask task) { }

        public override void ReleaseInputs(ScheduledTask task, List<ScheduledTask> unused)
        {
            foreach (ScheduledTask input in task.Inputs)
            {
                isReleased[input.Key.Stage][input.Key.Index] = true;
                unused.Add(input);
            }
            task.Inputs = [];
        }

        public override bool IsNeeded(ScheduledTask task) => !isReleased[task.Key.Stage][task.Key.Index];

        public override void Forget(ScheduledTask task) => tasks.Remove(task.Key);

        public override (long Output, long Scratch) BytesOf(TaskKey key) => (Bytes, 0);

        public override void Open(WorkerState worker) { }

        public override void Finished(
            ScheduledTask task,
            WorkerState worker,
            double seconds,
            long read,
            List<Action> after
        ) => DoneCount++;

        public override void Abandoned(Exception error) { }

        protected override long TaskCount => Total;
    }
}
