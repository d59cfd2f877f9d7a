using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>
/// The states of a store while a group is added or replaced, each as it would be if the program were killed then.
/// </summary>
/// <remarks>With <c>GCHUNK_XARRAY=1</c>, the system's xarray opens each of them too (format 2).</remarks>
[Collection("whole process")]
public sealed class StoreGroupTests : IDisposable
{
    private const string Python = """
        import sys, warnings, xarray as xr
        warnings.simplefilter("ignore")
        for path in sys.argv[2:]:
            xr.open_zarr(path).load()
            try:
                print(float(xr.open_zarr(path, group=sys.argv[1])["v"].sum()))
            except Exception as e:
                print("missing" if "nothing found" in str(e) else repr(e))
        """;

    private readonly TemporaryFolder folder = new();
    private readonly List<string> states = [];

    private string Store => Path.Combine(folder.Path, "out.zarr");

    public void Dispose()
    {
        StoreGroups.AfterStep = null;
        folder.Dispose();
    }

    private static Dataset Values(params double[] values) =>
        new DataArray(NDArray.From(values), ["x"], name: "v").ToDataset();

    private void Keep()
    {
        string copy = Path.Combine(folder.Path, FormattableString.Invariant($"state{states.Count}.zarr"));
        using Process copying = Process.Start("cp", ["-r", Store, copy]);
        copying.WaitForExit();
        states.Add(copy);
    }

    private static double? Sum(string path, string group)
    {
        try
        {
            return (double)OpenZarr(path, group: group)["v"].Sum().Scalar();
        }
        catch (GchunkException e)
            when (e.Message.Contains("no group", StringComparison.Ordinal)
                || e.Message.Contains("unknown group", StringComparison.Ordinal)
            )
        {
            return null;
        }
    }

    [Theory]
    [InlineData(2, "a", null, 30.0)]
    [InlineData(3, "a", null, 30.0)]
    [InlineData(2, "a/b", null, 30.0)]
    [InlineData(3, "a/b", null, 30.0)]
    [InlineData(2, "a", 7.0, 30.0)]
    [InlineData(3, "a", 7.0, 30.0)]
    [InlineData(2, "a/b", 7.0, 30.0)]
    [InlineData(3, "a/b", 7.0, 30.0)]
    public void Each_state_has_the_old_group_or_the_new_one(int format, string group, double? before, double after)
    {
        Values(1, 2).ToZarr(Store, format);
        if (before is { } value)
            Values(value, 0, 0, 0, 0).ToZarr(Store, format, group: group);
        Keep();
        StoreGroups.AfterStep = Keep;
        // Other lengths, chunks and compression than the group that is replaced.
        Values(10, 20).ToZarr(Store, format, compression: ZarrCompression.None, group: group);
        StoreGroups.AfterStep = null;
        Assert.True(states.Count > 2);
        foreach (string state in states)
        {
            Assert.Equal(3.0, (double)OpenZarr(state)["v"].Sum().Scalar());
            Assert.Contains(Sum(state, group), (double?[])[before, after]);
            // Consolidated metadata that were lost come back, and all groups are in them.
            Values(5, 6).ToZarr(state, format, group: "c/d");
            Values(4, 4).ToZarr(state, format, group: group);
            Assert.Equal(["a", "c"], ZarrFile.Open(state).Groups.Order(StringComparer.Ordinal));
            Assert.Equal(3.0, Sum(state, ""));
            Assert.Equal(11.0, Sum(state, "c/d"));
            Assert.Equal(8.0, Sum(state, group));
            Assert.Contains(
                "\"" + group,
                File.ReadAllText(Path.Combine(state, format == 2 ? ".zmetadata" : "zarr.json")),
                StringComparison.Ordinal
            );
            Assert.False(File.Exists(Path.Combine(state, ".gchunk-consolidate")));
        }
        Assert.Equal(after, Sum(Store, group));
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("a/b", null)]
    [InlineData("a", 7.0)]
    [InlineData("a/b", 7.0)]
    public void Xarray_opens_each_state(string group, double? before)
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("GCHUNK_XARRAY") is null,
            "GCHUNK_XARRAY=1 compares with the system's xarray"
        );
        Values(1, 2).ToZarr(Store, compression: ZarrCompression.Zlib());
        if (before is { } value)
            Values(value, 0, 0, 0, 0).ToZarr(Store, compression: ZarrCompression.Zlib(), group: group);
        Keep();
        StoreGroups.AfterStep = Keep;
        Values(10, 20).ToZarr(Store, compression: ZarrCompression.None, group: group);
        StoreGroups.AfterStep = null;
        string script = folder.Write("open.py", Python);
        using GchunkProcess python = GchunkProcess.StartFile("/usr/bin/python3", [script, group, .. states]);
        Ended ended = python.WaitForEnd();
        Assert.Equal("", ended.Error);
        string[] lines = ended.Output.Trim().Split('\n');
        Assert.Equal(states.Count, lines.Length);
        string old = before is null ? "missing" : "7.0";
        Assert.All(lines, line => Assert.Contains(line, (string[])[old, "30.0"]));
        Assert.Equal(old, lines[0]);
        Assert.Equal("30.0", lines[^1]);
    }

    [Fact]
    public void A_failed_group_leaves_nothing()
    {
        Values(1, 2).ToZarr(Store);
        string[] before = Directory.GetFileSystemEntries(Store, "*", SearchOption.AllDirectories);
        Assert.Throws<GchunkException>(() =>
            Values(1, 2).ToZarr(Store, group: "a/b", chunks: new Dictionary<string, long> { ["x"] = -7 })
        );
        using (ZarrWriter writer = ZarrWriter.Create(Store, group: "a/b"))
            writer.AddVariable(new("v", DType.Float64, 3, ["x"]));
        Assert.Equal(before, Directory.GetFileSystemEntries(Store, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Groups_that_are_added_at_once_are_all_consolidated()
    {
        Values(1, 2).ToZarr(Store);
        Parallel.For(0, 12, n => Values(n).ToZarr(Store, group: FormattableString.Invariant($"g{n}")));
        Assert.Equal(12, ZarrFile.Open(Store).Groups.Count);
    }

    [Fact]
    public void A_group_in_an_array_of_version_3_is_an_error()
    {
        Values(1, 2).ToZarr(Store, 3);
        string error = Assert.Throws<GchunkException>(() => Values(1).ToZarr(Store, 3, group: "v/b")).Message;
        Assert.Contains("'v' is an array", error, StringComparison.Ordinal);
    }
}
