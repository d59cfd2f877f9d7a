using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Assembles the blocks of an output.</summary>
internal sealed class Gatherer(ArrayExpr expr) : IBlockSink
{
    public NDArray Result { get; } = NDArray.Allocate(expr.Shape, expr.DType);

    public void Write(long[] origin, NDArray block)
    {
        var index = new long[block.Rank];
        for (long n = 0; n < block.Size; n++)
        {
            long rest = n,
                at = 0;
            for (int axis = block.Rank - 1; axis >= 0; axis--)
            {
                index[axis] = rest % block.Shape[axis];
                rest /= block.Shape[axis];
            }
            for (int axis = 0; axis < block.Rank; axis++)
                at = at * Result.Shape[axis] + origin[axis] + index[axis];
            Result.Span<double>()[(int)at] = block.Span<double>()[(int)n];
        }
    }
}

/// <summary>
/// A stored array that records the regions that were read; the value of element (i, j, …) is its index in C order.
/// </summary>
internal sealed class RecordingArray(Shape shape, long[] chunk) : IStoredArray
{
    private static int last;
    private readonly int number = Interlocked.Increment(ref last);

    public List<Region> Reads { get; } = [];

    public StoredArrayAddress Address => new("test", "memory", $"recorded{number}");

    public string Version => "1";

    public Shape Shape => shape;

    public DType DType => DType.Float64;

    public long[]? StoredChunk => chunk;

    public unsafe void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        lock (Reads)
            Reads.Add(region);
        var values = (double*)destination;
        for (long i = 0; i < region.Count[0]; i++)
        {
            for (long j = 0; j < region.Count[1]; j++)
                *values++ = (region.Start[0] + i * region.Step[0]) * shape[1] + region.Start[1] + j * region.Step[1];
        }
    }

    public long ScratchBytes(in Region region) => 0;
}

/// <summary>A stored array that must not be read.</summary>
internal sealed class ThrowingSource(Shape shape) : IStoredArray
{
    public ArrayExpr Expression => StoredExpr.Open(this);

    public StoredArrayAddress Address => new("test", "memory", "throws");

    public string Version => "1";

    public Shape Shape => shape;

    public DType DType => DType.Float64;

    public long[]? StoredChunk => null;

    public unsafe void Read(in Region region, byte* destination, CancellationToken cancellation) =>
        throw new GchunkException("this array must not be read");

    public long ScratchBytes(in Region region) => 0;

    public ChunkedArray Sum() => new ChunkedArray(Expression).Sum();

    public static implicit operator ChunkedArray(ThrowingSource source) => new(source.Expression);
}

/// <summary>Records the most bytes that runs held.</summary>
internal sealed class HeldBytes : IRunObserver
{
    private long most;

    public long Most => most;

    public void OnEvent(in RunEvent e)
    {
        long seen = Interlocked.Read(ref most);
        while (e.Bytes > seen && Interlocked.CompareExchange(ref most, e.Bytes, seen) != seen)
            seen = Interlocked.Read(ref most);
    }
}
