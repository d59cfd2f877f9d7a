using Gchunk.Dsl;
using Gchunk.Engine;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>References of kerchunk; tests/data/make_references.py checks the same file with xarray.</summary>
public sealed class ReferenceTests : IDisposable
{
    private static readonly string Data = Path.Combine(Checkout.Root, "tests/data");
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-references-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void References_give_what_the_file_gives()
    {
        Dataset file = OpenDataset(Path.Combine(Data, "labelled/day_200101.nc")),
            references = OpenDataset(Path.Combine(Data, "references/day.json"));
        Assert.Equal(file.Sizes.Names.Order(), references.Sizes.Names.Order());
        foreach (string name in file.Names)
            Assert.Equal(file[name].Compute().ToArray<double>(), references[name].Compute().ToArray<double>());
        Assert.Equal(file.Coords["time"].Index!.Label(3), references.Coords["time"].Index!.Label(3));
        Assert.Equal(
            file["t"].Attrs.Text("units"),
            OpenZarr(Path.Combine(Data, "references/day.json"))["t"].Attrs.Text("units")
        );
    }

    [Fact]
    public void References_are_read_from_a_server_by_ranges()
    {
        string json = File.ReadAllText(Path.Combine(Data, "references/day.json"))
            .Replace("../labelled/", "", StringComparison.Ordinal);
        using var server = new LoopbackServer(
            new Dictionary<string, byte[]>
            {
                ["refs.json"] = System.Text.Encoding.UTF8.GetBytes(json),
                ["day_200101.nc"] = File.ReadAllBytes(Path.Combine(Data, "labelled/day_200101.nc")),
            }
        );
        Dataset there = OpenDataset(server.Address + "/refs.json");
        Assert.Equal(
            OpenDataset(Path.Combine(Data, "labelled/day_200101.nc"))["t"].Sum().Scalar(),
            there["t"].Sum().Scalar()
        );
    }

    private const string Group = "\".zgroup\": \"{\\\"zarr_format\\\": 2}\"";
    private const string Array =
        ", \"a/.zarray\": {\"zarr_format\": 2, \"shape\": [4], \"chunks\": [4], \"dtype\": \"<f4\", \"order\": \"C\", \"fill_value\": null, \"filters\": null, \"compressor\": null}";

    public static TheoryData<string, string> Bad =>
        new()
        {
            { "{\"version\": 1", "is not JSON" },
            { "[1, 2]", "holds no references of kerchunk" },
            { "{\"a\": 1}", "expected a text, [file] or [file, offset, length]" },
            { "{\"version\": 2, \"refs\": {}}", "references of version 2; 0 and 1 are known" },
            { "{\"version\": 1, \"gen\": [{}], \"refs\": {}}", "rules that generate references" },
            { "{" + Group + Array + ", \"a/0\": [\"{{u}}x.nc\", 0, 16]}", "whose template is not given" },
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
