using System.Buffers.Binary;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Grib;

/// <summary>The place of a message in a file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its number of bytes.</param>
internal readonly record struct GribMessage(long Offset, int Length)
{
    private const int MaximumMessages = 1 << 20;

    // Bytes between messages, such as headers of the WMO's telecommunication.
    private const int MaximumGap = 1 << 16;

    /// <summary>Finds the messages of a file; no value is read.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The open file.</param>
    /// <param name="check">Called before each look at the file; it may throw.</param>
    /// <exception cref="GchunkException">A message ends beyond the file, or has no end.</exception>
    public static unsafe List<GribMessage> All(string path, FileHandles.Lease file, Action? check = null)
    {
        var found = new List<GribMessage>();
        long length = file.Length,
            at = 0;
        byte* head = stackalloc byte[16];
        while (at <= length - 16)
        {
            check?.Invoke();
            file.Read(head, 16, at);
            var start = new ReadOnlySpan<byte>(head, 16);
            if (!start.StartsWith("GRIB"u8))
            {
                at = Next(path, file, at + 1, length);
                continue;
            }

            long bytes = start[7] switch
            {
                1 => start[4] << 16 | start[5] << 8 | start[6],
                2 => BinaryPrimitives.ReadInt64BigEndian(start[8..]),
                _ => throw new GchunkException(
                    $"{path}: the message at byte {at} has the GRIB edition {start[7]}; known are 1 and 2"
                ),
            };
            // ECMWF's messages of edition 1 beyond 8 MB count in units of 120 bytes.
            if (start[7] == 1 && (bytes & 0x800000) != 0)
                bytes = LargeLength(path, file, at, (bytes & 0x7FFFFF) * 120, length);
            if (bytes < 20 || bytes > int.MaxValue || bytes > length - at)
            {
                throw new GchunkException(
                    $"{path} is truncated or damaged: the message at byte {at} claims {bytes} bytes, and the file has {length - at} more"
                );
            }

            file.Read(head, 4, at + bytes - 4);
            if (!new ReadOnlySpan<byte>(head, 4).SequenceEqual("7777"u8))
                throw new GchunkException($"{path} is damaged: the message at byte {at} does not end with 7777");
            found.Add(new GribMessage(at, (int)bytes));
            if (found.Count > MaximumMessages)
                throw new GchunkException($"{path} has more than {MaximumMessages} messages; split it with: grib_copy");
            at += bytes;
        }

        return found.Count > 0 ? found : throw new GchunkException($"{path} has no GRIB message");
    }

    // The end is the last "7777" within 120 bytes.
    private static unsafe long LargeLength(string path, FileHandles.Lease file, long at, long most, long length)
    {
        long end = Math.Min(at + most + 4, length),
            from = Math.Max(at + 20, end - 132);
        if (end - from < 4)
            throw new GchunkException($"{path} is truncated: the message at byte {at} claims {most} bytes");
        var tail = new byte[end - from];
        fixed (byte* p = tail)
            file.Read(p, tail.Length, from);
        int last = tail.AsSpan().LastIndexOf("7777"u8);
        return last < 0
            ? throw new GchunkException($"{path} is damaged: the message at byte {at} does not end with 7777")
            : from + last + 4 - at;
    }

    private static unsafe long Next(string path, FileHandles.Lease file, long at, long length)
    {
        var bytes = new byte[Math.Min(MaximumGap, length - at)];
        fixed (byte* p = bytes)
            file.Read(p, bytes.Length, at);
        int next = bytes.AsSpan().IndexOf("GRIB"u8);
        if (next >= 0)
            return at + next;
        if (bytes.AsSpan().ContainsAnyExcept<byte>(0, (byte)'\n', (byte)'\r'))
        {
            return length - at <= MaximumGap
                ? length
                : throw new GchunkException($"{path} is damaged: after byte {at} there is no GRIB message");
        }

        return at + bytes.Length;
    }
}
