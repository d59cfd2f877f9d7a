using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Hdf5;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.NetCdf;

public sealed class DamagedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-damaged-").FullName;

    private string Target => Path.Combine(folder, "damaged.nc");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("", "is empty: not a NetCDF file")]
    [InlineData(
        "GRIB....",
        "is not a NetCDF file: it starts with \"GRIB....\"; NetCDF files start with CDF or \\x89HDF"
    )]
    [InlineData("CDF", "is not a NetCDF file")]
    [InlineData("CDF\t...", "is not a NetCDF file: it starts with \"CDF\\x09...\"")]
    [InlineData("a,b\n1,2\n", "; it is a text; ReadCsv reads tables of numbers")]
    [InlineData("{\"a\": 1}", "; it is a text in JSON; references of kerchunk are opened by the ending .json")]
    [InlineData("MATLAB 5.0 MAT-file, Platform: GLNXA64\0", "; it is a MATLAB file; save it in MATLAB with -v7.3")]
    [InlineData("\0\0'\n\0\0", "; it is a shapefile: OpenFeatures reads it")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005", "\\x05\"; NetCDF files start with CDF or \\x89HDF")]
    [InlineData("CDF\u0001", "is truncated: 4 bytes, but its header goes beyond them")]
    public void What_is_not_NetCDF_is_named(string content, string message)
    {
        File.WriteAllText(Target, content);
        Assert.Contains(
            message,
            Assert.Throws<GchunkException>(() => NetCdfFile.Open(Target)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("377ABCAF271C", "a 7-Zip archive")]
    [InlineData("80049500", "a pickle of Python, which may run any program and is never read")]
    [InlineData("04224D18", "compressed by LZ4")]
    [InlineData("4F626A01", "an Avro file")]
    public void Files_of_other_kinds_are_named_by_their_first_bytes(string start, string kind)
    {
        File.WriteAllBytes(Target, Convert.FromHexString(start));
        Assert.Contains(
            "; it is " + kind,
            Assert.Throws<GchunkException>(() => NetCdfFile.Open(Target)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        Assert.Equal($"no such file: {Target}", Assert.Throws<GchunkException>(() => NetCdfFile.Open(Target)).Message);
        Assert.Equal(
            $"{folder} is a folder, not a file",
            Assert.Throws<GchunkException>(() => NetCdfFile.Open(folder)).Message
        );
    }

    [Theory]
    [InlineData(9)]
    [InlineData(60)]
    [InlineData(1000)]
    [InlineData(15353)]
    public void A_truncated_file_is_named_with_its_length(int length)
    {
        File.WriteAllBytes(Target, File.ReadAllBytes(TestData.NetCdf("made_text.nc"))[..length]);
        string message = Assert.Throws<GchunkException>(() => NetCdfFile.Open(Target)).Message;
        Assert.Contains($"{Target} is truncated: it has {length} bytes, ", message, StringComparison.Ordinal);
        if (length > 48)
            Assert.Contains("but its header says 15354", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_changed_since_it_was_opened_is_not_read()
    {
        File.Copy(TestData.NetCdf("made_one_record.nc"), Target);
        IStoredArray array = NetCdfFile.Open(Target)["v"].Array!;
        File.AppendAllText(Target, "x");
        Assert.Contains(
            "has changed since it was opened",
            Assert.Throws<GchunkException>(() => ExpectedData.Read(array, new Region([0, 0], [1, 1], [1, 1]))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("made_cdf1.nc")]
    [InlineData("made_cdf5.nc")]
    [InlineData("tiny.nc")]
    [InlineData("meteo_data.nc")]
    public void Damage_of_a_classic_file_gives_an_error_or_values_and_never_a_crash(string name)
    {
        int rounds = int.Parse(
                Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40",
                CultureInfo.InvariantCulture
            ),
            errors = 0;
        byte[] original = File.ReadAllBytes(TestData.NetCdf(name));
        for (int seed = 0; seed < rounds; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])original.Clone();
            int reach = random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 4096);
            for (int flips = 1 << random.Next(4); flips > 0; flips--)
                bytes[random.Next(4, reach)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            if (random.Next(8) == 0)
                bytes = bytes[..random.Next(8, bytes.Length)];
            string path = Path.Combine(folder, $"{seed}.nc");
            File.WriteAllBytes(path, bytes);
            errors += Errors(path);
            File.Delete(path);
        }
        Assert.True(errors > 0, "no mutation was noticed");
    }

    [Theory]
    [InlineData("made_kinds.nc")]
    [InlineData("made_text.nc")]
    [InlineData("vlstr_type.nc")]
    [InlineData("dt_global_allsat_madt_h_20150101.nc")]
    [InlineData("../odd/filters.h5")]
    [InlineData("../odd/plain_latest.h5")]
    [InlineData("../odd/rare_shared.h5")]
    [InlineData("../odd/refused_virtual.h5")]
    [InlineData("../odd/refused_rare.h5")]
    [InlineData("../odd/types.nc")]
    [InlineData("../hostile/szip.nc")]
    [InlineData("../hostile/lz4.h5")]
    public void Damage_of_a_NetCDF4_file_gives_an_error_or_values_and_never_a_crash(string name)
    {
        int rounds = int.Parse(
                Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40",
                CultureInfo.InvariantCulture
            ),
            errors = 0;
        byte[] original = File.ReadAllBytes(TestData.NetCdf(name));
        for (int seed = 0; seed < rounds; seed++)
        {
            string path = Path.Combine(folder, $"{seed}.nc");
            File.WriteAllBytes(path, Mutation.Of(original, seed));
            errors += Errors(path);
            File.Delete(path);
        }
        Assert.True(errors > 0, "no mutation was noticed");
    }

    [Theory]
    [InlineData("made_kinds.nc")]
    [InlineData("dt_global_allsat_madt_h_20150101.nc")]
    [InlineData("../odd/filters.h5")]
    [InlineData("../odd/refused_rare.h5")]
    public void Damage_of_the_chunks_of_a_NetCDF4_file_gives_an_error_or_values_and_never_a_crash(string name)
    {
        int rounds = int.Parse(
                Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "12",
                CultureInfo.InvariantCulture
            ),
            errors = 0;
        byte[] original = File.ReadAllBytes(TestData.NetCdf(name));
        ChunkLocation[] chunks =
        [
            .. NetCdfFile
                .Open(TestData.NetCdf(name))
                .Variables.Select(ChunksOf)
                .OfType<Hdf5ChunkReader>()
                .SelectMany(r => r.Index.All),
        ];
        Assert.NotEmpty(chunks);
        for (int seed = 0; seed < rounds; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])original.Clone();
            for (int flips = 1 << random.Next(5); flips > 0; flips--)
            {
                ChunkLocation chunk = chunks[random.Next(chunks.Length)];
                bytes[chunk.Offset + random.NextInt64(chunk.Size)] =
                    random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }
            string path = Path.Combine(folder, $"{seed}.nc");
            File.WriteAllBytes(path, bytes);
            errors += Errors(path);
            File.Delete(path);
        }
        Assert.True(errors > 0, "no mutation was noticed");
    }

    private static IRegionReader? ChunksOf(StoredVariable variable)
    {
        try
        {
            return (variable.Array as NetCdfArray)?.Reader;
        }
        catch (GchunkException)
        {
            return null; // refused
        }
    }

    // Files whose metadata once ended the process inside libhdf5, which must not be called at all.
    [Theory]
    [InlineData("szip.nc")]
    [InlineData("lz4.h5")]
    public void Every_byte_of_a_file_that_crashed_the_library_may_change(string name)
    {
        using IDisposable hidden = NativeLibraries.Hide(NativeLibraries.NetCdf, NativeLibraries.Hdf5);
        // All bytes with GCHUNK_MUTATIONS=640.
        int rounds = int.Parse(
                Environment.GetEnvironmentVariable("GCHUNK_MUTATIONS") ?? "40",
                CultureInfo.InvariantCulture
            ),
            step = Math.Max(1, 640 / rounds);
        byte[] bytes = File.ReadAllBytes(TestData.NetCdf("../hostile/" + name));
        var random = new Random(1);
        for (int at = random.Next(step); at < bytes.Length; at += step)
        {
            byte old = bytes[at];
            bytes[at] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(Target, bytes);
            Errors(Target);
            bytes[at] = old;
        }
    }

    private static int Errors(string path)
    {
        try
        {
            int errors = 0;
            foreach (StoredVariable variable in NetCdfFile.Open(path).Variables)
            {
                if (variable.Shape.Size > 1 << 20)
                    continue;
                try
                {
                    if (variable.IsText)
                        _ = variable.ReadStrings();
                    else if (variable.Array is not null)
                        Read(variable.Array);
                }
                catch (GchunkException e)
                {
                    Assert.Contains(path, e.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain("needs the system library", e.Message, StringComparison.Ordinal);
                    errors++;
                }
            }
            return errors;
        }
        catch (GchunkException e)
        {
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
            return 1;
        }
    }

    private static unsafe void Read(IStoredArray array)
    {
        using NDArray block = NDArray.Allocate(array.Shape, array.DType);
        array.Read(
            new Region(new long[array.Shape.Rank], array.Shape.ToArray(), [.. Enumerable.Repeat(1L, array.Shape.Rank)]),
            block.Pointer,
            CancellationToken.None
        );
    }
}
