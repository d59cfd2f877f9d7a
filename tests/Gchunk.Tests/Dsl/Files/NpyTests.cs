using System.Globalization;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

public sealed class NpyTests : IDisposable
{
    private static readonly string Data = Path.Combine(Checkout.Root, "tests", "data", "npy");
    private readonly string folder = Directory.CreateTempSubdirectory("npy").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    public static TheoryData<string, string, string> Files =>
        [
            .. File.ReadLines(Path.Combine(Data, "expected.tsv"))
                .Select(line => line.Split('\t'))
                .Select(cells => new TheoryDataRow<string, string, string>(cells[0], cells[1], cells[2])),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_of_NumPy_are_read(string name, string shape, string values)
    {
        long[] lengths = [.. Split(shape, ',').Select(s => long.Parse(s, CultureInfo.InvariantCulture))];
        double[] expected = [.. Split(values, ' ').Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
        string path = Path.Combine(Data, name + ".npy");
        ChunkedArray x = FromNpy(path);
        Assert.Equal(lengths, x.Shape.ToArray());
        // Complex numbers are listed by their parts.
        static ChunkedArray Parts(ChunkedArray x) =>
            x.DType == DType.Complex64 ? x.View(DType.Float32)
            : x.DType == DType.Complex128 ? x.View(DType.Float64)
            : x;
        Assert.Equal(expected, Parts(x).Compute().ToArray<double>());
        if (lengths.Length != 3 || x.Size == 0 || x.DType.IsComplex)
            return;
        ChunkedArray parts = FromNpy(path, chunks: (1, 2, 3));
        Assert.Equal(expected, parts.Compute().ToArray<double>());
        Assert.Equal(expected[^1], parts[1, "::-2", 1..][0, ^1].AsType(DType.Float64).Compute());
    }

    [Fact]
    public void Every_version_of_the_format_is_read()
    {
        foreach (int version in (int[])[2, 3])
        {
            ChunkedArray x = FromNpy(Path.Combine(Data, $"version{version}.npy"));
            Assert.Equal([0.0, 1, 2, 3, 4], x.Compute().ToArray<double>());
        }
    }

    [Theory]
    [InlineData("refused_objects", "Python objects, which are never loaded")]
    [InlineData("refused_records", "records of several fields")]
    [InlineData("refused_texts", "elements of type 'U2', which are not supported")]
    public void Files_of_other_things_than_numbers_are_not_read(string name, string message)
    {
        var e = Assert.Throws<GchunkException>(() => FromNpy(Path.Combine(Data, name + ".npy")));
        Assert.Contains(message, e.Message);
    }

    // NumPy reads what has the bytes that it writes itself.
    [Fact]
    public void Files_have_the_bytes_that_NumPy_writes()
    {
        foreach (
            string name in (string[])
                ["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "scalar", "empty", "vector"]
        )
        {
            string original = Path.Combine(Data, name + ".npy");
            ChunkedArray x = FromNpy(original);
            if (x.Rank == 3 && x.Size > 0)
                x = x.Rechunk((1, 2, 3));
            x.ToNpy(At("copy.npy"));
            Assert.Equal(File.ReadAllBytes(original), File.ReadAllBytes(At("copy.npy")));
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        Arange(3).ToNpy(At("x.npy"));
        ChunkedArray wrong = Arange(3).MapBlocks(b => throw new InvalidOperationException("no"));
        Assert.ThrowsAny<GchunkException>(() => wrong.ToNpy(At("x.npy")));
        Assert.Equal([0L, 1, 2], FromNpy(At("x.npy")).Compute().ToArray<long>());
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9), }", "is truncated")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "has a length of")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "is damaged")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "is truncated")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", "")]
    [InlineData("__import__('os').system('true')", "is damaged")]
    [InlineData("", "is damaged")]
    public void Hostile_headers_are_errors(string header, string message)
    {
        byte[] text = Encoding.ASCII.GetBytes(header);
        File.WriteAllBytes(
            At("bad.npy"),
            [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        Assert.Contains(message, Assert.Throws<GchunkException>(() => FromNpy(At("bad.npy"))).Message);
    }

    [Fact]
    public void Damaged_files_are_errors_or_values_but_nothing_else()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Data, "f8.npy"));
        var random = new Random(7);
        for (int n = 0; n < 300; n++)
        {
            byte[] bytes = [.. whole];
            for (int k = random.Next(1, 4); k > 0; k--)
                bytes[random.Next(110)] = (byte)random.Next(256);
            if (n % 3 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(At("damaged.npy"), bytes);
            try
            {
                FromNpy(At("damaged.npy")).Compute().Dispose();
            }
            catch (GchunkException)
            { /* an error that names the file */
            }
        }
    }

    [Fact]
    public void A_file_that_changes_is_an_error()
    {
        Arange(3).ToNpy(At("x.npy"));
        ChunkedArray x = FromNpy(At("x.npy"));
        Arange(4).ToNpy(At("x.npy"));
        Assert.Contains("has changed", Assert.ThrowsAny<GchunkException>(() => x.Compute()).ToString());
    }

    [Fact]
    public void A_stack_has_a_file_for_each_chunk()
    {
        ChunkedArray x = Arange(24).Reshape((4, 6)).Rechunk((2, 4));
        x.ToNpyStack(At("stack"), axis: 1);
        Assert.Equal(["0.npy", "1.npy", "info.json"], Directory.GetFiles(At("stack")).Select(Path.GetFileName).Order());
        ChunkedArray read = FromNpyStack(At("stack"));
        Assert.Equal(x.Compute().ToArray<long>(), read.Compute().ToArray<long>());
        Assert.Equal([4L, 2], read.Chunks.Sizes(1).ToArray());
        x[..1].ToNpyStack(At("stack"));
        Assert.Equal(["0.npy", "info.json"], Directory.GetFiles(At("stack")).Select(Path.GetFileName).Order());
        // A stack of Dask has a pickle, which is not read.
        File.Delete(At("stack/info.json"));
        File.WriteAllText(At("stack/info"), "not read");
        Assert.Equal([0L, 1, 2, 3, 4, 5], FromNpyStack(At("stack")).Compute().ToArray<long>());
    }

    [Fact]
    public void A_folder_of_other_files_is_neither_read_nor_replaced()
    {
        Directory.CreateDirectory(At("other"));
        File.WriteAllText(At("other/0.txt"), "mine");
        Assert.Contains("has no files 0.npy", Assert.Throws<GchunkException>(() => FromNpyStack(At("other"))).Message);
        Assert.Throws<GchunkException>(() => Arange(3).ToNpyStack(At("other")));
        Assert.True(File.Exists(At("other/0.txt")));
        Arange(3).ToNpy(At("other/1.npy"));
        Assert.Contains("but not 0.npy", Assert.Throws<GchunkException>(() => FromNpyStack(At("other"))).Message);
    }

    [Fact]
    public void Blocks_are_stored_in_any_target()
    {
        ChunkedArray x = Arange(12).Reshape((3, 4)).Rechunk((2, 3));
        var target = new Recorder();
        x.Store(target);
        Assert.Equal(4, target.Regions.Count);
        Assert.Equal(66, target.Sum);
        Recorder[] two = [new Recorder(), new Recorder()];
        Store([x, x * 2], two);
        Assert.Equal([66.0, 132], two.Select(t => t.Sum));
        NDArray memory = NDArray.Zeros((3, 4), DType.Float32);
        x.Store(memory);
        Assert.Equal(11, memory.GetDouble(2, 3));
        Assert.Throws<GchunkException>(() => x.Store(NDArray.Zeros(12, DType.Int64)));
    }

    [Fact]
    public void Plain_arrays_are_written_to_Zarr_and_NetCDF()
    {
        ChunkedArray x = Arange(6).Reshape((2, 3));
        x.ToZarr(At("x.zarr"), "numbers");
        Assert.Equal(15.0, FromZarr(At("x.zarr")).Sum().Compute());
        Assert.Equal(15.0, FromZarr(At("x.zarr"), "numbers").Sum().Compute());
        x.ToNetCdf(At("x.nc"), "numbers", ["time", "lat"]);
        Assert.Equal(["time", "lat"], OpenDataset(At("x.nc"))["numbers"].Dims);
    }

    private static string[] Split(string text, char separator) =>
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries);

    private sealed class Recorder : IArrayTarget
    {
        private readonly Lock gate = new();

        public List<Region> Regions { get; } = [];

        public double Sum { get; private set; }

        public void Write(Region region, NDArray block)
        {
            lock (gate)
            {
                Regions.Add(region);
                Sum += block.ToArray<double>().Sum();
            }
        }
    }
}
