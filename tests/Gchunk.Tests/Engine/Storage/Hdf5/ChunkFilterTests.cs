using System.IO.Compression;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.BitPacked;
using Gchunk.Engine.Storage.Hdf5;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Hdf5;

public unsafe class ChunkFilterTests
{
    [Theory]
    [InlineData("f4_little_plain", typeof(StridedReader))]
    [InlineData("f4_big_plain", typeof(StridedReader))]
    [InlineData("i2_big_chunked", typeof(Hdf5ChunkReader))]
    [InlineData("f8_little_deflate", typeof(Hdf5ChunkReader))]
    [InlineData("u8_big_shuffle", typeof(Hdf5ChunkReader))]
    [InlineData("i4_little_fletcher", typeof(Hdf5ChunkReader))]
    [InlineData("cloud", typeof(StridedReader))]
    [InlineData("x", typeof(StridedReader))]
    [InlineData("scalar", typeof(StridedReader))]
    [InlineData("short_record", typeof(Hdf5ChunkReader))]
    public void Variables_of_known_layout_are_read_without_the_library(string name, Type reader) =>
        Assert.IsType(reader, ((NetCdfArray)NetCdfFile.Open(TestData.NetCdf("made_kinds.nc"))[name].Array!).Reader);

    [Theory]
    [InlineData("zstd")]
    [InlineData("shuffle_zstd")]
    [InlineData("zstd_fletcher")]
    [InlineData("blosc")]
    [InlineData("lzf")]
    [InlineData("lz4")]
    [InlineData("lz4_shuffle")]
    [InlineData("bitshuffle")]
    [InlineData("bitshuffle_lz4")]
    [InlineData("bitshuffle_zstd")]
    [InlineData("szip_nn")]
    [InlineData("szip_ec")]
    [InlineData("szip_odd")]
    public void Filters_of_plugins_are_read_without_the_library(string name)
    {
        StoredDataset file = NetCdfFile.Open(Filters);
        Assert.IsType<Hdf5ChunkReader>(((NetCdfArray)file[name].Array!).Reader);
        Assert.Equal(Read(file, "plain"), Read(file, name));
    }

    [Theory]
    [InlineData("i1")]
    [InlineData("i2")]
    [InlineData("u4")]
    [InlineData("f8")]
    [InlineData("i8")]
    public void Szip_is_read_in_numbers_of_every_width_with_and_without_padded_lines(string kind)
    {
        StoredDataset file = NetCdfFile.Open(Filters);
        double[] plain = Read(file, "plain");
        foreach (string name in (string[])["szip_nn", "szip_ec", "szip_odd"])
        {
            // Unsigned numbers are what NumPy makes of negative ones.
            Assert.Equal(plain.Select(v => kind == "u4" ? (uint)(int)(v * 2) : v * 2), Read(file, $"{name}_{kind}"));
        }
    }

