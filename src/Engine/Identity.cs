using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gchunk.Engine;

/// <summary>
/// Numbers that tell things apart that have no content to tell them by: small ones in the user's process, and in each
/// worker process some that no other process gives.
/// </summary>
public static class Identity
{
    private static long last;

    /// <summary>A number that was not given before.</summary>
    public static long Next() => Interlocked.Increment(ref last);

    /// <summary>
    /// Makes the numbers of this process differ from those of others; what travels keeps its number. Called by a worker
    /// process before anything else.
    /// </summary>
    public static void Separate()
    {
        // 2^24 numbers are a process's own; of 2^39 processes, those that meet will hardly ever have the same ones.
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        last = (MemoryMarshal.Read<long>(random) & long.MaxValue) >> 24 << 24;
    }
}
