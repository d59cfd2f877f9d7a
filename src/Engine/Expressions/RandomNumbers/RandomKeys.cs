using System.Security.Cryptography;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The keys of the random arrays that are made without a seed: bits of <see cref="Philox"/> for the number of the call,
/// from a seed that the system draws when the process starts, or that the user gives.
/// </summary>
public static class RandomKeys
{
    // A purpose that no distribution has.
    private const uint Purpose = uint.MaxValue;

    private const uint PartPurpose = uint.MaxValue - 1;

    private static Stream stream = new(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)));

    /// <summary>Returns the next key, from 0 to 2⁶³ - 1.</summary>
    public static long Next()
    {
        Stream current = Volatile.Read(ref stream);
        ulong call = (ulong)Interlocked.Increment(ref current.Calls);
        return (long)(Philox.Draw(call, 0, Purpose, (ulong)current.Seed, out _) >> 1);
    }

    /// <summary>Returns the key of one of the arrays that a distribution is computed from.</summary>
    /// <param name="seed">The seed of the distribution.</param>
    /// <param name="part">The number of the array.</param>
    public static long Derive(long seed, uint part) =>
        (long)(Philox.Draw(part, 0, PartPurpose, (ulong)seed, out _) >> 1);

    /// <summary>Starts the keys again from a seed.</summary>
    public static void Restart(long seed) => Volatile.Write(ref stream, new Stream(seed));

    private sealed class Stream(long seed)
    {
        public long Calls;

        public long Seed { get; } = seed;
    }
}
