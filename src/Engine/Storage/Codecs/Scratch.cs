using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Bytes in native memory that someone else owns.</summary>
internal readonly unsafe struct NativeBytes(byte* pointer, long length)
{
    public byte* Pointer => pointer;

    public long Length => length;

    public ReadOnlySpan<byte> Span
    {
        get
        {
            Bounds.Check(pointer, length);
            return new(pointer, checked((int)length));
        }
    }
}

/// <summary>
/// Memory for the result of one step of decoding or encoding: pooled, or lent by the caller. Used by one thread.
/// </summary>
internal sealed unsafe class Scratch : IDisposable
{
    private byte* lent;
    private long lentCapacity;
    private BlockMemory? memory;

    /// <summary>Makes scratch memory that is allocated when reserved.</summary>
    public Scratch() { }

    /// <summary>Makes scratch memory from memory of the caller.</summary>
    public Scratch(byte* destination, long capacity) => Lend(destination, capacity);

    public byte* Pointer
    {
        get
        {
            if (lent is not null)
                return lent;
            return memory is null ? null : memory.Pointer;
        }
    }

    public long Capacity => lent is not null ? lentCapacity : memory?.Length ?? 0;

    /// <summary>The number of bytes in use.</summary>
    public long Length { get; set; }

    public NativeBytes Bytes
    {
        get
        {
            Bounds.Check(Pointer, Length);
            return new(Pointer, Length);
        }
    }

    public Span<byte> Span
    {
        get
        {
            Bounds.Check(Pointer, Length);
            return new(Pointer, checked((int)Length));
        }
    }

    /// <summary>Uses memory of the caller from now on.</summary>
    public void Lend(byte* destination, long capacity)
    {
        Bounds.Check(destination, capacity);
        lent = destination;
        lentCapacity = capacity;
    }

    /// <summary>Makes room for some bytes; the content is lost.</summary>
    public byte* Reserve(long bytes)
    {
        if (Pointer is not null && (Capacity == bytes || (Capacity > bytes && (lent is not null || !GuardPages.IsOn))))
            return Pointer;
        if (lent is not null)
            throw new InvalidDataException($"{bytes} bytes do not fit in {lentCapacity}");
        memory?.Release();
        memory = null;
        memory = BlockMemory.Allocate(GuardPages.IsOn ? bytes : Math.Max(bytes, 64));
        return memory.Pointer;
    }

    /// <summary>Makes room for some bytes; the bytes in use are kept.</summary>
    public byte* Grow(long bytes)
    {
        if (Capacity >= bytes && Pointer is not null)
            return Pointer;
        if (memory is null)
            return Reserve(bytes);
        BlockMemory larger = BlockMemory.Allocate(Math.Max(bytes, 2 * memory.Length));
        Buffer.MemoryCopy(memory.Pointer, larger.Pointer, larger.Length, Length);
        memory.Release();
        memory = larger;
        return memory.Pointer;
    }

    /// <summary>Sets the number of bytes in use to 0; the pointer is valid afterwards.</summary>
    public void Clear()
    {
        Reserve(1);
        Length = 0;
    }

    /// <summary>Appends bytes to those in use.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Grow(Length + bytes.Length);
        bytes.CopyTo(new Span<byte>(Pointer + Length, bytes.Length));
        Length += bytes.Length;
    }

    public void Dispose()
    {
        memory?.Release();
        memory = null;
    }
}

/// <summary>Two pieces of scratch memory that the steps of a pipeline write to in turn; used by one thread.</summary>
internal sealed unsafe class ScratchPair : IDisposable
{
    private readonly Scratch first = new(),
        second = new();

    /// <summary>Returns the one that does not hold some bytes.</summary>
    public Scratch Other(NativeBytes current) =>
        first.Pointer is not null && current.Pointer == first.Pointer ? second : first;

    /// <summary>Returns whether one of the two holds some bytes.</summary>
    public bool Holds(NativeBytes bytes) =>
        bytes.Pointer is not null && (bytes.Pointer == first.Pointer || bytes.Pointer == second.Pointer);

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
