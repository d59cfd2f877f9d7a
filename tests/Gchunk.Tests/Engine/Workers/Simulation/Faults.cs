using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Tests.Engine.Execution;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>What goes wrong in a run, and when: a seed chooses.</summary>
internal sealed class Faults
{
    private readonly Random random;
    private readonly int failingRead,
        failingWrite,
        fullDisk;
    private int reads,
        writes,
        spills;

    /// <summary>Chooses what goes wrong.</summary>
    /// <param name="seed">Chooses the faults.</param>
    /// <param name="steps">The number of reads, writes or spills among which the failing one is chosen.</param>
    public Faults(int seed, int steps)
    {
        random = new Random(seed);
        // Most runs have no error, so that they must end exactly whatever else happens.
        failingRead = random.Next(6) == 0 ? random.Next(steps) : -1;
        failingWrite = random.Next(6) == 0 ? random.Next(steps) : -1;
        fullDisk = random.Next(4) == 0 ? random.Next(steps) : -1;
        CancelAt = random.Next(6) == 0 ? random.Next(10 * steps) : -1;
    }

    /// <summary>One error for certain, if the run gets to it.</summary>
    public static Faults Certain(int seed, int steps) => new(seed, steps, new Random(-1 - seed).Next(3));

    private Faults(int seed, int steps, int kind)
        : this(seed, steps)
    {
        int at = random.Next(steps);
        (failingRead, failingWrite, fullDisk, CancelAt) = (
            kind == 0 ? at : -1,
            kind == 1 ? at : -1,
            -1,
            kind == 2 ? 5 * at : -1
        );
    }

    public Random Random => random;

    /// <summary>The step at which the run is cancelled, or -1.</summary>
    public int CancelAt { get; }

    /// <summary>The messages of the errors that have been made to happen.</summary>
    public List<string> Made { get; } = [];

    /// <summary>Called before a block is read, written or spilled; throws what the seed chose.</summary>
    public void Read() => Count(ref reads, failingRead, "the read failed");

    public void Write() => Count(ref writes, failingWrite, "the write failed");

    public void Spill() => Count(ref spills, fullDisk, "No space left on device");

    /// <summary>Takes note that the run was cancelled.</summary>
    public void Cancelled()
    {
        lock (Made)
            Made.Add("cancelled");
    }

    private void Count(ref int count, int failing, string message)
    {
        if (Interlocked.Increment(ref count) - 1 != failing)
            return;
        lock (Made)
            Made.Add(message);
        throw new IOException(message);
    }

    /// <summary>True if an error is one that was made to happen.</summary>
    public bool Explain(Exception error)
    {
        lock (Made)
            return Made.Exists(m => error.Message.Contains(m, StringComparison.Ordinal));
    }
}

/// <summary>A stored array of pseudo-random numbers whose reads may fail.</summary>
internal sealed class FaultySource(Shape shape, long[] chunk) : IStoredArray
{
    /// <summary>The faults of the current run; null for none.</summary>
    public Faults? Faults { get; set; }

    /// <summary>Called with the number of each read, from 0.</summary>
    public Action<int>? OnRead
    {
        get;
        set
        {
            field = value;
            reads = 0;
        }
    }

    private int reads;

    public StoredArrayAddress Address => new("test", "memory", "faulty");

    public string Version => "1";

    public Shape Shape => shape;

    public DType DType => DType.Float64;

    public long[]? StoredChunk => chunk;

    public unsafe void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        OnRead?.Invoke(Interlocked.Increment(ref reads) - 1);
        Faults?.Read();
        var values = (double*)destination;
        for (long i = 0; i < region.Count[0]; i++)
        {
            for (long j = 0; j < region.Count[1]; j++)
            {
                long at = (region.Start[0] + i * region.Step[0]) * shape[1] + region.Start[1] + j * region.Step[1];
                *values++ = at % 1009 * 0.7 - 300;
            }
        }
    }

    public long ScratchBytes(in Region region) => 0;
}

/// <summary>Receives blocks, each of which must come once and not after the run has returned.</summary>
/// <param name="expr">What the blocks are of; null if only their order is of interest.</param>
/// <param name="faults">What goes wrong.</param>
internal sealed class StrictSink(ArrayExpr? expr, Faults? faults) : IBlockSink
{
    private readonly Gatherer? gatherer = expr is null ? null : new Gatherer(expr);
    private readonly HashSet<(long, long)> written = [];
    private bool isOver;

    /// <summary>What came twice or too late.</summary>
    public List<string> Wrong { get; } = [];

    public long[] Bits => [.. gatherer!.Result.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)];

    public void Write(long[] origin, NDArray block)
    {
        lock (written)
        {
            string name = string.Join(", ", origin);
            if (isOver)
                Wrong.Add($"the block at ({name}) came after the run had returned");
            if (!written.Add((origin[0], origin[^1])))
                Wrong.Add($"the block at ({name}) came twice");
        }
        faults?.Write();
        gatherer?.Write(origin, block);
    }

    /// <summary>Takes note that the run has returned.</summary>
    public void Over()
    {
        lock (written)
            isOver = true;
    }
}
