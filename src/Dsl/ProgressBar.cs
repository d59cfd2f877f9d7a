using System.Globalization;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>
/// A progress bar for computations, shown until it is disposed: tasks done in total and per second, bytes read from
/// files, time left and memory held, in one line that is redrawn. A fit in many steps has one line for all of them,
/// which ends with the result of the last step, such as the inertia of k-means.
/// </summary>
/// <remarks>
/// It only reads the stream of run events. If standard error is not a terminal, it writes nothing. In a script:
/// <c>using (new ProgressBar()) { … }</c>.
/// </remarks>
/// <example><code>
/// using (new ProgressBar())
///     Console.WriteLine(Ones((20_000, 4_000), chunks: (1_000, 1_000)).Mean().Compute());
/// </code></example>
public sealed class ProgressBar : IRunObserver, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);

    // A shorter run shows no bar.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private const int BarWidth = 30;
    private const int LeastBar = 5;

    // One for all bars: they share a terminal, whose row each leaves complete.
    private static readonly Lock Gate = new();
    private static readonly List<ProgressBar> Open = [];

    private readonly TextWriter? output;
    private readonly TimeProvider clock;
    private readonly Func<int> columns;
    private readonly string label;
    private readonly IDisposable subscription;
    private int run = -1;
    private long started;
    private long drawn;
    private long read;
    private int width;

    // The columns that the line took when it was drawn, with the blanks over a longer one.
    private int occupied;
    private string step = "";
    private long firstStep;
    private bool over;

    /// <summary>Starts to watch computations.</summary>
    /// <param name="label">A text before the bar.</param>
    /// <param name="output">The writer to use; by default standard error, if it is a terminal.</param>
    /// <param name="clock">The clock.</param>
    public ProgressBar(string label = "", TextWriter? output = null, TimeProvider? clock = null)
        : this(label, output, clock, output is null ? TerminalColumns : () => int.MaxValue) { }

    internal ProgressBar(string label, TextWriter? output, TimeProvider? clock, Func<int> columns)
    {
        this.columns = columns;
        this.label = label.Length > 0 ? label + " " : "";
        this.output = output ?? (Console.IsErrorRedirected ? null : Console.Error);
        this.clock = clock ?? TimeProvider.System;
        lock (Gate)
        {
            Newest()?.EndRow();
            Open.Add(this);
        }
        subscription = RunEvents.Subscribe(this);
    }

    /// <summary>
    /// Shows the progress of all that follows, until <see cref="Unregister"/>: <c>new ProgressBar().Register()</c>. A bar
    /// is shown from its making on, so this only returns it.
    /// </summary>
    public ProgressBar Register() => this;

    /// <summary>Ends the bar, as <see cref="Dispose"/> does.</summary>
    public void Unregister() => Dispose();

    /// <inheritdoc/>
    bool IRunObserver.TakesBursts => true;

    /// <inheritdoc/>
    public void OnEvent(in RunEvent e)
    {
        if (
            output is null
            || e.Kind
                is not (
                    RunEventKind.RunStarted
                    or RunEventKind.TaskFinished
                    or RunEventKind.RunFinished
                    or RunEventKind.StepFinished
                )
        )
        {
            return;
        }

        lock (Gate)
        {
            if (over)
                return;
            long now = clock.GetTimestamp();
            if (e.Kind == RunEventKind.StepFinished)
            {
                Step(e.Stage, now);
                return;
            }
            if (e.Kind == RunEventKind.RunStarted)
            {
                // A nested or parallel run does not take over the line.
                if (run >= 0)
                    return;
                (run, started, read) = (e.Run, now, 0);
                drawn = step.Length > 0 ? drawn : 0;
                return;
            }
            if (e.Run != run)
                return;
            read += e.Read;
            TimeSpan elapsed = clock.GetElapsedTime(started, now);
            if (e.Kind == RunEventKind.RunFinished)
            {
                run = -1;
                if (step.Length > 0)
                    return;
                if (width > 0)
                    Draw(e, elapsed, ended: true);
                width = 0;
            }
            else if (elapsed > Patience && (drawn == 0 || clock.GetElapsedTime(drawn, now) > Pause))
            {
                drawn = now;
                Draw(e, elapsed, ended: false);
            }
        }
    }

    /// <summary>
    /// Ends the bar after Ctrl-C: the row that the terminal has printed ^C in is left, and neither this bar nor the other
    /// ones of the terminal draw the runs that are being stopped.
    /// </summary>
    internal void Interrupt()
    {
        lock (Gate)
        {
            foreach (ProgressBar bar in Open)
            {
                if (ReferenceEquals(bar.output, output))
                    (bar.run, bar.width, bar.step) = (-1, 0, "");
            }
            over = true;
            output?.Write("\n");
            output?.Flush();
        }
    }

    // Of several bars only the newest draws, so that they do not draw over each other.
    private ProgressBar? Newest() => Open.FindLast(b => ReferenceEquals(b.output, output));

    // Called under the gate.
    private void EndRow()
    {
        if (width > 0)
        {
            output!.Write("\n");
            output.Flush();
        }
        (run, width, step) = (-1, 0, "");
    }

    private void Step(string text, long now)
    {
        if (text.Length == 0)
        {
            if (width > 0)
                Write(step, ended: true);
            (step, width) = ("", 0);
            return;
        }
        if (step.Length == 0)
            (firstStep, drawn) = (now, now);
        step = text;
        if (clock.GetElapsedTime(firstStep, now) > Patience && clock.GetElapsedTime(drawn, now) > Pause)
        {
            drawn = now;
            Write(step, ended: false);
        }
    }

    private void Draw(in RunEvent e, TimeSpan elapsed, bool ended)
    {
        double share = e.Tasks == 0 ? 1 : (double)e.Done / e.Tasks;
        string time = ended
            ? e.Error is null
                ? $"in {Seconds(elapsed)}"
                : $"after {Seconds(elapsed)}"
            : e.Done == 0
                ? ""
                : $"{Rate(e.Done, elapsed)}{Seconds(elapsed * ((1 - share) / share))} left, holds {MemoryBudget.Format(e.Bytes)}";
        string line = string.Create(CultureInfo.InvariantCulture, $" {share * 100, 3:0} % {e.Done}/{e.Tasks} {time}");
        if (step.Length > 0)
            line += ", " + step;
        // In a narrow window the bar is shorter.
        int length = Math.Clamp(columns() - 1 - label.Length - line.Length, LeastBar, BarWidth),
            full = (int)(share * length);
        Write(new string('█', full) + new string('░', length - full) + line, ended);
    }

    // The line is cut at the width of the window: one that wraps could not be drawn over.
    private void Write(string text, bool ended)
    {
        if (Newest() != this)
            return;
        int window = columns(),
            most = Math.Max(1, window - 1);
        string line = label + text;
        if (line.Length > most)
            line = most == 1 ? "…" : string.Concat(line.AsSpan(0, most - 1), "…");
        // In a window that has become narrower the line has several rows now.
        int rows = width > 0 ? (occupied - 1) / window : 0;
        string shown = line.PadRight(rows > 0 ? 0 : Math.Min(width, most));
        string drawing = (rows > 0 ? $"\e[{rows}A\r\e[J" : "\r") + shown;
        // The runtime learns late of a window that has become narrower. A line for the old width must not wrap: it would
        // end in a row below the one that the next line counts from.
        if (window < int.MaxValue)
            drawing = $"\e[?7l{drawing}\e[?7h";
        output!.Write(drawing + (ended ? "\n" : ""));
        output.Flush();
        // What was once written stays a part of the row, as blanks.
        occupied = width > 0 && rows == 0 ? Math.Max(occupied, shown.Length) : shown.Length;
        width = line.Length;
    }

    private static int TerminalColumns()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : int.MaxValue;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return int.MaxValue;
        }
    }

    private string Rate(long done, TimeSpan elapsed)
    {
        double perSecond = done / elapsed.TotalSeconds;
        string tasks = string.Create(
            CultureInfo.InvariantCulture,
            $"{(perSecond < 10 ? Math.Round(perSecond, 1) : Math.Round(perSecond))}/s, "
        );
        return read == 0 ? tasks : $"{tasks}reads {MemoryBudget.Format((long)(read / elapsed.TotalSeconds))}/s, ";
    }

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds < 90
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s");

    /// <summary>Stops watching. A row that is not complete is ended, and nothing is drawn after it.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            over = true;
            EndRow();
            Open.Remove(this);
        }
        subscription.Dispose();
    }
}
