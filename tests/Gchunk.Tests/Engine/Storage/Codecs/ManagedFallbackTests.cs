using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Codecs;

/// <summary>Tests that Zstandard and Blosc are decoded if the native libraries are missing.</summary>
public sealed unsafe class ManagedFallbackTests
{
    private static readonly int[] Lengths = [1, 7, 64, 1000, 4096, 100_001, 1 << 20];

    [Theory]
    [InlineData("lz4")]
    [InlineData("lz4hc")]
    [InlineData("zstd")]
    [InlineData("zlib")]
    public void Blosc_is_decoded_without_its_library(string compressor)
    {
        foreach (int typeSize in (int[])[1, 2, 3, 4, 8, 16, 20])
        {
            foreach (BloscShuffle shuffle in (BloscShuffle[])[BloscShuffle.None, BloscShuffle.Byte, BloscShuffle.Bit])
            {
                foreach (int length in Lengths)
                {
                    var codec = new BloscCodec(compressor, 5, shuffle, typeSize, 0);
                    byte[] plain = Sample(length);
                    byte[] packed = Encode(codec, plain);
                    using (Hidden())
                        Assert.Equal(plain, Decode(codec, packed, length));
                }
            }
        }
    }

    [Fact]
    public void Zstandard_is_decoded_and_encoded_without_its_library()
    {
        foreach (int length in Lengths)
        {
            var codec = new ZstdCodec(3, checksum: true);
            byte[] plain = Sample(length),
                packed = Encode(codec, plain),
                managed;
            using (Hidden())
            {
                Assert.Equal(plain, Decode(codec, packed, length));
                managed = Encode(codec, plain);
                Assert.Equal(plain, Decode(codec, managed, length));
            }
            Assert.Equal(plain, Decode(codec, managed, length));
        }
    }

    [Fact]
    public void The_error_for_a_compressor_that_needs_the_library_names_the_install_command()
    {
        var codec = new BloscCodec("blosclz", 5, BloscShuffle.Byte, 4, 0);
        byte[] packed = Encode(codec, new byte[100_000]);
        using (Hidden())
        {
            Assert.Contains(
                "apt-get install libblosc1",
                Assert.Throws<GchunkException>(() => Decode(codec, packed, 100_000)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    [InlineData("zlib")]
    public void Damaged_bytes_are_reported(string compressor)
    {
        var random = new Random(7);
        var codec = new BloscCodec(compressor, 5, BloscShuffle.Bit, 4, 0);
        byte[] packed = Encode(codec, Sample(100_000));
        using (Hidden())
        {
            for (int i = 0; i < 300; i++)
            {
                var damaged = (byte[])packed.Clone();
                for (int n = 1 + random.Next(3); n > 0; n--)
                    damaged[random.Next(random.Next(2) == 0 ? 64 : damaged.Length)] = (byte)random.Next(256);
                try
                {
                    Assert.InRange(Decode(codec, damaged, 100_000).Length, 0, 100_000);
                }
                catch (Exception e) when (e is InvalidDataException or GchunkException)
                { /* the damage is reported */
                }
            }
        }
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public void A_store_is_read_without_the_libraries(int format, bool blosc)
    {
        string path = Path.Combine(Path.GetTempPath(), $"gchunk-{Guid.NewGuid():N}.zarr");
        try
        {
            double[] values = [.. Enumerable.Range(0, 10_000).Select(i => Math.Floor(Math.Sin(i) * 1000))];
            using (ZarrWriter writer = ZarrWriter.Create(path, format))
            {
                writer.AddVariable(
                    new("v", DType.Float64, 10_000, ["x"])
                    {
                        Chunk = [3000],
                        Compression = blosc ? ZarrCompression.Blosc() : ZarrCompression.Zstd(),
                    }
                );
                writer.WriteBlock("v", [0], NDArray.From(values));
                writer.Commit();
            }
            using (Hidden())
            {
                IStoredArray array = ZarrFile.Open(path)["v"].Array!;
                using NDArray read = NDArray.Allocate(array.Shape, array.DType);
                array.Read(Region.Whole(array.Shape), read.Pointer, CancellationToken.None);
                Assert.Equal(values, read.ToArray<double>());
            }
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static IDisposable Hidden() => NativeLibraries.Hide(NativeLibraries.Blosc, NativeLibraries.Zstd);

    private static byte[] Sample(int length)
    {
        var random = new Random(length);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)(i % 4 == 0 ? random.Next(8) : i >> 6);
        return bytes;
    }

    private static byte[] Encode(IBytesCodec codec, byte[] plain)
    {
        using var into = new Scratch();
        fixed (byte* p = plain)
            return codec.Encode(new NativeBytes(p, plain.Length), into).Span.ToArray();
    }

    private static byte[] Decode(IBytesCodec codec, byte[] packed, long capacity)
    {
        using var into = new Scratch();
        fixed (byte* p = packed)
            return codec.Decode(new NativeBytes(p, packed.Length), into, capacity).Span.ToArray();
    }
}
