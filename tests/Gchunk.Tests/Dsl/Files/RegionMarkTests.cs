using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Writes over a region that did not finish: what is said of them, and how they are finished.</summary>
[Collection("whole process")]
public sealed class RegionMarkTests : IDisposable
{
    private const int Rows = 400;

    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];
    private readonly Action<string> before = Notice.Sink;

    public RegionMarkTests()
    {
        Notice.Sink = notices.Add;
        Rowwise(0, Rows).ToZarr(Store);
    }

    public void Dispose()
    {
        Notice.Sink = before;
        folder.Dispose();
    }

    private string Store => Path.Combine(folder.Path, "out.zarr");

    private string[] Marks => Directory.GetFiles(Store, ".gchunk-region-*");

    private static Dataset Rowwise(double value, int rows)
    {
        ArrayExpr values = Full(rows, value, chunks: 1).Expression;
        return new Dataset([new DataArray(values, ["y"], name: "v"), new DataArray(values, ["y"], name: "w")]);
    }

    // A data set whose blocks fail from a row on.
    private static Dataset Failing(int rows, int from) =>
        new DataArray(
            Arange(0, rows, 1, chunks: 1)
                .AsType(DType.Float64)
                .MapBlocks(b => b.GetDouble(0) >= from ? throw new InvalidOperationException("no") : b)
                .Expression,
            ["y"],
            name: "v"
        ).ToDataset();

    private string? NoticeOfOpening()
    {
        notices.Clear();
        OpenZarr(Store);
        return notices.Count == 0 ? null : Assert.Single(notices);
    }

    private void Write(double value, Range rows, bool resume = false, string? only = null)
    {
        Dataset all = Rowwise(value, rows.End.Value - rows.Start.Value);
        (only is null ? all : all.Subset(only)).ToZarr(Store, region: [("y", rows)], resume: resume);
    }

    private static string Error(Action action) => Assert.ThrowsAny<GchunkException>(action).Message;

    [Fact]
    public void A_complete_write_leaves_no_mark()
    {
        Write(1, 0..200);
        Assert.Empty(Marks);
        Assert.Null(NoticeOfOpening());
    }

    [Fact]
    public void A_failed_write_says_what_may_be_mixed_and_resume_finishes_it()
    {
        string error = Error(() => Failing(200, 150).ToZarr(Store, region: [("y", 0..200)]));
        Assert.Contains("InvalidOperationException: no", error, StringComparison.Ordinal);
        Assert.Contains("y 0..200 of 'v' may hold old and new values", error, StringComparison.Ordinal);
        Assert.Contains("resume: true", error, StringComparison.Ordinal);
        Assert.Contains("y 0..200 of 'v' may hold old and new values", NoticeOfOpening(), StringComparison.Ordinal);
        Assert.Contains(
            "no write over y 0..100 of 'v' is unfinished, so there is nothing to resume (unfinished: y 0..200 of 'v')",
            Error(() => Write(2, 0..100, resume: true, only: "v")),
            StringComparison.Ordinal
        );
        Write(2, 0..200, resume: true, only: "v");
        Assert.Empty(Marks);
        Assert.Null(NoticeOfOpening());
        Assert.Equal(200 * 2.0, (double)OpenZarr(Store)["v"].Sum().Scalar());
        Assert.Contains(
            "nothing to resume; leave out resume:",
            Error(() => Write(2, 0..200, resume: true, only: "v")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_write_that_fails_before_its_first_chunk_leaves_no_mark()
    {
        string error = Error(() => Failing(200, 0).ToZarr(Store, region: [("y", 0..200)]));
        if (Marks.Length == 0)
            Assert.DoesNotContain("resume", error, StringComparison.Ordinal);
        Assert.Contains(
            "the region has 10 positions",
            Error(() => Rowwise(1, 20).ToZarr(Store, region: [("y", 0..10)])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_write_that_covers_the_region_heals_it_and_one_elsewhere_does_not()
    {
        Error(() => Failing(200, 150).ToZarr(Store, region: [("y", 0..200)]));
        Write(3, 200..400);
        Write(3, 0..100);
        Write(3, 0..400, only: "w");
        Assert.Single(Marks);
        Write(3, 0..300);
        Assert.Empty(Marks);
    }

    [Fact]
    public void A_store_that_is_written_anew_has_no_marks()
    {
        Error(() => Failing(200, 150).ToZarr(Store, region: [("y", 0..200)]));
        Rowwise(1, Rows).ToZarr(Store);
        Assert.Null(NoticeOfOpening());
    }

    [Fact]
    public void Marks_of_a_group_are_told_with_the_group_and_end_with_it()
    {
        Rowwise(0, Rows).ToZarr(Store, group: "a/b");
        Error(() => Failing(200, 150).ToZarr(Store, region: [("y", 0..200)], group: "a/b"));
        Assert.Null(NoticeOfOpening());
        OpenZarr(Store, group: "a/b");
        Assert.Contains("y 0..200 of 'v'", Assert.Single(notices), StringComparison.Ordinal);
        Rowwise(0, Rows).ToZarr(Store, group: "a/b");
        Assert.Empty(Marks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"group":1,"region":[],"variables":3}""")]
    [InlineData("""{"group":"","region":{"y":[0]},"variables":{}}""")]
    public void A_mark_that_cannot_be_read_is_told(string text)
    {
        File.WriteAllText(Path.Combine(Store, ".gchunk-region-x.json"), text);
        Assert.Contains("its mark .gchunk-region-x.json cannot be read", NoticeOfOpening(), StringComparison.Ordinal);
        Write(1, 0..200);
        Assert.Single(Marks);
    }

    [Fact]
    public void Killed_writers_of_two_regions_are_told_and_each_is_resumed()
    {
        string script = folder.Write(
            "script.csx",
            """
            int from = int.Parse(Args[1]);
            var slow = Arange(0, 200, 1, chunks: 1).AsType(DType.Float64)
                .MapBlocks(b => { while (b.GetDouble(0) > 20) Thread.Yield(); return NDArray.From([7.0]); });
            var ds = new DataArray(slow.Expression, ["y"], name: "v").ToDataset();
            ds.ToZarr(Args[0], region: [("y", from..(from + 200))]);
            """
        );
        string program = Path.Combine(AppContext.BaseDirectory, "gchunk.dll");
        GchunkProcess Start(string from) =>
            GchunkProcess.StartFile("/usr/bin/env", "dotnet", program, script, Store, from);
        using GchunkProcess first = Start("0"),
            second = Start("200");
        var waited = Stopwatch.StartNew();
        while (OpenZarr(Store)["v"].Compute().ToArray<double>() is var rows && !(rows[0] == 7 && rows[200] == 7))
        {
            Assert.False(first.HasEnded || second.HasEnded, "a program ended before it was killed");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), "nothing was written");
        }
        Assert.Equal(2, Marks.Length);
        Assert.Null(NoticeOfOpening());
        Assert.Contains(
            "another program is still writing y 0..200 of 'v'",
            Error(() => Write(8, 0..200, resume: true, only: "v")),
            StringComparison.Ordinal
        );
        first.Signal("KILL");
        first.WaitForEnd();
        Assert.Contains("y 0..200 of 'v' may hold", NoticeOfOpening(), StringComparison.Ordinal);
        second.Signal("KILL");
        second.WaitForEnd();
        notices.Clear();
        OpenZarr(Store);
        Assert.Equal(2, notices.Count);
        Write(8, 0..200, resume: true, only: "v");
        Assert.Contains("y 200..400 of 'v' may hold", NoticeOfOpening(), StringComparison.Ordinal);
        Write(8, 200..400, resume: true, only: "v");
        Assert.Null(NoticeOfOpening());
        Assert.Equal(8.0, (double)OpenZarr(Store)["v"].Min().Scalar());
    }
}
