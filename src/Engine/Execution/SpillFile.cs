using Gchunk.Engine.Arrays;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Execution;

/// <summary>
/// Where blocks go that do not fit the memory limit: one file without a name, which the operating system takes back
/// however the process ends.
/// </summary>
[DoesNotTravel("it is a file of this process")]
internal sealed class SpillFile : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Stack<long>> free = [];
    private FileStream? opened;
    private long end;

    /// <summary>Called before a block is written; a test lets it fail as a full disk does.</summary>
    internal static Action? Writing { get; set; }

    /// <summary>The folder: <c>GCHUNK_TMP</c>, or the system's own for temporary files.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("GCHUNK_TMP") is { Length: > 0 } folder ? folder : Path.GetTempPath();

    /// <summary>The number of the open file in this process; after the first block was written.</summary>
    public int Descriptor => (int)opened!.SafeFileHandle.DangerousGetHandle();

    /// <summary>Writes a block.</summary>
    /// <returns>Where it is.</returns>
    /// <exception cref="GchunkException">The disk is full, or the folder cannot be written.</exception>
    public unsafe long Write(NDArray block)
    {
        long offset = Reserve(block.NBytes);
        try
        {
            Writing?.Invoke();
            for (long done = 0; done < block.NBytes; )
            {
                int length = (int)Math.Min(1 << 28, block.NBytes - done);
                RandomAccess.Write(
                    opened!.SafeFileHandle,
                    new ReadOnlySpan<byte>(block.Pointer + done, length),
                    offset + done
                );
                done += length;
            }
            GC.KeepAlive(block);
            return offset;
        }
        // A file beyond what the file system or the process's limit allows is .NET's argument out of range.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new GchunkException(
                $"a block of {MemoryBudget.Format(block.NBytes)} that does not fit the memory limit could not be written to {Folder}: {e.Message}; make room there, name another folder with GCHUNK_TMP, use smaller chunks, or raise the limit (--memory, Configure or GCHUNK_MEMORY)",
                e
            );
        }
    }

    /// <summary>Reads a region of a block, in C order.</summary>
    /// <param name="offset">Where the block is.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="region">What is wanted.</param>
    /// <param name="destination">Where it goes.</param>
    public unsafe void Read(long offset, Shape shape, int size, in Region region, byte* destination) =>
        Read(opened!.SafeFileHandle, offset, shape, size, region, destination);

    /// <summary>Reads a region of a block, in C order, from a spill file: this process's, or another's.</summary>
    public static unsafe void Read(
        SafeFileHandle handle,
        long offset,
        Shape shape,
        int size,
        in Region region,
        byte* destination
    )
    {
        if (region.Shape.Size == 0)
            return;
        var steps = new long[shape.Rank];
        long first = region.Locate(shape.ByteStrides(size), steps);
        StridedRead.Read(
            new OpenSpillFile(handle),
            offset + first,
            steps,
            region.Count,
            region.Shape.ByteStrides(size),
            destination,
            size,
            CancellationToken.None
        );
    }

    /// <summary>Frees the space of a block.</summary>
    public void Forget(long offset, long bytes)
    {
        lock (gate)
        {
            if (!free.TryGetValue(bytes, out Stack<long>? places))
                free[bytes] = places = new Stack<long>();
            places.Push(offset);
        }
    }

    private long Reserve(long bytes)
    {
        lock (gate)
        {
            opened ??= Open();
            if (free.TryGetValue(bytes, out Stack<long>? places) && places.TryPop(out long place))
                return place;
            place = end;
            end += bytes;
            return place;
        }
    }

    private static FileStream Open()
    {
        string path = Path.Combine(Folder, $"gchunk-spill-{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            // Nobody else can open it before its name is gone.
            FileStream opened = AtomicFile.CreateNew(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                FileAccess.ReadWrite
            );
            // Without a name it vanishes with its last handle, also when the process is killed.
            File.Delete(path);
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException(
                $"blocks that do not fit the memory limit cannot be written to {Folder}: {e.Message}; name another folder with GCHUNK_TMP, or raise the limit (--memory, Configure or GCHUNK_MEMORY)",
                e
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();

    private readonly struct OpenSpillFile(SafeFileHandle handle) : IByteSource
    {
        public unsafe void Read(byte* destination, long count, long offset)
        {
            for (long done = 0; done < count; )
            {
                int read = RandomAccess.Read(
                    handle,
                    new Span<byte>(destination + done, (int)Math.Min(1 << 28, count - done)),
                    offset + done
                );
                if (read == 0)
                    throw new GchunkException($"the temporary file in {Folder} ended early; was it damaged?");
                done += read;
            }
        }
    }
}
