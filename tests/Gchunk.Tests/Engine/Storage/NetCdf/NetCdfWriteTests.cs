using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.Hdf5;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.NetCdf;

public sealed unsafe class NetCdfWriteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-write-").FullName;

    private string Target => Path.Combine(folder, "out.nc");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_with_a_filter_that_may_crash_the_library_is_not_extended()
    {
        File.Copy(TestData.NetCdf("../hostile/growing_szip.nc"), Target);
        Assert.Contains(
            "variable 'v' has the HDF5 filter szip (4), with which libhdf5 may crash",
            Assert.Throws<GchunkException>(() => NetCdfWriter.Append(Target)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Complex_numbers_are_refused_with_the_way_out()
    {
        using NetCdfWriter writer = NetCdfWriter.Create(Target);
        writer.AddDimension("x", 2);
        Assert.Contains(
            "NetCDF has no type for complex64; write Real() and Imag() as two variables",
            Assert.Throws<GchunkException>(() => writer.AddVariable(new("z", DType.Complex64, ["x"]))).Message,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<DType> DTypes() => [.. Gchunk.Engine.Arrays.DTypes.Real];

    [Theory]
    [MemberData(nameof(DTypes))]
    public void Reads_back_what_it_wrote_block_by_block(DType dtype)
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => (double)(dtype == DType.Bool ? i % 2 : i))];
        using NDArray whole = NDArray.From(values, (10, 6)).AsType(dtype);
        using (NetCdfWriter writer = NetCdfWriter.Create(Target))
        {
            writer.AddDimension("y", 10);
            writer.AddDimension("x", 6);
            writer.AddVariable(new("v", dtype, ["y", "x"]) { Chunk = [4, 4], Attributes = new([new("units", "K")]) });
            for (int y = 9; y >= 0; y -= 3)
            {
                int rows = Math.Min(3, 10 - y);
                writer.WriteRegion(
                    "v",
                    [y, 0],
                    NDArray.From(values[(y * 6)..((y + rows) * 6)], (rows, 6)).AsType(dtype)
                );
            }
            writer.WriteRegion("v", [1, 0], NDArray.From(values[6..54], (8, 6)));
            writer.Commit();
        }
        StoredVariable variable = NetCdfFile.Open(Target)["v"];
        Assert.Equal(dtype == DType.Bool ? ["units", "dtype"] : ["units"], variable.Attributes.Names);
        Assert.Equal([4, 4], variable.Array!.StoredChunk!);
        Assert.IsType<Hdf5ChunkReader>(((NetCdfArray)variable.Array).Reader);
        CfDecoding decoding = CfDecoding.For(variable.Attributes, variable.Array.DType);
        Assert.Equal(dtype, decoding.Result);
        using NDArray stored = NDArray.Allocate((10, 6), variable.Array.DType);
        variable.Array.Read(new Region([0, 0], [10, 6], [1, 1]), stored.Pointer, CancellationToken.None);
        Assert.Equal(values, decoding.Decode(stored).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(DTypes))]
    public void A_region_that_is_one_chunk_can_be_read_shuffled_and_reduces_to_the_same(DType dtype)
    {
        // The state of a reduction over so many cells does not fit the cache of a core.
        const int Rows = 9,
            Height = 263,
            Width = 251;
        var random = new Random(3);
        using NDArray whole = NDArray
            .From(
                [
                    .. Enumerable
                        .Range(0, Rows * Height * Width)
                        .Select(_ => (double)(dtype == DType.Bool ? random.Next(2) : random.Next(100))),
                ],
                (Rows, Height, Width)
            )
            .AsType(dtype);
        using (NetCdfWriter writer = NetCdfWriter.Create(Target))
        {
            (string, long)[] dimensions = [("t", Rows), ("y", Height), ("x", Width)];
            foreach ((string name, long length) in dimensions)
                writer.AddDimension(name, length);
            writer.AddVariable(new("v", dtype, ["t", "y", "x"]) { Chunk = [1, Height, Width] });
            writer.AddVariable(new("edge", dtype, ["t", "y", "x"]) { Chunk = [2, Height, Width] });
            writer.WriteRegion("v", [0, 0, 0], whole);
            writer.WriteRegion("edge", [0, 0, 0], whole);
            writer.Commit();
        }
        IStoredArray array = NetCdfFile.Open(Target)["v"].Array!,
            edge = NetCdfFile.Open(Target)["edge"].Array!;
        using NDArray read = NDArray.Allocate((2, Height, Width), array.DType),
            shuffled = NDArray.Allocate((2, Height, Width), array.DType),
            sorted = NDArray.Allocate((2, Height, Width), array.DType);
        Assert.Equal(array.DType.Size > 1, Shuffled(array, 4, 1));
        Assert.False(Shuffled(array, 4, 2));
        Assert.Equal(array.DType.Size > 1, Shuffled(edge, 6, 2));
        Assert.False(Shuffled(edge, 5, 2));
        Assert.False(Shuffled(edge, 8, 1));

        // Reductions from the file and from memory agree, over each row and over all rows.
        var stored = new StoredExpr(array, ChunkGrid.Regular(array.Shape, [1, Height, Width]));
        var memory = new MemoryExpr(whole.AsType(array.DType), stored.Chunks);
        foreach (string name in (string[])["mean", "max", "std"])
        {
            foreach (
                int[] axes in (int[][])
                    [
                        [0],
                        [1, 2],
                    ]
            )
            {
                using NDArray expected = Computation.Compute(
                        ReductionExpr.Create(OpTable.GetReduction(name), memory, axes, false, default)
                    ),
                    found = Computation.Compute(
                        ReductionExpr.Create(OpTable.GetReduction(name), stored, axes, false, default)
                    );
                Assert.Equal(expected.ToArray<double>(), found.ToArray<double>());
            }
        }

        bool Shuffled(IStoredArray from, long row, long rows)
        {
            var region = new Region([row, 0, 0], [rows, Height, Width], [1, 1, 1]);
            if (!from.ReadShuffled(region, shuffled.Pointer, CancellationToken.None))
                return false;
            long bytes = region.Shape.Size * from.DType.Size;
            from.Read(region, read.Pointer, CancellationToken.None);
            Shuffle.Undo(shuffled.Pointer, sorted.Pointer, bytes, from.DType.Size);
            Assert.True(
                new ReadOnlySpan<byte>(read.Pointer, (int)bytes).SequenceEqual(
                    new ReadOnlySpan<byte>(sorted.Pointer, (int)bytes)
                )
            );
            return true;
        }
    }

    [Fact]
    public void A_file_that_replaces_one_of_the_same_length_and_time_is_the_one_that_is_opened()
    {
        DateTime time = DateTime.UtcNow.AddDays(-1);
        foreach (double value in (double[])[1, 2])
        {
            using (NetCdfWriter writer = NetCdfWriter.Create(Target + ".new"))
            {
                writer.AddDimension("x", 4);
                writer.AddVariable(new("v", DType.Float64, ["x"]) { Deflate = 0 });
                writer.WriteRegion("v", [0], NDArray.From([value, value, value, value]));
                writer.Commit();
            }
            File.SetLastWriteTimeUtc(Target + ".new", time);
            if (File.Exists(Target))
                Assert.Equal(new FileInfo(Target).Length, new FileInfo(Target + ".new").Length);
            File.Move(Target + ".new", Target, overwrite: true);
            using NDArray read = NDArray.Allocate(4, DType.Float64);
            NetCdfFile.Open(Target)["v"].Array!.Read(new Region([0], [4], [1]), read.Pointer, CancellationToken.None);
            Assert.Equal([value, value, value, value], read.ToArray<double>());
        }
    }

    [Fact]
    public void Writes_attributes_text_scalars_and_empty_dimensions()
    {
        var attributes = new StoredAttributes([
            new("title", "grün"),
            new("words", new[] { "a", "ü" }),
            new("bytes", new sbyte[] { -1 }),
            new("unsigned", new byte[] { 255 }),
            new("one", 1.5),
            new("flag", true),
            new("empty", ""),
            new("CLASS", "kept out"),
        ]);
        using (NetCdfWriter writer = NetCdfWriter.Create(Target))
        {
            writer.AddAttributes(attributes);
            writer.AddDimension("x", 2);
            writer.AddDimension("none", 0);
            writer.AddVariable(new("scalar", DType.Float32, []));
            writer.AddVariable(new("nothing", DType.Int16, ["none", "x"]));
            writer.AddVariable(new("filled", DType.Int16, ["x"]) { Attributes = new([new("_FillValue", -9.0)]) });
            writer.AddText("names", ["x"], ["", "雨"], new([new("long_name", "names")]));
            writer.WriteRegion("scalar", [], NDArray.Scalar(2.5f));
            writer.WriteRegion("nothing", [0, 0], NDArray.Zeros((0, 2), DType.Int16));
            writer.Commit();
        }
        StoredDataset read = NetCdfFile.Open(Target);
        Assert.Equal(["title", "words", "bytes", "unsigned", "one", "flag", "empty"], read.Attributes.Names);
        Assert.Equal("grün", read.Attributes["title"]);
        Assert.Equal(new[] { "a", "ü" }, read.Attributes["words"]);
        Assert.Equal(new byte[] { 255 }, Assert.IsType<byte[]>(read.Attributes["unsigned"]));
        Assert.Equal(new[] { 1.5 }, read.Attributes["one"]);
        Assert.Equal(["", "雨"], read["names"].ReadStrings());
        Assert.Equal(new Shape(0, 2), read["nothing"].Shape);
        Assert.Equal(new short[] { -9 }, Assert.IsType<short[]>(read["filled"].Attributes["_FillValue"]));
        Assert.Equal(["-9", "-9"], ExpectedData.Read(read["filled"].Array!, new Region([0], [2], [1])));
        Assert.Equal(["2.5"], ExpectedData.Read(read["scalar"].Array!, new Region([], [], [])));
    }

    [Fact]
    public void Writes_from_many_threads()
    {
        using (NetCdfWriter writer = NetCdfWriter.Create(Target))
        {
            writer.AddDimension("x", 4000);
            writer.AddVariable(new("v", DType.Int32, ["x"]) { Chunk = [100] });
            Parallel.For(
                0,
                40,
                i => writer.WriteRegion("v", [i * 100], NDArray.From([.. Enumerable.Range(i * 100, 100)]))
            );
            writer.Commit();
        }
        string[] values = ExpectedData.Read(NetCdfFile.Open(Target)["v"].Array!, new Region([0], [4000], [1]));
        Assert.Equal(
            Enumerable.Range(0, 4000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            values
        );
    }

    [Fact]
    public void A_file_that_is_not_committed_is_deleted_and_the_old_one_is_kept()
    {
        File.WriteAllText(Target, "old");
        using (NetCdfWriter writer = NetCdfWriter.Create(Target))
        {
            writer.AddDimension("x", 3);
            Assert.Equal(2, Directory.GetFiles(folder).Length);
        }
        Assert.Equal([Target], Directory.GetFiles(folder));
        Assert.Equal("old", File.ReadAllText(Target));
    }

    [Fact]
    public void The_error_for_a_wrong_target_says_what_is_wrong()
    {
        Assert.Contains(
            $"there is no folder {folder}/no",
            Error(Path.Combine(folder, "no/out.nc")),
            StringComparison.Ordinal
        );
        Assert.Contains("it is a folder; name a file in it", Error(folder), StringComparison.Ordinal);
        Assert.Contains("no file can be created in", Error("/proc/self/task/out.nc"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));

        static string Error(string path) => Assert.Throws<GchunkException>(() => NetCdfWriter.Create(path)).Message;
    }

    [Fact]
    public void The_error_for_a_wrong_variable_says_what_is_wrong()
    {
        using NetCdfWriter writer = NetCdfWriter.Create(Target);
        writer.AddDimension("lat", 2);
        Assert.Contains(
            "did you mean 'lat'?",
            Assert.Throws<GchunkException>(() => writer.AddVariable(new("v", DType.Int8, ["latitude"]))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "variable 'a/b'",
            Assert.Throws<GchunkException>(() => writer.AddVariable(new("a/b", DType.Int8, ["lat"]))).Message,
            StringComparison.Ordinal
        );
        writer.AddVariable(new("v", DType.Int8, ["lat"]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            writer.WriteRegion("v", [1], NDArray.From(new sbyte[] { 1, 2 }))
        );
        var fill = new StoredAttributes([new("_FillValue", 1e20)]);
        Assert.Contains(
            "does not fit in int16",
            Assert
                .Throws<GchunkException>(() => writer.AddVariable(new("w", DType.Int16, ["lat"]) { Attributes = fill }))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("days since 1850-01-01", "days since 1850-01-01", DType.Int64)]
    [InlineData("hours since 1850-01-01", "hours since 1850-01-01", DType.Int64)]
    [InlineData("weeks since 1850-01-05", "weeks since 1850-01-05", DType.Float64)]
    [InlineData("months since 1850-01-01", "days since 2000-01-01", DType.Int64)]
    [InlineData(null, "days since 2000-01-01", DType.Int64)]
    public void Encodes_times_in_the_units_of_their_source_where_they_are_exact(
        string? given,
        string expected,
        DType dtype
    )
    {
        CfCalendar calendar = CfCalendar.NoLeap;
        long[] instants = [calendar.Parse("2000-01-01").Start, calendar.Parse("2000-01-02").Start];
        CfTimeEncoding encoding = CfTimeEncoding.For(instants, calendar, given);
        Assert.Equal((expected, dtype), (encoding.Attributes.Text("units"), encoding.Values.DType));
        Assert.Equal("noleap", encoding.Attributes.Text("calendar"));
        Assert.Equal(instants, CfTimeUnits.Parse(expected, "noleap").Decode(encoding.Values));
    }

    [Fact]
    public void A_missing_time_is_written_as_NaN()
    {
        CfTimeEncoding encoding = CfTimeEncoding.For([0, CfDateTime.NaT], CfCalendar.Standard);
        Assert.Equal([0, CfDateTime.NaT], encoding.Units.Decode(encoding.Values));
    }
}
