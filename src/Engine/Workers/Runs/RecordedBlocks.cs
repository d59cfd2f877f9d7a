using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>The dtype and the chunks of an array whose blocks are recorded.</summary>
internal sealed record RecordedForm(DType DType, ChunkGrid Chunks);

/// <summary>
/// The blocks of the result of a run, a content each. A block that was written is not computed again, whoever goes on with
/// the run.
/// </summary>
/// <remarks>
/// After its bytes, a content has their XXH128: one that is damaged counts as missing. Two writers of a block write the
/// same bytes.
/// </remarks>
internal sealed class RecordedBlocks : IBlockSink
{
    private const int HashBytes = 16;

    private readonly IClusterStore store;
    private readonly string folder;
    private readonly RecordedForm form;

    /// <summary>Opens the blocks in a folder of a store, which is created if it does not exist.</summary>
    public RecordedBlocks(IClusterStore store, string folder, RecordedForm form)
    {
        (this.store, this.folder, this.form) = (store, folder, form);
        if (!store.Has(folder))
            store.Create(folder);
    }

    /// <summary>Why a block could not be written or read, or null. It is no fault of the plan.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Called while the store is away, each time that a block could not be written or read yet.</summary>
    public Action<Exception>? Retrying { get; set; }

    /// <inheritdoc/>
    public bool Waits => true;

    /// <inheritdoc/>
    public bool Has(long block) => Read(block) is not null;

    /// <inheritdoc/>
    public unsafe void Write(long[] origin, NDArray block)
    {
        long most = (long)store.MostBytes - HashBytes;
        if (block.NBytes > most)
        {
            throw new GchunkException(
                $"a block of {MemoryBudget.Format(block.NBytes)} cannot be recorded in {store.Address}; rechunk the array so that its blocks have less than {MemoryBudget.Format(most)}"
            );
        }
        var coordinates = new int[form.Chunks.Rank];
        for (int axis = 0; axis < coordinates.Length; axis++)
            coordinates[axis] = form.Chunks.ChunkOf(axis, origin[axis]);
        string name = NameOf(form.Chunks.Number(coordinates));
        var bytes = new ReadOnlySpan<byte>(block.Pointer, (int)block.NBytes);
        byte[] content = new byte[bytes.Length + HashBytes];
        bytes.CopyTo(content);
        GC.KeepAlive(block);
        BinaryPrimitives.WriteUInt128LittleEndian(
            content.AsSpan(bytes.Length),
            HashOf(content.AsSpan(0, bytes.Length))
        );
        try
        {
            Outage.Outlast(() => store.WriteBlock(name, content), Retrying);
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
        {
            Failure = e;
            throw new GchunkException($"a block of the result cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads the whole array.</summary>
    /// <exception cref="GchunkException">A block is missing or damaged, or the store is away.</exception>
    public unsafe NDArray ReadAll()
    {
        Shape shape = form.Chunks.Shape;
        NDArray whole = NDArray.Allocate(shape, form.DType);
        for (long block = 0; block < form.Chunks.NumBlocks; block++)
        {
            byte[] content =
                Read(block)
                ?? throw new GchunkException($"the block {NameOf(block)} of the result of a run is missing or damaged");
            int[] coordinates = form.Chunks.Coordinates(block);
            Shape box = form.Chunks.BlockShape(coordinates);
            fixed (byte* start = content)
            {
                StridedCopy.Box(
                    start,
                    box.Strides(),
                    box.AsSpan(),
                    whole.Pointer,
                    shape,
                    form.Chunks.BlockOrigin(coordinates),
                    form.DType.Size
                );
            }
        }
        return whole;
    }

    // The bytes and their hash, or null. A store that is away says nothing of the block.
    private byte[]? Read(long block)
    {
        byte[]? content = null;
        try
        {
            Outage.Outlast(() => content = store.ReadBlock(NameOf(block)), Retrying);
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
        {
            Failure = e;
            throw new GchunkException($"the block {NameOf(block)} of the result cannot be read: {e.Message}", e);
        }
        long expected = form.Chunks.BlockShape(form.Chunks.Coordinates(block)).Size * form.DType.Size;
        return
            content?.Length == expected + HashBytes
            && BinaryPrimitives.ReadUInt128LittleEndian(content.AsSpan((int)expected))
                == HashOf(content.AsSpan(0, (int)expected))
            ? content
            : null;
    }

    private static UInt128 HashOf(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes, bytes.Length);

    private string NameOf(long block) => $"{folder}/{block.ToString("D8", CultureInfo.InvariantCulture)}";
}
