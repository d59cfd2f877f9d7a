using Gchunk.Engine.Storage.Codecs;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>Reads a range of bytes of a file.</summary>
internal static unsafe class FileRange
{
    /// <summary>Reads a range of a file into scratch memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="range">The range.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="into">The memory.</param>
    /// <param name="tooLong">The error of a range of more bytes, whose number is given.</param>
    /// <returns>False if there is no such file.</returns>
    /// <exception cref="GchunkException">The file cannot be read, is not a regular one, or the range is too long.</exception>
    public static bool Read(string path, ByteRange range, long limit, Scratch into, Func<long, GchunkException> tooLong)
    {
        // An exception for each missing chunk would cost more than reading a chunk.
        if (!PresentPath.Exists(path))
            return false;
        RegularFile.Demand(path);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            (long start, long length) = range.In(RandomAccess.GetLength(handle));
            if (length > limit)
                throw tooLong(length);
            byte* destination = into.Reserve(length);
            long done = 0;
            while (done < length)
            {
                int read = RandomAccess.Read(
                    handle,
                    new Span<byte>(destination + done, (int)Math.Min(length - done, 1 << 30)),
                    start + done
                );
                if (read == 0)
                    break;
                done += read;
            }
            into.Length = done;
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException(
                Directory.Exists(path) ? $"{path} is a folder, not a file" : $"cannot read {path}: {e.Message}",
                e
            );
        }
    }
}
