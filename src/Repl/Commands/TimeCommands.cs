using System.Diagnostics;
using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Repl.Display;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

[Command("%time", "CODE", "runs code and shows its run time and a summary of its computations", TakesCode = true)]
internal sealed class TimeCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        if (argument.Length == 0)
            throw new GchunkException("%time needs the code to run, such as %time x.Mean().Compute()");
        using var report = new RunReport();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        bool succeeded = session.Evaluate(ScriptHost.Ended(argument), "<%time>", show: true, out _);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        Console.Out.WriteLine($"{Durations.Format(elapsed)}, {Durations.Format(cpu)} of CPU time");
        if (report.Runs > 0)
            Console.Out.WriteLine(report);
        return succeeded;
    }
}

[Command("%timeit", "CODE", "runs code repeatedly and shows the best and the median time", TakesCode = true)]
internal sealed class TimeItCommand : Command
{
    private const int Rounds = 7;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);

    public override bool Run(Session session, string argument)
    {
        if (argument.Length == 0)
            throw new GchunkException("%timeit needs the code to run, such as %timeit x.Mean().Compute()");
        string code = InputRewriter
            .NameLast(InputRewriter.Silence(argument).Code, session.Transcript)
            .TrimEnd()
            .TrimEnd(';');
        Evaluation? evaluation = null;
        string? text = null;
        var end = session.RunStoppably(() =>
        {
            evaluation = session.Host.Evaluate($"(Func<object>)(() => {code})", "<%timeit>");
            if (
                !evaluation.Errors.IsEmpty
                && session.Host.Evaluate($"(Action)(() => {{ {code}; }})", "<%timeit>")
                    is { Errors.IsEmpty: true } statement
            )
            {
                evaluation = statement;
            }

            try
            {
                if (evaluation.Value is Func<object> function)
                    text = Measure(() => function());
                else if (evaluation.Value is Action action)
                    text = Measure(action);
            }
#pragma warning disable CA1031 // The user's code may throw anything.
            catch (Exception e)
#pragma warning restore CA1031
            {
                evaluation = new Evaluation([], e, null);
            }
        });
        if (!session.Ended(end, evaluation?.Exception))
            return false;
        if (text is null)
        {
            session.ShowError(ErrorReport.For(evaluation!, session.Host), evaluation!.Exception);
            return false;
        }
        Console.Out.WriteLine(text);
        return true;
    }

    private static string Measure(Action run)
    {
        run();
        long calls = 1;
        TimeSpan once;
        while ((once = Time(run, calls)) < Round / 10)
            calls *= 2;
        calls = Math.Max(1, (long)(calls * (Round / once)));
        var times = new TimeSpan[once > TimeSpan.FromSeconds(2) ? 2 : Rounds];
        for (int i = 0; i < times.Length; i++)
            times[i] = Time(run, calls) / calls;
        Array.Sort(times);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Durations.Format(times[0])} best, {Durations.Format(times[times.Length / 2])} median ({times.Length} rounds of {calls})"
        );
    }

    private static TimeSpan Time(Action run, long calls)
    {
        long started = Stopwatch.GetTimestamp();
        for (long i = 0; i < calls; i++)
            run();
        return Stopwatch.GetElapsedTime(started);
    }
}

/// <summary>Formats durations for people.</summary>
internal static class Durations
{
    public static string Format(TimeSpan time) =>
        time.TotalSeconds switch
        {
            >= 90 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
            >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.##} ms"),
            >= 1e-6 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.##} µs"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalNanoseconds:0} ns"),
        };
}
