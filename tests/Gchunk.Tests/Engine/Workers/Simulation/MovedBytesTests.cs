using Gchunk.Dsl;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>The bytes that move between machines, with workers that answer at once, two on each machine.</summary>
public class MovedBytesTests
{
    private const int Columns = 20_000;

    [Theory]
    [InlineData(2, 64)]
    [InlineData(4, 64)]
    [InlineData(4, 512)]
    [InlineData(4, 1000)]
    [InlineData(7, 1000)]
    public void A_reduction_is_joined_on_each_machine_before_anything_moves(int machines, int blocks)
    {
        var pool = new Machines(machines);
        TaskGraph graph = Computation.Plan([Rows(blocks).Mean(axis: 0).Expression]);
        pool.Run(graph);
        int levels = graph.Stages.Count(s => s is CombineStage);
        long partial = graph.Stages.First(s => s is CombineStage { Finishes: false }).OutputBytes(0);
        // One partial result of each other machine, at each level, and as many for who helps at the end.
        Assert.InRange(pool.Moved, (machines - 1) * partial, 2 * machines * levels * partial);
    }

    private static ChunkedArray Rows(int blocks) => Rand.Normal((2 * blocks, Columns), chunks: (2, Columns), seed: 1);

    // Machines of two workers each.
    private sealed class Machines
    {
        private readonly Scheduler scheduler = new("make room");
        private readonly List<Answering> workers = [];

        public Machines(int number)
        {
            for (int n = 0; n < 2 * number; n++)
                workers.Add(new Answering(this, n + 1, n / 2));
        }

        public long Moved { get; private set; }

        private TaskGraph Graph { get; set; } = null!;

        public void Run(TaskGraph graph)
        {
            Graph = graph;
            var run = new ArrayRun(
                scheduler,
                graph,
                null,
                SerializedValue.Of(new ValueSerializer(), "the graph", "the graph"),
                default
            );
            scheduler.Start(run);
            for (bool any = true; any; )
            {
                any = false;
                foreach (Answering worker in workers)
                    any |= worker.Answer();
            }
            Assert.True(run.Settled.IsCompletedSuccessfully);
            scheduler.Close(run);
        }

        private sealed class Answering : IMessageChannel
        {
            private readonly Machines all;
            private readonly int machine;
            private readonly Queue<ResultName> tasks = new();
            private readonly WorkerState state;

            public Answering(Machines all, int number, int machine)
            {
                (this.all, this.machine) = (all, machine);
                state = new WorkerState(number, number, 1, 1L << 40, this, new DistantMemory(_ => 0, machine));
                all.scheduler.Join(state);
            }

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
                var done = new MessageWriter(MessageKind.Done);
                name.Write(done);
                done.WriteCount(1000);
                done.WriteCount(0);
                done.WriteByte((byte)ResultPlace.Memory);
                done.WriteCount(1);
                done.WriteCount(all.Graph.Stages[name.Task.Stage].OutputBytes(name.Task.Index));
                SimulatedWorker.Read(
                    done.Finish().ToArray(),
                    (MessageKind kind, ref ByteReader fields) => all.scheduler.Receive(state, kind, ref fields)
                );
                return true;
            }

            public void Dispose() { }

            private void Take(MessageKind kind, ref ByteReader message)
            {
                while (!message.IsAtEnd)
                {
                    tasks.Enqueue(ResultName.Read(ref message));
                    for (int inputs = message.ReadCount(); inputs > 0; inputs--)
                        Count(ref message);
                }
            }

            private void Count(ref ByteReader message)
            {
                if (message.ReadByte() == (byte)ResultPlace.None)
                {
                    ResultName.Read(ref message);
                    return;
                }
                int holder = message.ReadCount();
                message.ReadLong();
                long bytes = message.ReadLong();
                if (all.workers[holder - 1].machine != machine)
                    all.Moved += bytes;
            }
        }
    }
}
