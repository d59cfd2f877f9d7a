using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions;

/// <summary>Computes the 128-bit content hash of a node: equal nodes have equal hashes, in every process.</summary>
public sealed class ExprHash : IDisposable, IFieldSink
{
    private const int BufferBytes = 4096;

    // A node is described by a few hundred bytes, which one call hashes. More go through an incremental hash.
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int buffered;
    private IncrementalHash? longer;

    /// <summary>Adds a number.</summary>
    public ExprHash Add(long value) => Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    /// <summary>Adds a number by its bits, so that -0.0 differs from 0.0.</summary>
    public ExprHash Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Adds a string.</summary>
    public ExprHash Add(string text)
    {
        Add(text.Length);
        return Append(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    /// <summary>Adds numbers.</summary>
    public ExprHash Add(ReadOnlySpan<long> values)
    {
        Add(values.Length);
        return Append(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Adds a node by its hash.</summary>
    public ExprHash Add(UInt128 node) => Append(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in node)));

    /// <summary>Adds a grid of chunks.</summary>
    public ExprHash Add(ChunkGrid grid)
    {
        Add(grid.Rank);
        for (int axis = 0; axis < grid.Rank; axis++)
            Add(grid.Sizes(axis));
        return this;
    }

    /// <summary>Adds the content of an array.</summary>
    public unsafe ExprHash AddContent(NDArray array)
    {
        Add((long)array.DType).Add(array.Shape.AsSpan());
        for (long done = 0; done < array.NBytes; done += 1 << 30)
            Append(new ReadOnlySpan<byte>(array.Pointer + done, (int)Math.Min(1 << 30, array.NBytes - done)));
        GC.KeepAlive(array);
        return this;
    }

    /// <summary>Adds an operation: its type and the content of its fields.</summary>
    /// <exception cref="GchunkException">A field holds a delegate, or an object that leads to itself.</exception>
    public ExprHash Add(BlockOp operation)
    {
        OperationFields.Feed(operation, this);
        return this;
    }

    void IFieldSink.Take(long value) => Add(value);

    void IFieldSink.Take(string text) => Add(text);

    void IFieldSink.Take(ReadOnlySpan<byte> bytes) => Append(bytes);

    void IFieldSink.Take(NDArray array) => AddContent(array);

    /// <summary>Returns the hash of everything that was added.</summary>
    public UInt128 Finish()
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (longer is null)
        {
            SHA256.HashData(buffer.AsSpan(0, buffered), bytes);
        }
        else
        {
            Flush();
            longer.GetHashAndReset(bytes);
        }
        return MemoryMarshal.Read<UInt128>(bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        longer?.Dispose();
    }

    private ExprHash Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferBytes - buffered)
            Flush();
        if (bytes.Length > BufferBytes - buffered)
        {
            longer!.AppendData(bytes);
            return this;
        }
        bytes.CopyTo(buffer.AsSpan(buffered));
        buffered += bytes.Length;
        return this;
    }

    private void Flush()
    {
        longer ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        longer.AppendData(buffer.AsSpan(0, buffered));
        buffered = 0;
    }
}
