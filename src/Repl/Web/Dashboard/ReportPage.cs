using System.Globalization;
using System.Net;
using System.Text;
using Gchunk.Engine.Execution;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>A record as one HTML page that needs nothing else: no script, no other file, no other host.</summary>
internal static class ReportPage
{
    private const int MostBars = 10_000;
    private const int Width = 1000;
    private const int Row = 18;

    /// <summary>Returns the page.</summary>
    public static string Of(RunRecord record)
    {
        var page = new StringBuilder();
        lock (record.Gate)
        {
            page.Append(
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>gchunk: performance report</title>\n"
                    + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<style>"
            );
            page.Append(PageFiles.Text("report.css"));
            page.Append("</style></head><body><main><h1>Performance report</h1>\n");
            Write(
                page,
                $"<p>{record.Began:yyyy-MM-dd HH:mm:ss} UTC, {record.Now / 1000:0.0} s: {record.Totals.Tasks} tasks in {record.RunCount.Ended} runs, {MemoryBudget.Format(record.Totals.Read)} read, {MemoryBudget.Format(record.Totals.Moved)} moved between workers, {MemoryBudget.Format(record.Totals.Spilled)} spilled. {Environment.ProcessorCount} cores.</p>\n"
            );
            WriteStream(page, record);
            WriteProfile(page, record);
            WriteRuns(page, record);
            WriteWorkers(page, record);
            page.Append("<h2>Messages</h2>\n<pre>");
            foreach ((DateTime time, string text) in record.Messages)
                Write(page, $"{time:HH:mm:ss}  {Encoded(text)}\n");
            page.Append("</pre>\n</main></body></html>\n");
        }
        return page.ToString();
    }

    private static void WriteStream(StringBuilder page, RunRecord record)
    {
        long from = 0;
        TaskBar[] all = record.Tasks.Since(ref from, RunRecord.MostTasks);
        if (all.Length == 0)
            return;
        // The longest ones are those that can be seen.
        TaskBar[] bars = all.Length <= MostBars ? all : [.. all.OrderByDescending(b => b.Length).Take(MostBars)];
        double start = bars.Min(b => b.Start),
            scale = Width / Math.Max(1e-3, bars.Max(b => b.End) - start);
        Lane[] lanes = [.. record.Workers.SelectMany(w => w.Lanes)];
        Write(
            page,
            $"<h2>Tasks</h2>\n<p>{bars.Length} of {all.Length} tasks, from {start / 1000:0.000} s to {(start + (Width / scale)) / 1000:0.000} s; a row is a thread.</p>\n<svg viewBox=\"0 0 {Width + 130} {lanes.Length * Row}\" role=\"img\" aria-label=\"Tasks by thread\">\n"
        );
        var rows = new Dictionary<int, int>();
        foreach (Lane lane in lanes)
        {
            Write(page, $"<text x=\"0\" y=\"{(rows.Count * Row) + 13}\">{Encoded(lane.Label)}</text>\n");
            rows[lane.Number] = rows.Count;
        }
        foreach (TaskBar bar in bars)
        {
            if (!rows.TryGetValue(bar.Lane, out int row))
                continue;
            Write(
                page,
                $"<rect x=\"{130 + ((bar.Start - start) * scale):0.##}\" y=\"{(row * Row) + 1}\" width=\"{Math.Max(0.3, bar.Length * scale):0.##}\" height=\"{Row - 2}\" fill=\"hsl({Hue(bar.Name)} 60% 45%)\"><title>{Encoded(record.Names.All[bar.Name].Name)}, {bar.Length:0.###} ms</title></rect>\n"
            );
        }
        page.Append("</svg>\n");
    }

    private static void WriteProfile(StringBuilder page, RunRecord record)
    {
        double total = Math.Max(1e-9, record.Names.All.Sum(n => n.Time));
        page.Append(
            "<h2>Where the time went</h2>\n<table><thead><tr><th>stage or function</th><th>tasks</th><th>time, s</th><th>each, ms</th><th>share</th></tr></thead><tbody>\n"
        );
        foreach (NamedWork name in record.Names.All.Where(n => n.Tasks > 0).OrderByDescending(n => n.Time))
        {
            Write(
                page,
                $"<tr><td>{Encoded(name.Name)}</td><td class=\"n\">{name.Tasks}</td><td class=\"n\">{name.Time / 1000:0.000}</td><td class=\"n\">{name.Time / name.Tasks:0.000}</td><td><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"><rect width=\"{100 * name.Time / total:0.#}\" height=\"10\" fill=\"hsl({Hue(name.Number)} 60% 45%)\"/></svg> {100 * name.Time / total:0.0} %</td></tr>\n"
            );
        }
        page.Append("</tbody></table>\n");
    }

    private static void WriteRuns(StringBuilder page, RunRecord record)
    {
        page.Append(
            "<h2>Runs</h2>\n<table><thead><tr><th>run</th><th>tasks</th><th>time, s</th><th>most held</th><th>read</th><th>end</th></tr></thead><tbody>\n"
        );
        foreach (WatchedRun run in record.Runs)
        {
            string end = run.Error ?? (run.Length is null ? "still running" : "done");
            Write(
                page,
                $"<tr><td class=\"n\">{run.Number}</td><td class=\"n\">{run.Done}/{run.Tasks}</td><td class=\"n\">{(run.Length ?? 0) / 1000:0.000}</td><td class=\"n\">{MemoryBudget.Format(run.Peak)}</td><td class=\"n\">{MemoryBudget.Format(run.Read)}</td><td>{Encoded(end)}</td></tr>\n"
            );
        }
        page.Append("</tbody></table>\n");
    }

    private static void WriteWorkers(StringBuilder page, RunRecord record)
    {
        page.Append(
            "<h2>Workers</h2>\n<table><thead><tr><th>worker</th><th>tasks</th><th>memory</th><th>spilled</th><th>end</th></tr></thead><tbody>\n"
        );
        foreach (WatchedWorker worker in record.Workers)
        {
            Write(
                page,
                $"<tr><td>{Encoded(worker.Name.Length == 0 ? "this process" : worker.Name)}</td><td class=\"n\">{worker.Tasks}</td><td class=\"n\">{MemoryBudget.Format(worker.Memory)}</td><td class=\"n\">{MemoryBudget.Format(worker.Spilled)}</td><td>{Encoded(worker.Ending ?? "")}</td></tr>\n"
            );
        }
        page.Append("</tbody></table>\n");
    }

    // Neighbouring numbers get hues that are far apart.
    private static int Hue(int name) => (int)(name * 137.508 % 360);

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private static void Write(StringBuilder page, FormattableString text) =>
        page.Append(text.ToString(CultureInfo.InvariantCulture));
}
