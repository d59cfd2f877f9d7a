using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Dsl;

// A progress bar watches every run of the process. These tests publish events of runs that do not exist.
public sealed class ProgressBarTests : IDisposable
{
    private readonly StringWriter written = new(CultureInfo.InvariantCulture);
    private readonly Clock clock = new();

    public void Dispose() => written.Dispose();

    [Fact]
    public void A_line_tells_what_is_done_how_fast_what_is_read_and_the_time_left()
    {
        using var bar = new ProgressBar("rain", written, clock);
        Tell(bar, RunEventKind.RunStarted, done: 0);
        clock.Seconds = 5;
        Tell(bar, RunEventKind.TaskFinished, done: 10, bytes: 2_000_000, read: 40_000_000);
        Assert.Equal(
            "\rrain ███████░░░░░░░░░░░░░░░░░░░░░░░  25 % 10/40 2.5/s, reads 10 MB/s, 12.0 s left, holds 2 MB",
            written.ToString()
        );
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_line_fits_the_window(int columns)
    {
        int width = columns;
        using var bar = new ProgressBar("rain", written, clock, () => width);
        Tell(bar, RunEventKind.RunStarted, done: 0);
        clock.Seconds = 5;
        Tell(bar, RunEventKind.TaskFinished, done: 10, bytes: 2_000_000, read: 40_000_000);
        width = columns / 2;
        Tell(bar, RunEventKind.RunFinished, done: 40);
        string[] lines = written.ToString().Split('\r');
        Assert.InRange(lines[1].Split('\e')[0].Length, Math.Min(columns, 60) - 20, columns - 1);
        // The terminal has broken the first line, whose rows are cleared.
        string last = lines[2];
        int rows = (lines[1].Split('\e')[0].Length - 1) / width;
        if (rows > 0)
        {
            Assert.EndsWith($"\e[{rows}A", lines[1], StringComparison.Ordinal);
            Assert.StartsWith("\e[J", last, StringComparison.Ordinal);
            last = last["\e[J".Length..];
        }
        Assert.InRange(last.Split('\e')[0].Length, 1, columns / 2 - 1);
        Assert.StartsWith("rain", last, StringComparison.Ordinal);
    }

    // The runtime learns of a new width after the terminal has it.
    [Fact]
    public void A_line_for_a_window_that_is_narrower_already_does_not_wrap()
    {
        int width = 100;
        using var bar = new ProgressBar("rain", written, clock, () => width);
        Tell(bar, RunEventKind.RunStarted, done: 0);
        foreach (int done in new[] { 10, 20, 30 })
        {
            clock.Seconds += 5;
            width = done == 30 ? 50 : 100;
            Tell(bar, RunEventKind.TaskFinished, done);
        }
        string[] lines = written.ToString().Split("\e[?7l");
        Assert.Equal(4, lines.Length);
        Assert.All(lines[1..], line => Assert.EndsWith("\e[?7h", line, StringComparison.Ordinal));
        Assert.StartsWith("\rrain", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("\e[1A\r\e[Jrain", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_files_nothing_is_told_of_reading_and_the_last_line_stays()
    {
        using var bar = new ProgressBar("", written, clock);
        Tell(bar, RunEventKind.RunStarted, done: 0);
        clock.Seconds = 3;
        Tell(bar, RunEventKind.TaskFinished, done: 39);
        Assert.Contains(" 39/40 20/s, 0.1 s left, holds 0 B", written.ToString(), StringComparison.Ordinal);
        Tell(bar, RunEventKind.RunFinished, done: 40);
        Assert.EndsWith(
            " 100 % 40/40 in 2.0 s".PadRight(
                written.ToString().LastIndexOf('\n') - written.ToString().LastIndexOf(" 100", StringComparison.Ordinal)
            ) + "\n",
            written.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_fails_ends_its_line_and_one_that_is_soon_over_has_none()
    {
        using var bar = new ProgressBar("", written, clock);
        Tell(bar, RunEventKind.RunStarted, done: 0);
        Tell(bar, RunEventKind.TaskFinished, done: 1);
        Tell(bar, RunEventKind.RunFinished, done: 40);
        Assert.Empty(written.ToString());
        Tell(bar, RunEventKind.RunStarted, done: 0);
        clock.Seconds = 4;
        Tell(bar, RunEventKind.TaskFinished, done: 20);
        Tell(bar, RunEventKind.RunFinished, done: 20, error: new OperationCanceledException());
        Assert.Contains("  50 % 20/40 after 3.0 s", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_in_steps_has_one_line_that_ends_with_its_last_step()
    {
        using var bar = new ProgressBar("", written, clock);
        for (int step = 1; step <= 3; step++)
        {
            Tell(bar, RunEventKind.RunStarted, done: 0);
            Tell(bar, RunEventKind.RunFinished, done: 40);
            Tell(bar, RunEventKind.StepFinished, done: 0, stage: $"k-means: step {step}, inertia {10 - step}");
            clock.Seconds++;
        }
        Tell(bar, RunEventKind.RunStarted, done: 0);
        clock.Seconds += 2;
        Tell(bar, RunEventKind.TaskFinished, done: 20);
        Assert.EndsWith(" 20/40 10/s, 2.0 s left, holds 0 B, k-means: step 3, inertia 7", written.ToString(), default);
        Tell(bar, RunEventKind.RunFinished, done: 40);
        Tell(bar, RunEventKind.StepFinished, done: 0);
        string[] lines = written.ToString().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal("k-means: step 3, inertia 7", lines[0][(lines[0].LastIndexOf('\r') + 1)..].TrimEnd());
        Assert.Empty(lines[1]);
    }

    // What a thread draws that was between its event and the drawing when the bar ended: nothing.
    [Theory]
    [InlineData(RunEventKind.TaskFinished)]
    [InlineData(RunEventKind.RunFinished)]
    [InlineData(RunEventKind.StepFinished)]
    public void Nothing_is_drawn_after_the_end(RunEventKind late)
    {
        foreach (bool isInterrupted in new[] { true, false })
        {
            written.GetStringBuilder().Clear();
            using var bar = new ProgressBar("", written, clock);
            Tell(bar, RunEventKind.RunStarted, done: 0);
            clock.Seconds += 5;
            Tell(bar, RunEventKind.TaskFinished, done: 10);
            string row = written.ToString();
            Assert.StartsWith("\r█", row, StringComparison.Ordinal);
            if (isInterrupted)
                bar.Interrupt();
            else
                bar.Dispose();
            Assert.Equal(row + "\n", written.ToString());
            clock.Seconds += 5;
            Tell(bar, late, done: 11, stage: late == RunEventKind.StepFinished ? "k-means: step 2" : "");
            Tell(bar, RunEventKind.RunStarted, done: 0);
            clock.Seconds += 5;
            Tell(bar, RunEventKind.TaskFinished, done: 12);
            bar.Dispose();
            Assert.Equal(row + "\n", written.ToString());
        }
    }

    // A thread draws while another one ends the bar: the end waits for the drawing, and its line break is last.
    [Fact]
    public void The_end_waits_for_a_row_that_is_being_drawn()
    {
        using var console = new HeldConsole();
        using var bar = new ProgressBar("", console, clock);
        Tell(bar, RunEventKind.RunStarted, done: 0);
        clock.Seconds += 5;
        var drawing = new Thread(() => Tell(bar, RunEventKind.TaskFinished, done: 10));
        drawing.Start();
        console.Reached.Wait();
        var end = new Thread(bar.Interrupt);
        end.Start();
        while (end.IsAlive && !end.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
            Thread.Yield();
        Assert.DoesNotContain('\n', console.ToString());
        console.Go.Set();
        drawing.Join();
        end.Join();
        Assert.EndsWith("holds 0 B\n", console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_bars_the_newest_draws()
    {
        using var outer = new ProgressBar("outer", written, clock);
        using (var inner = new ProgressBar("inner", written, clock))
        {
            foreach (ProgressBar bar in new[] { outer, inner })
                Tell(bar, RunEventKind.RunStarted, done: 0);
            clock.Seconds += 5;
            foreach (ProgressBar bar in new[] { outer, inner })
                Tell(bar, RunEventKind.TaskFinished, done: 10);
        }
        Assert.DoesNotContain("outer", written.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, written.ToString().Count(c => c == '\r'));
        Assert.EndsWith("holds 0 B\n", written.ToString(), StringComparison.Ordinal);
    }

    private sealed class HeldConsole : StringWriter
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim Go { get; } = new();

        public override void Write(string? value)
        {
            if (value != "\n")
            {
                Reached.Set();
                Go.Wait();
            }
            base.Write(value);
        }
    }

    // The number of a run that does not exist in this process.
    private static void Tell(
        ProgressBar bar,
        RunEventKind kind,
        long done,
        long bytes = 0,
        long read = 0,
        Exception? error = null,
        string stage = ""
    ) => bar.OnEvent(new RunEvent(kind, int.MaxValue, stage, 0, 40, done, bytes, TimeSpan.Zero, error, read));

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; } = 1;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
