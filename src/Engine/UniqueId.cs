using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gchunk.Engine;

/// <summary>
/// Unique numbers for objects whose content cannot be hashed. They are small in the user's process; each worker process
/// uses a range of its own.
/// </summary>
public static class UniqueId
{
    private static long last;

    /// <summary>Returns a number that has not been returned before.</summary>
    public static long Next() => Interlocked.Increment(ref last);

    /// <summary>
    /// Moves this process to a range of its own, because objects keep their numbers when they travel between processes.
    /// A worker process calls this before anything else.
    /// </summary>
    public static void Separate()
    {
        // Each process owns 2^24 numbers. There are 2^39 such ranges, so a collision is very unlikely.
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        last = (MemoryMarshal.Read<long>(random) & long.MaxValue) >> 24 << 24;
    }
}
