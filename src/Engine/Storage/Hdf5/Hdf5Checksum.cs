using System.Buffers.Binary;
using System.Numerics;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The checksum of HDF5's metadata: Bob Jenkins's lookup3, "hashlittle" (public domain, 2006).</summary>
internal static class Hdf5Checksum
{
    /// <summary>Checks the checksum in the last four bytes of a structure.</summary>
    /// <exception cref="InvalidDataException">It does not match.</exception>
    public static void Verify(ReadOnlySpan<byte> structure, long address)
    {
        if (structure.Length < 4 || Of(structure[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(structure[^4..]))
            throw new InvalidDataException($"the checksum at address {address} does not match");
    }

    /// <summary>Computes the checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xdeadbeef + (uint)bytes.Length,
            b = a,
            c = a;
        if (bytes.Length == 0)
            return c;
        for (; bytes.Length > 12; bytes = bytes[12..])
        {
            Add(bytes, ref a, ref b, ref c);
            a -= c;
            a ^= BitOperations.RotateLeft(c, 4);
            c += b;
            b -= a;
            b ^= BitOperations.RotateLeft(a, 6);
            a += c;
            c -= b;
            c ^= BitOperations.RotateLeft(b, 8);
            b += a;
            a -= c;
            a ^= BitOperations.RotateLeft(c, 16);
            c += b;
            b -= a;
            b ^= BitOperations.RotateLeft(a, 19);
            a += c;
            c -= b;
            c ^= BitOperations.RotateLeft(b, 4);
            b += a;
        }
        Span<byte> last = stackalloc byte[12];
        last.Clear();
        bytes.CopyTo(last);
        Add(last, ref a, ref b, ref c);
        c ^= b;
        c -= BitOperations.RotateLeft(b, 14);
        a ^= c;
        a -= BitOperations.RotateLeft(c, 11);
        b ^= a;
        b -= BitOperations.RotateLeft(a, 25);
        c ^= b;
        c -= BitOperations.RotateLeft(b, 16);
        a ^= c;
        a -= BitOperations.RotateLeft(c, 4);
        b ^= a;
        b -= BitOperations.RotateLeft(a, 14);
        c ^= b;
        c -= BitOperations.RotateLeft(b, 24);
        return c;
    }

    private static void Add(ReadOnlySpan<byte> bytes, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
    }
}
