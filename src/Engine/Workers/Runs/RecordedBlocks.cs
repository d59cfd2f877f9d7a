using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>The dtype and the chunks of an array whose blocks are recorded.</summary>
internal sealed record RecordedForm(DType DType, ChunkGrid Chunks);

/// <summary>
/// The blocks of the result of a run, a file each. A block that was written is not computed again, whoever goes on with
/// the run.
/// </summary>
/// <remarks>
/// After its bytes, a file has their XXH128: one that is damaged counts as missing. Two writers of a block write the
/// same bytes.
/// </remarks>
internal sealed class RecordedBlocks : IBlockSink
{
    private const int HashBytes = 16;

    private readonly string folder;
    private readonly RecordedForm form;
    private readonly bool isLocked;

    /// <summary>Opens the blocks in a folder, which is created if it does not exist.</summary>
    public RecordedBlocks(string folder, RecordedForm form)
    {
        (this.folder, this.form) = (folder, form);
        Directory.CreateDirectory(folder);
        isLocked = WriterLock.AreSeenByAll(folder);
    }

    /// <summary>Why a block could not be written, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Called while the file system is away, each time that a block could not be written yet.</summary>
    public Action<Exception>? Retrying { get; set; }

    /// <summary>Returns how many blocks there are in a folder.</summary>
    public static int Count(string folder) =>
        // A file that is being written has a hidden name.
        Directory.EnumerateFiles(folder).Count(p => Path.GetFileName(p.AsSpan())[0] != '.');

    /// <inheritdoc/>
    public bool Waits => true;

    /// <inheritdoc/>
    public bool Has(long block) => Read(block) is not null;

    /// <inheritdoc/>
    public unsafe void Write(long[] origin, NDArray block)
    {
        if (block.NBytes > Array.MaxLength - HashBytes)
        {
            throw new GchunkException(
                $"a block of {MemoryBudget.Format(block.NBytes)} cannot be recorded; rechunk the array so that its blocks have less than 2 GB"
            );
        }
        var coordinates = new int[form.Chunks.Rank];
        for (int axis = 0; axis < coordinates.Length; axis++)
            coordinates[axis] = form.Chunks.ChunkOf(axis, origin[axis]);
        string path = PathOf(form.Chunks.Number(coordinates));
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
            Outage.Outlast(() => AtomicFile.Replace(path, content, isLocked, flush: true), Retrying);
            DiskSync.Folder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
            throw new GchunkException($"a block of the result cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads the whole array.</summary>
    /// <exception cref="GchunkException">A block is missing or damaged.</exception>
    public unsafe NDArray ReadAll()
    {
        Shape shape = form.Chunks.Shape;
        NDArray whole = NDArray.Allocate(shape, form.DType);
        for (long block = 0; block < form.Chunks.NumBlocks; block++)
        {
            byte[] content =
                Read(block)
                ?? throw new GchunkException($"the block {PathOf(block)} of the result of a run is missing or damaged");
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

    // The bytes and their hash, or null.
    private byte[]? Read(long block)
    {
        try
        {
            byte[] content = File.ReadAllBytes(PathOf(block));
            long expected = form.Chunks.BlockShape(form.Chunks.Coordinates(block)).Size * form.DType.Size;
            return
                content.Length == expected + HashBytes
                && BinaryPrimitives.ReadUInt128LittleEndian(content.AsSpan((int)expected))
                    == HashOf(content.AsSpan(0, (int)expected))
                ? content
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static UInt128 HashOf(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes, bytes.Length);

    private string PathOf(long block) => Path.Combine(folder, block.ToString("D8", CultureInfo.InvariantCulture));
}
