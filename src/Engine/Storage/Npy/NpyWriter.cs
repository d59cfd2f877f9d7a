using Gchunk.Engine.Arrays;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Npy;

/// <summary>Writes the blocks of an array to an .npy file in C order; called from many threads at once.</summary>
/// <remarks>The file is open only while a block is written, because an array may have many files.</remarks>
internal sealed unsafe class NpyWriter
{
    private readonly string file,
        path;
    private readonly Shape shape;
    private readonly int size;
    private readonly long offset;

    /// <summary>Writes the header to a file, and gives the file its length.</summary>
    /// <param name="file">The file, for example a temporary one.</param>
    /// <param name="path">The name for errors.</param>
    /// <param name="dtype">The dtype.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public NpyWriter(string file, string path, DType dtype, Shape shape)
    {
        (this.file, this.path, this.shape, size) = (file, path, shape, dtype.Size);
        byte[] header = NpyHeader.Write(dtype, shape);
        offset = header.Length;
        try
        {
            using SafeFileHandle handle = Open();
            RandomAccess.Write(handle, header, 0);
            RandomAccess.SetLength(handle, offset + checked(shape.Size * size));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Writes a block.</summary>
    /// <param name="origin">The index of its first element.</param>
    /// <param name="block">The block.</param>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public void Write(long[] origin, NDArray block)
    {
        if (block.Size == 0)
            return;
        try
        {
            using SafeFileHandle handle = Open();
            Write(handle, origin, block);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    private void Write(SafeFileHandle handle, long[] origin, NDArray block)
    {
        long[] strides = shape.ByteStrides(size);
        // Trailing axes that the block has whole form one run of bytes.
        int rank = block.Rank;
        long run = size;
        while (rank > 0)
        {
            run *= block.Shape[--rank];
            if (block.Shape[rank] != shape[rank])
                break;
        }
        long runs = block.NBytes / run;
        for (long r = 0; r < runs; r++)
        {
            long at = offset,
                rest = r;
            for (int axis = block.Rank - 1; axis >= 0; axis--)
            {
                long index = 0;
                if (axis < rank)
                {
                    index = rest % block.Shape[axis];
                    rest /= block.Shape[axis];
                }
                at += (origin[axis] + index) * strides[axis];
            }
            WriteRun(handle, block.Pointer + r * run, run, at);
        }
        GC.KeepAlive(block);
    }

    private static void WriteRun(SafeFileHandle handle, byte* source, long count, long at)
    {
        const int Most = 1 << 30;
        for (long done = 0; done < count; done += Most)
        {
            int length = (int)Math.Min(Most, count - done);
            RandomAccess.Write(handle, new ReadOnlySpan<byte>(source + done, length), at + done);
        }
    }

    private SafeFileHandle Open() =>
        File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private GchunkException Failed(Exception e) => new($"cannot write {path}: {e.Message}", e);
}
