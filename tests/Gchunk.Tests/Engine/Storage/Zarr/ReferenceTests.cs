using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>References of kerchunk; tests/data/make_references.py checks the same file with xarray.</summary>
public sealed class ReferenceTests : IDisposable
{
    private static readonly string Data = Path.Combine(Checkout.Root, "tests/data");
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-references-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("day.json")]
    [InlineData("day.parq")]
    public void References_give_what_the_file_gives(string name)
    {
        Dataset file = OpenDataset(Path.Combine(Data, "labelled/day_200101.nc")),
            references = OpenDataset(Path.Combine(Data, "references", name));
        Assert.Equal(file.Sizes.Names.Order(), references.Sizes.Names.Order());
        foreach (string variable in file.Names)
            Assert.Equal(file[variable].Compute().ToArray<double>(), references[variable].Compute().ToArray<double>());
        Assert.Equal(file.Coords["time"].Index!.Label(3), references.Coords["time"].Index!.Label(3));
        Assert.Equal(
            file["t"].Attrs.Text("units"),
            OpenZarr(Path.Combine(Data, "references", name))["t"].Attrs.Text("units")
        );
    }

    [Fact]
    public void References_are_read_from_a_server_by_ranges()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Data, "labelled/day_200101.nc"));
        string json = File.ReadAllText(Path.Combine(Data, "references/day.json"))
            .Replace("../labelled/", "", StringComparison.Ordinal);
        var values = new Dictionary<string, byte[]>
        {
            ["refs.json"] = System.Text.Encoding.UTF8.GetBytes(json),
            ["day_200101.nc"] = file,
            ["labelled/day_200101.nc"] = file,
        };
        string parquet = Path.Combine(Data, "references/day.parq");
        foreach (string path in Directory.EnumerateFiles(parquet, "*", SearchOption.AllDirectories))
            values["references/day.parq/" + Path.GetRelativePath(parquet, path)] = File.ReadAllBytes(path);
        using var server = new LoopbackServer(values);
        object? sum = OpenDataset(Path.Combine(Data, "labelled/day_200101.nc"))["t"].Sum().Scalar();
        Assert.Equal(sum, OpenDataset(server.Address + "/refs.json")["t"].Sum().Scalar());
        Dataset there = OpenDataset(server.Address + "/references/day.parq");
        server.Requests.Clear();
        Assert.Equal(sum, there["t"].Sum().Scalar());
        // Each of its files of references once, and ranges of the file.
        Assert.Equal(3, server.Requests.Count(r => r.Contains("/t/refs.", StringComparison.Ordinal)));
        Assert.Contains(server.Requests, r => r.StartsWith("labelled/day_200101.nc bytes=", StringComparison.Ordinal));
        Assert.Equal(
            ["references/day.parq/t/refs.1.parq"],
            Requested(server, OpenDataset(server.Address + "/references/day.parq")["t"].Isel("time", 12))
        );
    }

    // The files of references that a computation reads.
    private static string[] Requested(LoopbackServer server, DataArray array)
    {
        server.Requests.Clear();
        array.Load();
        return [.. server.Requests.Where(r => r.EndsWith(".parq", StringComparison.Ordinal))];
    }

    [Fact]
    public void A_reader_that_is_cancelled_does_not_disturb_others_and_leaves_no_copy()
    {
        var values = new Dictionary<string, byte[]>
        {
            ["t/refs.0.parq"] = File.ReadAllBytes(Path.Combine(Data, "references/day.parq/t/refs.0.parq")),
        };
        using var server = new LoopbackServer(values);
        var records = new ReferenceRecords(new HttpStore(server.Address));
        Assert.ThrowsAny<OperationCanceledException>(() => records.Get("t", 0, new CancellationToken(canceled: true)));
        Assert.NotNull(records.Get("t", 0, CancellationToken.None));
        Assert.NotNull(records.Get("t", 0, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_temporary_copy_is_private_and_that_of_a_killed_program_is_deleted_with_the_next()
    {
        string left;
        using (TemporaryCopy copy = TemporaryCopy.Of([1, 2, 3], "some-kind", "there"))
        {
            Assert.Equal([1, 2, 3], File.ReadAllBytes(copy.Path));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy.Path));
            // Of a process that is gone.
            left = Path.Combine(
                Path.GetDirectoryName(copy.Path)!,
                $".some-kind.{Environment.MachineName}.999999999-0123456789abcdef.tmp"
            );
            File.WriteAllText(left, "");
            using (TemporaryCopy.Of([4], "some-kind", "there"))
            {
                Assert.False(File.Exists(left));
                Assert.True(File.Exists(copy.Path));
            }
            left = copy.Path;
        }
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void The_address_of_an_array_opens_it_again_as_a_worker_does()
    {
        IStoredArray array = ZarrFile.Open(Path.Combine(Data, "references/day.parq"))["t"].Array!;
        Assert.True(array.Address.CanOpen);
        Assert.Equal(array.Version, array.Address.Open().Version);
    }

    public static TheoryData<string, string, string> BadParquet =>
        new()
        {
            { ".zmetadata", "{\"metadata\": {}, \"record_size\": 0}", "has the record_size 0" },
            { ".zmetadata", "{\"metadata\": 1, \"record_size\": 12}", "holds no metadata" },
            {
                ".zmetadata",
                """
                    {"record_size": 12, "metadata": {".zgroup": {"zarr_format": 2}, "t/.zarray": {"zarr_format": 2, "shape": [1, 1], "chunks": [1, 1], "dtype": "<f4", "order": "C", "fill_value": null, "filters": null, "compressor": null, "dimension_separator": "/"}}}
                    """,
                "'t/0/0' is a chunk of 't', whose indices are separated by '/'"
            },
            {
                ".zmetadata",
                """
                    {"record_size": 12, "metadata": {".zgroup": {"zarr_format": 2}, "t/.zarray": {"zarr_format": 2, "shape": [1, 9223372036854775807, 9223372036854775807], "chunks": [1, 9223372036854775807, 2], "dtype": "<f4", "order": "C", "fill_value": null, "filters": null, "compressor": null}}}
                    """,
                "variable 't' cannot be used: a shape of (1, 9223372036854775807"
            },
            { "t/refs.1.parq", "PAR1 cut", "refs.1.parq is damaged" },
            { "t/refs.1.parq", "other", "is not a Parquet file" },
        };

    [Theory]
    [MemberData(nameof(BadParquet))]
    public void Bad_references_in_Parquet_are_refused_with_the_reason(string file, string text, string message)
    {
        CopyParquet();
        CopyFile();
        File.WriteAllText(Path.Combine(folder, "references/day.parq", file), text);
        AssertRefused(message);
    }

    [Fact]
    public void References_in_Parquet_without_their_columns_or_rows_are_refused()
    {
        CopyParquet();
        CopyFile();
        string record = Path.Combine(folder, "references/day.parq/t/refs.1.parq");
        File.Delete(record);
        Table table = ReadParquet(
            Path.Combine(Data, "references/day.parq/t/refs.0.parq"),
            columns: ["path", "offset", "size"]
        );
        Dataset few = new([new DataArray(NDArray.From([1L, 2]), ["row"], name: "offset")]);
        few.ToTable().ToParquet(record);
        AssertRefused("holds no references: it has the columns row, offset; expected path, offset, size and raw");
        table.Head(3).ToParquet(record);
        AssertRefused("of a file that has only 3");
    }

    [Fact]
    public void Chunks_that_no_reference_names_are_missing_and_files_that_are_gone_an_error()
    {
        CopyParquet();
        AssertRefused("which does not exist");
        CopyFile();
        File.Delete(Path.Combine(folder, "references/day.parq/t/refs.1.parq"));
        double[] t = OpenDataset(Path.Combine(folder, "references/day.parq"))["t"].Compute().ToArray<double>();
        Assert.Contains(double.NaN, t);
        Assert.Contains(t, double.IsFinite);
    }

    [Fact]
    public void References_in_Parquet_are_not_written_to()
    {
        CopyParquet();
        string path = Path.Combine(folder, "references/day.parq");
        Dataset file = OpenDataset(Path.Combine(Data, "labelled/day_200101.nc"));
        Assert.Contains(
            "only refers to other files",
            Assert.Throws<GchunkException>(() => file.ToZarr(path, appendDim: "time")).Message,
            StringComparison.Ordinal
        );
    }

    private void CopyParquet()
    {
        string from = Path.Combine(Data, "references");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder, "references", Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    private void CopyFile()
    {
        Directory.CreateDirectory(Path.Combine(folder, "labelled"));
        File.Copy(Path.Combine(Data, "labelled/day_200101.nc"), Path.Combine(folder, "labelled/day_200101.nc"));
    }

    private void AssertRefused(string message) =>
        Assert.Contains(
            message,
            Assert
                .Throws<GchunkException>(() => OpenDataset(Path.Combine(folder, "references/day.parq"))["t"].Load())
                .Message,
            StringComparison.Ordinal
        );

    private const string Group = "\".zgroup\": \"{\\\"zarr_format\\\": 2}\"";
    private const string Array =
        ", \"a/.zarray\": {\"zarr_format\": 2, \"shape\": [4], \"chunks\": [4], \"dtype\": \"<f4\", \"order\": \"C\", \"fill_value\": null, \"filters\": null, \"compressor\": null}";

    private static string Templates(IEnumerable<string> templates) =>
        "{\"version\": 1, \"templates\": {"
        + string.Join(", ", templates)
        + "}, \"refs\": {"
        + Group
        + Array
        + ", \"a/0\": [\"{{0}}{{0}}\", 0, 16]}}";

    public static TheoryData<string, string> Bad =>
        new()
        {
            { "{\"version\": 1", "is not JSON" },
            { "[1, 2]", "holds no references of kerchunk" },
            { "{\"a\": 1}", "expected a text, [file] or [file, offset, length]" },
            { "{\"version\": 2, \"refs\": {}}", "references of version 2; 0 and 1 are known" },
            { "{\"version\": 1, \"gen\": [{}], \"refs\": {}}", "rules that generate references" },
            { "{" + Group + Array + ", \"a/0\": [\"{{u}}x.nc\", 0, 16]}", "whose template is not given" },
            { "{" + Group + Array + ", \"a/0\": [\"{{u\", 0, 16]}", "whose template is not given" },
            // Each template names the next one twice.
            {
                Templates(Enumerable.Range(0, 60).Select(i => $"\"{i}\": \"{{{{{i + 1}}}}}{{{{{i + 1}}}}}\"")),
                "not plain"
            },
            { Templates([$"\"0\": \"{new string('x', 5000)}\""]), "a name of more than 8192 characters" },
            { "{" + Group + Array + $", \"{new string('a', 5000)}\": \"\"}}", "aaa…' is not a valid name" },
            { "{" + Group + Array + ", \"a/0\": [\"x.nc\", -5, 16]}", "expected a text" },
            { "{" + Group + Array + ", \"a/0\": [\"hdfs://x\", 0, 16]}", "gchunk reads files, http, https" },
            { "{" + Group + Array + ", \"../a\": \"\"}", "is not a valid name" },
            { "{" + Group + Array + ", \"a/0\": [\"missing.nc\", 0, 16]}", "which does not exist" },
            { "{" + Group + Array + ", \"a/0\": [\"short.nc\", 8, 16]}", "has only 2 of them" },
            { "{" + Group + Array + ", \"a/0\": [\"short.nc\", 0, 8]}", "it holds 8 bytes, not 16" },
            { "{" + Group + Array + ", \"a/0\": \"base64:???\"}", "is no text in Base64" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_references_are_refused_with_the_reason(string json, string message)
    {
        File.WriteAllText(Path.Combine(folder, "bad.json"), json);
        File.WriteAllBytes(Path.Combine(folder, "short.nc"), new byte[10]);
        GchunkException e = Assert.Throws<GchunkException>(() =>
            OpenDataset(Path.Combine(folder, "bad.json"), decodeCf: false)["a"].Compute()
        );
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_server_cannot_refer_to_private_addresses_however_often_it_tries()
    {
        var files = new ReferenceFiles("https://93.184.216.34/refs.parq");
        for (int i = 0; i < 2; i++)
        {
            Assert.Contains(
                "10.0.0.1",
                Assert.Throws<GchunkException>(() => files.Target("a/0", "http://10.0.0.1/latest")).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void A_server_cannot_refer_to_files_of_this_machine()
    {
        using var server = new LoopbackServer(
            new Dictionary<string, byte[]>
            {
                ["refs.json"] = System.Text.Encoding.UTF8.GetBytes(
                    "{" + Group + Array + ", \"a/0\": [\"/etc/passwd\", 0, 16]}"
                ),
            }
        );
        Assert.Contains(
            "which a server may not",
            Assert.Throws<GchunkException>(() => OpenDataset(server.Address + "/refs.json")).Message,
            StringComparison.Ordinal
        );
    }
}
