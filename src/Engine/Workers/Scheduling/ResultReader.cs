using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Memory;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// Where a result was when it was asked for. While it is pinned nothing moves or frees it; should its worker end, its
/// memory still is mapped here.
/// </summary>
internal sealed class ResultReader
{
    private readonly TaskState task;
    private readonly ResultPlace place;
    private readonly byte[]? inline;
    private readonly PeerMemory? memory;
    private readonly int descriptor;
    private readonly long offset;
    private readonly long bytes;

    private ResultReader(TaskState task)
    {
        this.task = task;
        (place, inline, memory, descriptor, offset, bytes) = (
            task.Place,
            task.Inline,
            task.Worker?.Memory,
            task.Descriptor,
            task.Offset,
            task.Bytes
        );
        task.Pins++;
    }

    /// <summary>Pins a result; under the scheduler's lock.</summary>
    public static ResultReader Pin(TaskState task) => new(task);

    /// <summary>Ends the hold; under the scheduler's lock.</summary>
    public void Unpin() => task.Pins--;

    /// <summary>The result as an array: in place where that can be, valid while it is pinned.</summary>
    public unsafe NDArray Array(Shape shape, DType dtype)
    {
        if (place == ResultPlace.Memory)
            return memory!.Block(offset, shape, dtype);
        NDArray array = NDArray.Allocate(shape, dtype);
        if (place == ResultPlace.Inline)
        {
            inline.CopyTo(new Span<byte>(array.Pointer, inline!.Length));
        }
        else
        {
            var whole = new Region(new long[shape.Rank], shape.ToArray(), [.. Enumerable.Repeat(1L, shape.Rank)]);
            SpillFile.Read(memory!.Spill(descriptor), offset, shape, dtype.Size, whole, array.Pointer);
        }
        return array;
    }

    /// <summary>The result as bytes.</summary>
    public byte[] Bytes()
    {
        if (place == ResultPlace.Inline)
            return inline!;
        using NDArray array = Array(new Shape(bytes), DType.UInt8);
        return array.Span<byte>().ToArray();
    }
}
