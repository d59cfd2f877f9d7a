using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>Reads bytes that are valid during the call.</summary>
internal delegate T ReadBytes<out T>(ReadOnlySpan<byte> bytes);

/// <summary>
/// Reads a result. While the result is pinned it is neither moved nor freed. Should its worker die, its memory stays
/// mapped in this process.
/// </summary>
internal sealed class ResultReader
{
    private readonly ScheduledTask task;
    private readonly ResultPlace place;
    private readonly byte[]? inline;
    private readonly WorkerMemory? memory;
    private readonly int descriptor;
    private readonly long offset;
    private readonly long bytes;

    private ResultReader(ScheduledTask task)
    {
        this.task = task;
        Holder = task.Place is ResultPlace.Memory or ResultPlace.File ? task.Worker : null;
        (place, inline, memory, descriptor, offset, bytes) = (
            task.Place,
            task.Inline,
            Holder?.Memory.Share(),
            task.Descriptor,
            task.Offset,
            task.Bytes
        );
        task.Pins++;
    }

    /// <summary>Pins a result. Called under the scheduler's lock.</summary>
    public static ResultReader Pin(ScheduledTask task) => new(task);

    /// <summary>Unpins the result. Called under the scheduler's lock.</summary>
    public void Unpin()
    {
        task.Pins--;
        memory?.Dispose();
    }

    /// <summary>The worker that holds the result, or null if it is here.</summary>
    public WorkerState? Holder { get; }

    /// <summary>True if it is on this machine, so that reading it waits for nobody.</summary>
    public bool IsHere => Holder is null or { Mapped: not null };

    /// <summary>Returns the result as an array, in place if it is in memory; valid while it is pinned.</summary>
    public unsafe NDArray Array(Shape shape, DType dtype)
    {
        if (place == ResultPlace.Memory)
            return memory!.Block(offset, shape, dtype);
        if (bytes != shape.Size * dtype.Size)
        {
            throw new ProtocolException(
                $"a result has {bytes} bytes, where {shape.Size * dtype.Size} were expected for a block of shape {shape}"
            );
        }
        if (place == ResultPlace.File)
            return memory!.Spilled(descriptor, offset, shape, dtype);
        NDArray array = NDArray.Allocate(shape, dtype);
        inline.CopyTo(new Span<byte>(array.Pointer, checked((int)array.NBytes)));
        return array;
    }

    /// <summary>Reads the bytes of the result, in place if they are in memory.</summary>
    public T Read<T>(ReadBytes<T> read)
    {
        if (place == ResultPlace.Inline)
            return read(inline!);
        using NDArray array = Array(new Shape(bytes), DType.UInt8);
        return read(array.Span<byte>());
    }
}
