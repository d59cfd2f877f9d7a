using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Bytes in native memory that someone else owns.</summary>
internal readonly unsafe struct NativeBytes(byte* pointer, long length)
{
    public byte* Pointer => pointer;

    public long Length => length;

    public ReadOnlySpan<byte> Span => new(pointer, checked((int)length));
}

/// <summary>
/// Pooled native memory for one step of decoding or encoding, or memory of others that a step shall write to; used by
/// one thread.
/// </summary>
internal sealed unsafe class Scratch : IDisposable
{
    private readonly byte* given;
    private readonly long givenCapacity;
    private BlockMemory? memory;

    /// <summary>Memory that is rented when reserved.</summary>
    public Scratch() { }

    /// <summary>Memory of others.</summary>
    public Scratch(byte* destination, long capacity)
    {
        given = destination;
        givenCapacity = capacity;
    }

    public byte* Pointer
    {
        get
        {
            if (given is not null)
                return given;
            return memory is null ? null : memory.Pointer;
        }
    }

    public long Capacity => given is not null ? givenCapacity : memory?.Length ?? 0;

    /// <summary>The bytes that are in use.</summary>
    public long Length { get; set; }

    public NativeBytes Bytes => new(Pointer, Length);

    public Span<byte> Span => new(Pointer, checked((int)Length));

    /// <summary>Makes room; what was there is lost.</summary>
    public byte* Reserve(long bytes)
    {
        if (Capacity >= bytes && Pointer is not null)
            return Pointer;
        if (given is not null)
            throw new InvalidDataException($"{bytes} bytes do not fit in {givenCapacity}");
        memory?.Release();
        memory = null;
        memory = BlockMemory.Allocate(Math.Max(bytes, 64));
        return memory.Pointer;
    }

    /// <summary>Makes room; the bytes in use stay.</summary>
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

    /// <summary>Memory of no bytes in use.</summary>
    public void Clear()
    {
        Reserve(1);
        Length = 0;
    }

    /// <summary>Adds bytes behind those in use.</summary>
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