    [Fact]
    public void Szip_without_its_library_is_an_error_with_the_install_command()
    {
        using IDisposable hidden = NativeLibraries.Hide(NativeLibraries.Aec);
        Assert.Contains(
            "apt-get install libaec0",
            Assert.Throws<GchunkException>(() => Read(NetCdfFile.Open(Filters), "szip_nn")).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nobody", "number 399")]
    [InlineData("bzip2", "bzip2 (307)")]
    public void A_filter_without_a_codec_is_named_with_the_way_out(string name, string filter)
    {
        using IDisposable hidden = NativeLibraries.Hide(NativeLibraries.NetCdf, NativeLibraries.Hdf5);
        Assert.EndsWith(
            $"variable '{name}' is stored with the HDF5 filter {filter}, which gchunk does not read; where the filter is installed, nccopy -F none OLD NEW or h5repack -f GZIP=4 OLD NEW writes a file without it",
            Assert.Throws<GchunkException>(() => Read(NetCdfFile.Open(Filters), name)).Message,
            StringComparison.Ordinal
        );
    }

    // The files have, beside each variable, what HDF5 reads of it.
    [Theory]
    [InlineData("scale_offset.h5", 44)]
    [InlineData("n_bit.h5", 15)]
    public void A_filter_of_packed_numbers_gives_what_HDF5_gives(string name, int variables)
    {
        using IDisposable hidden = NativeLibraries.Hide(NativeLibraries.NetCdf, NativeLibraries.Hdf5);
        StoredDataset file = NetCdfFile.Open(Path.Combine(TestData.Folder, "odd", name));
        string[] names =
        [
            .. file.Variables.Select(v => v.Name).Where(n => !n.EndsWith("_plain", StringComparison.Ordinal)),
        ];
        Assert.Equal(variables, names.Length);
        foreach (string each in names)
        {
            Assert.Equal(file[$"{each}_plain"].Array!.DType, file[each].Array!.DType);
            Assert.Equal(Read(file, $"{each}_plain"), Read(file, each));
        }
        Assert.Equal(Enumerable.Range(0, 77).Select(i => (double)i), Read(NetCdfFile.Open(Filters), "scale_offset"));
    }

    // Parameters as libhdf5 writes them, with one wrong each: number, whole, elements, class, bytes, order, bits, offset.
    [Theory]
    [InlineData(8, 0, 12)]
    [InlineData(8, 0, 12, 2, 4, 0, 12, 4)]
    [InlineData(8, 0, 12, 1, 2, 0, 12, 4)]
    [InlineData(8, 0, 12, 1, 4, 2, 12, 4)]
    [InlineData(8, 0, 12, 1, 4, 0, 0, 4)]
    [InlineData(8, 0, 12, 1, 4, 0, 29, 4)]
    [InlineData(8, 0, 12, 1, 4, 0, 12, -1)]
    public void Wrong_parameters_of_n_bit_are_errors(params int[] values) =>
        Assert.Throws<InvalidDataException>(() => new NBitCodec(Array.ConvertAll(values, v => (uint)v), 4));

    [Fact]
    public void A_damaged_chunk_of_a_plugin_is_an_error() =>
        Assert.Contains(
            "308",
            Assert.Throws<GchunkException>(() => Read(NetCdfFile.Open(Filters), "damaged")).Message,
            StringComparison.Ordinal
        );

    private static string Filters => Path.Combine(TestData.Folder, "odd", "filters.h5");

    private static double[] Read(StoredDataset file, string name)
    {
        IStoredArray array = file[name].Array!;
        using NDArray values = NDArray.Allocate(array.Shape, array.DType);
        array.Read(new Region([0, 0], array.Shape.ToArray(), [1, 1]), values.Pointer, CancellationToken.None);
        return values.ToArray<double>();
    }

    [Fact]
    public void Unshuffles_any_number_of_elements_of_any_size()
    {
        var random = new Random(5);
        foreach (int size in new[] { 1, 2, 3, 4, 8, 16 })
        {
            foreach (int count in new[] { 0, 1, 15, 16, 17, 100 })
            {
                foreach (int rest in new[] { 0, 1 })
                {
                    var plain = new byte[count * size + (size > 1 ? rest : 0)];
                    random.NextBytes(plain);
                    var shuffled = (byte[])plain.Clone();
                    for (int i = 0; i < count; i++)
                    {
                        for (int b = 0; b < size; b++)
                            shuffled[b * count + i] = plain[i * size + b];
                    }

                    var result = new byte[plain.Length + 1];
                    fixed (
                        byte* s = shuffled,
                            r = result
                    )
                    {
                        Shuffle.Undo(s, r, plain.Length, size);
                    }

                    Assert.Equal(plain, result[..^1]);
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Inflates_to_exactly_the_bytes_that_are_expected(bool native)
    {
        var plain = new byte[10_000];
        new Random(1).NextBytes(plain.AsSpan(0, 5000));
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Fastest, true))
            zlib.Write(plain);
        byte[] packed = stream.ToArray();

        Assert.Equal(plain, Inflate(packed, plain.Length));
        Assert.Contains(
            "it holds 10000 bytes, not 10001",
            Assert.Throws<InvalidDataException>(() => Inflate(packed, 10_001)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidDataException>(() => Inflate(packed, 9_999));
        Assert.Throws<InvalidDataException>(() => Inflate(packed[..(packed.Length / 2)], plain.Length));
        packed[2] ^= 7;
        Assert.Throws<InvalidDataException>(() => Inflate(packed, plain.Length));

        byte[] Inflate(byte[] source, int length)
        {
            var codec = new DeflateCodec(gzip: false, 1);
            var result = new byte[length];
            fixed (
                byte* s = source,
                    r = result
            )
            {
                var encoded = new NativeBytes(s, source.Length);
                using var into = new Scratch(r, length);
                long given = native
                    ? codec.Decode(encoded, into, length).Length
                    : codec.DecodeManaged(encoded, r, length);
                // As the reader of a chunk does.
                return given == length
                    ? result
                    : throw new InvalidDataException($"it holds {given} bytes, not {length}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcde")]
    [InlineData("abcdef")]
    public void Sums_as_Fletcher_32_over_big_endian_words(string text)
    {
        uint a = 0,
            b = 0;
        for (int i = 0; i < text.Length; i += 2)
        {
            a = (a + ((uint)text[i] << 8 | (i + 1 < text.Length ? text[i + 1] : 0u))) % 65535;
            b = (b + a) % 65535;
        }
        Assert.Equal(b << 16 | a, Fletcher32Codec.Compute(System.Text.Encoding.ASCII.GetBytes(text)));
    }

    [Theory]
    [InlineData("checksum_only", "Fletcher-32 checksum does not match")]
    [InlineData("f8_little_deflate", "deflate stream")]
    public void A_damaged_chunk_is_named(string name, string message)
    {
        string path = Path.Combine(Path.GetTempPath(), $"gchunk-{Guid.NewGuid():N}.nc");
        try
        {
            byte[] bytes = File.ReadAllBytes(TestData.NetCdf("made_kinds.nc"));
            StoredDataset original = NetCdfFile.Open(TestData.NetCdf("made_kinds.nc"));
            Assert.True(
                ((Hdf5ChunkReader)((NetCdfArray)original[name].Array!).Reader).Index.TryFind(
                    [1, 1],
                    out ChunkLocation chunk
                )
            );
            bytes[chunk.Offset + chunk.Size / 2] ^= 0x55;
            File.WriteAllBytes(path, bytes);
            IStoredArray array = NetCdfFile.Open(path)[name].Array!;
            using NDArray block = NDArray.Allocate((7, 9), array.DType);
            var whole = new Region([0, 0], [7, 9], [1, 1]);
            string error = Assert
                .Throws<GchunkException>(() => array.Read(whole, block.Pointer, CancellationToken.None))
                .Message;
            Assert.Contains(
                $"{path}: variable '{name}': chunk (1, 1) at byte {chunk.Offset} is damaged",
                error,
                StringComparison.Ordinal
            );
            Assert.Contains(message, error, StringComparison.Ordinal);
            // The other chunks can still be read.
            array.Read(new Region([0, 0], [3, 4], [1, 1]), block.Pointer, CancellationToken.None);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
