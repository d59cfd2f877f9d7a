using System.Buffers.Binary;

namespace Gchunk.Tests.Engine.Storage;

/// <summary>
/// Damages the bytes of a file: flips bits, writes random numbers, copies parts over others and truncates. The same
/// seed gives the same damage.
/// </summary>
internal static class Mutation
{
    private const int Head = 4096;

    public static byte[] Of(byte[] original, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        int reach = random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, Head);
        for (int strokes = 1 << random.Next(4); strokes > 0; strokes--)
        {
            int at = random.Next(8, reach - 8);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = 0xFF;
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(
                        bytes.AsSpan(at),
                        (uint)random.Next(int.MinValue, int.MaxValue)
                    );
                    break;
                case 3:
                    BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), random.NextInt64(bytes.Length));
                    break;
                case 4:
                    bytes
                        .AsSpan(random.Next(8, bytes.Length - 8), Math.Min(8, bytes.Length - at))
                        .CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }
        return random.Next(10) == 0 ? bytes[..random.Next(8, bytes.Length)] : bytes;
    }
}
