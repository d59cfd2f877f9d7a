using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>The codecs of numcodecs: a store that tests/data/make_codecs.py wrote, and stores written here.</summary>
public sealed class CodecsOfNumcodecsTests : IDisposable
{
    private static readonly string Store = Path.Combine(Checkout.Root, "tests/data/numcodecs/store.zip");

    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Checkout.Root, "tests/data/numcodecs/expected.json")))
        .RootElement;

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-codecs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_codec_is_read_as_zarr_reads_it()
    {
        Dataset ds = OpenZarr(Store);
        foreach (JsonProperty array in Expected.EnumerateObject().Where(a => a.Name != "pickle"))
        {
            if (array.Value[0].ValueKind == JsonValueKind.String)
            {
                Assert.Equal(
                    array.Value.EnumerateArray().Select(v => v.GetString()!),
                    ds[array.Name].Texts().ToArray()
                );
                continue;
            }
            double[] values = [.. array.Value.EnumerateArray().Select(v => v.GetDouble())];
            Assert.True(
                values.AsSpan().SequenceEqual(ds[array.Name].AsType(DType.Float64).Compute().ToArray<double>()),
                array.Name
            );
        }
    }

    [Fact]
    public void A_pickle_is_never_read()
    {
        GchunkException e = Assert.Throws<GchunkException>(() => OpenZarr(Store)["pickle"]);
        Assert.Contains(
            "reading a pickle runs whatever code its writer put in it",
            e.Message,
            StringComparison.Ordinal
        );
    }

    private static Dictionary<string, (ZarrCompression Compression, Array Values)> Written =>
        new()
        {
            ["bz2"] = (ZarrCompression.Bz2(3), Floats),
            ["lzma"] = (ZarrCompression.Lzma(2), Floats),
            ["lz4"] = (ZarrCompression.Lz4(), Floats),
            ["delta"] = (ZarrCompression.Zstd().WithFilter("delta"), Integers),
            ["deltas"] = (ZarrCompression.None.WithFilter("delta"), Array.ConvertAll(Integers, i => (byte)i)),
            ["fixed"] = (ZarrCompression.Zlib().WithFixedScaleOffset(1000, 4, DType.Int16), Floats),
            ["astype"] = (ZarrCompression.Gzip().WithAsType(DType.Float32), Floats),
            ["packbits"] = (ZarrCompression.None.WithFilter("packbits"), Array.ConvertAll(Integers, i => i % 3 == 0)),
            ["crc32"] = (ZarrCompression.Zlib().WithFilter("shuffle").WithFilter("crc32"), Floats),
            ["adler32"] = (ZarrCompression.None.WithFilter("adler32"), Floats),
            ["base64"] = (ZarrCompression.None.WithFilter("base64"), Integers),
        };

    private static int[] Integers { get; } = [.. Enumerable.Range(0, 23).Select(i => i * i - 90)];

    private static double[] Floats { get; } = [.. Enumerable.Range(0, 23).Select(i => 1000 + i / 4.0)];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_codec_is_written_so_that_it_is_read_again(int format)
    {
        foreach ((string name, (ZarrCompression compression, Array values)) in Written)
        {
            string path = Path.Combine(folder, $"{name}{format}.zarr");
            var x = new DataArray(
                NDArray.From(values is byte[] bytes ? (Array)Array.ConvertAll(bytes, b => (long)b) : values),
                ["x"],
                name: "v"
            );
            if (values is byte[])
                x = x.AsType(DType.UInt8);
            x.Chunk(("x", 8)).ToZarr(path, format, compression);
            Dataset read = OpenZarr(path, decodeCf: false);
            Assert.Equal(x.DType, read["v"].DType);
            Assert.Equal(
                x.AsType(DType.Float64).Compute().ToArray<double>(),
                read["v"].AsType(DType.Float64).Compute().ToArray<double>()
            );
            string metadata = File.ReadAllText(Path.Combine(path, format == 2 ? "v/.zarray" : "v/zarr.json"));
            Assert.Contains(
                name == "deltas" ? "delta"
                    : name == "fixed" ? "fixedscaleoffset"
                    : name,
                metadata,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Damaged_chunks_are_errors_and_nothing_else()
    {
        var random = new Random(7);
        foreach ((string name, (ZarrCompression compression, Array values)) in Written)
        {
            DType dtype =
                values is double[] ? DType.Float64
                : values is bool[] ? DType.Bool
                : values is byte[] ? DType.UInt8
                : DType.Int32;
            var codecs = compression.Codecs(dtype);
            byte[] plain = new byte[23 * dtype.Size];
            for (int i = 0; i < 60; i++)
                Decode(codecs, plain.Length, Damaged(Encode(codecs, plain), random));
        }
    }

    private static unsafe byte[] Encode(IBytesCodec[] codecs, byte[] plain)
    {
        using var scratch = new ScratchPair();
        fixed (byte* p = plain)
        {
            return new BytesPipeline(codecs, plain.Length)
                .Encode(new NativeBytes(p, plain.Length), scratch)
                .Span.ToArray();
        }
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        byte[] copy = random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
        for (int i = 0; i < 2 && copy.Length > 0; i++)
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
        return copy;
    }

    private static unsafe void Decode(IBytesCodec[] codecs, int length, byte[] encoded)
    {
        using var scratch = new ScratchPair();
        fixed (byte* p = encoded)
        {
            try
            {
                NativeBytes plain = new BytesPipeline(codecs, length).Decode(
                    new NativeBytes(p, encoded.Length),
                    null,
                    scratch
                );
                Assert.True(plain.Length <= length);
            }
            catch (InvalidDataException)
            { /* the damage is found */
            }
        }
    }

    [Fact]
    public void Filters_that_do_not_fit_are_refused()
    {
        Throws("did you mean 'delta'", () => ZarrCompression.None.WithFilter("detla"));
        Throws("packbits is for bools", () => ZarrCompression.None.WithFilter("packbits").Codecs(DType.Int32));
        Throws("is not for complex128", () => ZarrCompression.None.WithFilter("delta").Codecs(DType.Complex128));
        ZarrCompression small = ZarrCompression.None.WithFixedScaleOffset(0, 100, DType.Int16);
        DataArray x = new(NDArray.From([1.0, 500]), ["x"], name: "v");
        Throws(
            "cannot store 500 as <i2",
            () =>
            {
                x.ToZarr(Path.Combine(folder, "small.zarr"), 2, small);
                return small;
            }
        );
        Throws("cannot be undone", () => ZarrCompression.None.WithFixedScaleOffset(0, 0, DType.Int16));
    }

    private static void Throws(string message, Func<object> code) =>
        Assert.Contains(message, Assert.Throws<GchunkException>(code).Message, StringComparison.Ordinal);
}
