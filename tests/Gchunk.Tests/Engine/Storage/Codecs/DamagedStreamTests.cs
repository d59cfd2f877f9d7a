using System.Buffers.Binary;
using System.Globalization;
using Gchunk.Engine.Storage.Codecs;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Codecs;

/// <summary>
/// Random streams and parameters through the codecs of HDF5's plugins: an error or values, and no byte beyond the
/// destination.
/// </summary>
public sealed unsafe class DamagedStreamTests
{
    private const int Room = 1 << 14,
        Canary = 4096;

    private static int Rounds =>
        50 * int.Parse(Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public void Szip_never_writes_beyond_its_destination() =>
        Run(random =>
        {
            uint block = 2 * (uint)random.Next(1, 17);
            var codec = new SzipCodec([
                (uint)random.Next(256),
                block,
                random.Next(8) == 0 ? 64 : (uint)random.Next(1, 33),
                block + (uint)random.Next(500),
            ]);
            byte[] packed = Noise(random, 4);
            BinaryPrimitives.WriteInt32LittleEndian(packed, random.Next(Room + 10));
            return (codec, packed);
        });

    [Fact]
    public void LZ4_never_writes_beyond_its_destination() =>
        Run(random =>
        {
            byte[] packed = Noise(random, 16);
            Lengths(packed, random);
            return (new Lz4BlocksCodec(), packed);
        });

    [Theory]
    [InlineData(BitshuffleCompressor.None)]
    [InlineData(BitshuffleCompressor.Lz4)]
    [InlineData(BitshuffleCompressor.Zstandard)]
    public void Bitshuffle_never_writes_beyond_its_destination(object compressor) =>
        Run(random =>
        {
            byte[] packed = Noise(random, 16);
            Lengths(packed, random);
            return (
                new BitshuffleCodec(random.Next(1, 20), random.Next(4) * 8, (BitshuffleCompressor)compressor),
                packed
            );
        });

    // Runs of equal bits are long copies of LZ4, and zero blocks and long sequences of szip.
    private static byte[] Noise(Random random, int least)
    {
        var packed = new byte[random.Next(least, 2000)];
        random.NextBytes(packed);
        if (random.Next(2) == 0)
            packed.AsSpan(random.Next(packed.Length)).Fill(random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(2));
        return packed;
    }

    // Sizes that mostly could be right: the whole, a block, and the first packed block.
    private static void Lengths(byte[] packed, Random random)
    {
        BinaryPrimitives.WriteInt64BigEndian(packed, random.Next(Room + 10));
        BinaryPrimitives.WriteInt32BigEndian(packed.AsSpan(8), random.Next(1, 4096) & ~7);
        if (random.Next(4) > 0)
            BinaryPrimitives.WriteInt32BigEndian(packed.AsSpan(12), random.Next(packed.Length));
    }

    private static void Run(Func<Random, (IBytesCodec Codec, byte[] Packed)> make)
    {
        var plain = new byte[Room + Canary];
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            (IBytesCodec codec, byte[] packed) = make(random);
            int capacity = random.Next(1, Room);
            plain.AsSpan(capacity).Fill(0xA5);
            fixed (
                byte* s = packed,
                    p = plain
            )
            {
                using var into = new Scratch(p, capacity);
                try
                {
                    Assert.True(codec.Decode(new NativeBytes(s, packed.Length), into, capacity).Length <= capacity);
                }
                catch (InvalidDataException) { }
            }
            Assert.Equal(-1, plain.AsSpan(capacity).IndexOfAnyExcept((byte)0xA5));
        }
    }
}
