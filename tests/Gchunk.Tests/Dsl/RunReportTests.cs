using Gchunk.Dsl;
using Gchunk.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Dsl;

[Collection("whole process")]
public class RunReportTests
{
    [Fact]
    public void A_report_counts_tasks_by_kind_bytes_and_runs()
    {
        using var report = new RunReport();
        RunEvent e = new(RunEventKind.RunStarted, 1, "", 0, 3, 0, 0, TimeSpan.Zero);
        report.OnEvent(e);
        report.OnEvent(e with { Kind = RunEventKind.TaskStarted, Stage = "add", Bytes = 5_000_000 });
        report.OnEvent(
            e with
            {
                Kind = RunEventKind.TaskFinished,
                Stage = "add",
                Bytes = 2_000_000,
                Elapsed = TimeSpan.FromMilliseconds(30),
                Read = 4_000,
            }
        );
        report.OnEvent(
            e with
            {
                Kind = RunEventKind.TaskFinished,
                Stage = "add",
                Elapsed = TimeSpan.FromMilliseconds(10),
                Read = 500,
            }
        );
        report.OnEvent(
            e with
            {
                Kind = RunEventKind.TaskFinished,
                Stage = "combine sum",
                Elapsed = TimeSpan.FromMilliseconds(50),
            }
        );
        report.OnEvent(e with { Kind = RunEventKind.RunFinished, Elapsed = TimeSpan.FromMilliseconds(60) });
        string[] lines = report.ToString().Split('\n');
        Assert.EndsWith("4.5 kB read, at most 5 MB held", lines[0], StringComparison.Ordinal);
        Assert.Equal(["combine sum", "add"], lines[1..].Select(l => l[2..].Split("  ")[0]));
        Assert.Contains("2 tasks      0.040 s    20.0 ms each", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1001.1557, "1.00 s each")]
    [InlineData(20, "20.0 ms each")]
    [InlineData(0.0125, "12.5 µs each")]
    public void The_time_of_each_task_has_the_unit_of_its_size(double milliseconds, string expected)
    {
        using var report = new RunReport();
        report.OnEvent(
            new RunEvent(
                RunEventKind.TaskFinished,
                1,
                "add",
                0,
                1,
                1,
                0,
                TimeSpan.FromMicroseconds(1000 * milliseconds)
            )
        );
        Assert.EndsWith(expected, report.ToString().Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_sees_the_runs_of_its_time()
    {
        using var report = new RunReport();
        Prelude.Ones((10, 10), chunks: (2, 10)).CumSum(0).Compute();
        Assert.True(report.Runs >= 1);
        Assert.True(report.Kinds["scan"].Tasks >= 5);
        Assert.True(report.PeakBytes > 0);
        report.Dispose();
        long before = report.Tasks;
        Prelude.Ones(10).CumSum(0).Compute();
        Assert.Equal(before, report.Tasks);
    }
}
