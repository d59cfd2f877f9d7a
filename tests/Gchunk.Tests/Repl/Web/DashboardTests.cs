using System.Net;
using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Repl.Web;
using Gchunk.Repl.Web.Dashboard;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Repl.Web;

[Collection("whole process")]
public sealed class DashboardTests : IDisposable
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u001b[31m";

    private static readonly JsonSerializerOptions AsText = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly WebServer server = WebServer.Start(0);
    private readonly HttpClient browser = new();
    private readonly DashboardPages pages;

    public DashboardTests() => pages = new DashboardPages(server);

    public void Dispose()
    {
        RunControl.Resume();
        pages.Watch.Dispose();
        browser.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Nothing_is_observed_until_somebody_looks()
    {
        Ones((4, 4)).Sum().Compute();
        Assert.False(pages.Watch.IsWatching);
        await browser.GetStringAsync(server.Address("/status"));
        Assert.True(pages.Watch.IsWatching);

        // The runs before are in the history all the same, without their tasks.
        JsonElement before = await StateAsync();
        Assert.Equal("done", Ending(Assert.Single(before.GetProperty("runs").EnumerateArray())));
        Assert.Equal(0, before.GetProperty("totals").GetProperty("tasks").GetInt64());
        Ones((4, 4)).Sum().Compute();
        JsonElement after = await StateAsync();
        Assert.Equal(2, after.GetProperty("runs").GetArrayLength());
        Assert.Equal(2, after.GetProperty("totals").GetProperty("runs").GetInt64());
    }

    [Fact]
    public async Task A_run_is_seen_with_its_plan_and_tasks()
    {
        await StateAsync();
        Ones((400, 400), chunks: (100, 100)).Sum().Compute();
        JsonElement state = await StateAsync();
        JsonElement run = state.GetProperty("runs").EnumerateArray().Last();
        Assert.Equal(run.GetProperty("tasks").GetInt64(), run.GetProperty("done").GetInt64());
        Assert.True(run.TryGetProperty("length", out _));
        Assert.NotEmpty(run.GetProperty("stages").EnumerateArray());
        Assert.True(state.GetProperty("totals").GetProperty("tasks").GetInt64() > 0);
        Assert.Contains(
            "gchunk_runs_total 1\n",
            await browser.GetStringAsync(server.Address("/metrics")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_run_can_be_cancelled_and_is_seen_as_cancelled()
    {
        await StateAsync();
        using var started = new ManualResetEventSlim();
        Task run = Task.Run(() =>
            Ones((1_000, 1_000), chunks: (10, 10))
                .MapBlocks(block =>
                {
                    started.Set();
                    SpinWait.SpinUntil(() => RunControl.Running.Count == 0, 20);
                    return block;
                })
                .Sum()
                .Compute()
        );
        started.Wait();
        int number = (await StateAsync())
            .GetProperty("runs")
            .EnumerateArray()
            .Last(r => r.GetProperty("cancellable").GetBoolean())
            .GetProperty("number")
            .GetInt32();
        Assert.Equal(HttpStatusCode.OK, await PostAsync($"/status/cancel?run={number}"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(
            (await StateAsync()).GetProperty("runs").EnumerateArray().Last().GetProperty("cancelled").GetBoolean()
        );
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync($"/status/cancel?run={number}"));
    }

    [Fact]
    public async Task A_pause_keeps_tasks_from_starting_until_it_ends()
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/status/pause"));
        Assert.True((await StateAsync()).GetProperty("paused").GetBoolean());
        Task<double> run = Task.Run(() => (double)Ones((100, 100), chunks: (50, 50)).Sum().Compute());
        Assert.False(run.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/status/resume"));
        Assert.Equal(10_000, await run);
    }

    [Fact]
    public async Task Events_bring_the_state_and_the_tasks()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(await browser.GetStreamAsync(server.Address("/status/events"), stop.Token));
        Assert.Equal("event: state", await reader.ReadLineAsync(stop.Token));
        Ones((400, 400), chunks: (100, 100)).Sum().Compute();
        string? line;
        do line = await reader.ReadLineAsync(stop.Token);
        while (line != "event: tasks");
        string data = (await reader.ReadLineAsync(stop.Token))!["data: ".Length..];
        byte[] tasks = JsonDocument.Parse(data).RootElement.GetProperty("tasks").GetBytesFromBase64();
        Assert.Equal(0, tasks.Length % TaskBytes.Length);
    }

    [Fact]
    public void A_day_of_events_keeps_to_its_bounds()
    {
        var clock = new HandClock();
        var record = new RunRecord(clock);
        for (int run = 0; run < 24 * 60; run++)
        {
            record.OnEvent(Event(RunEventKind.RunStarted, run, ""));
            for (int task = 0; task < 200; task++)
            {
                record.OnEvent(
                    Event(RunEventKind.TaskFinished, run, $"stage {run}.{task}") with
                    {
                        Worker = $"worker-{run}",
                    }
                );
            }

            record.OnEvent(Event(RunEventKind.WorkerLost, 0, "it was killed") with { Worker = $"worker-{run}" });
            record.OnEvent(Event(RunEventKind.RunFinished, run, "") with { Error = new GchunkException(Hostile) });
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        long from = 0;
        Assert.Equal(RunRecord.MostTasks, record.Tasks.Since(ref from, int.MaxValue).Length);
        Assert.Equal(24 * 60 * 200, record.Totals.Tasks);
        Assert.InRange(record.Names.All.Count, 1, 500);
        Assert.InRange(record.Runs.Count, 1, 50);
        Assert.InRange(record.Workers.Count, 1, 200);
        Assert.InRange(record.Messages.Count, 1, 100);
        Assert.InRange(RecordJson.State(record, null).Length, 1, 1_000_000);
    }

    [Fact]
    public void Hostile_names_are_text_in_the_report_and_in_metrics()
    {
        var record = new RunRecord(new HandClock());
        record.OnEvent(Event(RunEventKind.TaskFinished, 1, Hostile + "\"\n"));
        record.OnEvent(Event(RunEventKind.RunFinished, 1, "") with { Error = new InvalidOperationException(Hostile) });
        string page = ReportPage.Of(record);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", RecordJson.State(record, null), StringComparison.Ordinal);
        Assert.Contains("\\\"\\n\"}", RecordMetrics.Of(record), StringComparison.Ordinal);
    }

    [Fact]
    public void Machines_are_seen_with_what_they_hold_run_and_read_from_each_other()
    {
        var clock = new HandClock();
        var record = new RunRecord(clock);
        WorkerInfo[] workers =
        [
            new("a", 1, 1, 100, 1000, 0, "running") { Node = Hostile, MachineLoad = 1.25 },
            new("b", 2, 1, 200, 1000, 0, "idle") { Node = Hostile, MachineLoad = 1.5 },
            new("c", 3, 1, 400, 2000, 0, "running") { Node = "node-2" },
        ];
        var runs = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["sum", "next"], ["c"] = ["mean"] };
        Assert.Equal(0, Machines([.. workers[..2]]).GetArrayLength()); // one machine is no table of machines
        Machines(workers);
        Move("a", "c", 7);
        Move("a", "b", 1000); // the memory of one machine
        Move("c", "b", 5);
        Move("c", "a", 6);
        record.OnEvent(Event(RunEventKind.BlockSpilled, 0, "") with { Worker = "b", Bytes = 30 });
        clock.Advance(TimeSpan.FromSeconds(1));

        JsonElement both = Machines(workers);
        Assert.Equal(
            """["<img src=x onerror=alert(1)>\\x1b[31m",2,2,1.5,300,2000,30,11,11,[["node-2",11]],["sum"]]""",
            Row(both[0])
        );
        Assert.Equal(
            """["node-2",1,1,0,400,2000,0,7,7,[["<img src=x onerror=alert(1)>\\x1b[31m",7]],["mean"]]""",
            Row(both[1])
        );
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, Machines(workers)[0].GetProperty("rate").GetInt64());

        JsonElement Machines(IReadOnlyList<WorkerInfo> infos) =>
            JsonDocument.Parse(RecordJson.State(record, "", infos, runs)).RootElement.GetProperty("machines");

        void Move(string from, string to, long bytes) =>
            record.OnEvent(Event(RunEventKind.BlockMoved, 0, "") with { Worker = to, From = from, Bytes = bytes });

        static string Row(JsonElement machine) =>
            JsonSerializer.Serialize(machine.EnumerateObject().Select(p => p.Value), AsText);
    }

    [Fact]
    public async Task The_profile_names_functions_of_the_user_and_an_error_has_its_line()
    {
        await StateAsync();
        Delay<double, double>(Smooth)(1).Compute();
        Ones((4, 4)).MapBlocks(Sharpen).Compute();
        Assert.ThrowsAny<Exception>(() => Ones((4, 4)).MapBlocks(Fail).Compute());
        JsonElement state = await StateAsync();
        string[] names = [.. state.GetProperty("names").EnumerateArray().Select(n => n[0].GetString()!)];
        Assert.Contains("Smooth", names);
        Assert.Contains("map-blocks of Sharpen", names);
        Assert.Contains(
            state.GetProperty("messages").EnumerateArray(),
            m => m[1].GetString()!.Contains("too dark", StringComparison.Ordinal)
        );

        static double Smooth(double x) => x;
        static NDArray Sharpen(NDArray block) => block;
        static NDArray Fail(NDArray block) => throw new InvalidOperationException("too dark");
    }

    [Fact]
    public void A_report_is_one_file()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "out.html");
        using (new ReportWriter(path))
            Ones((400, 400), chunks: (100, 100)).Sum().Compute();
        string page = File.ReadAllText(path);
        Assert.Contains("Where the time went", page, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "http",
            page.Replace("http-equiv", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Throws<GchunkException>(() => new ReportWriter(Path.Combine(folder.Path, "nowhere", "out.html")));
    }

    [Fact]
    public async Task Workers_are_seen_while_they_compute_and_can_be_restarted()
    {
        using var client = new Client(workers: 1, threadsPerWorker: 2);
        await StateAsync();
        // The page asks the scheduler while the scheduler reports events: neither may wait for the other.
        Task runs = Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
                Assert.Equal(i + 1, client.Submit(() => i + 1).Result());
            Ones((400, 400), chunks: (50, 50)).Sum().Compute();
        });
        while (!runs.IsCompleted)
            await StateAsync();
        await runs;
        JsonElement worker = Assert.Single((await StateAsync()).GetProperty("workers").EnumerateArray());
        string name = worker.GetProperty("name").GetString()!;
        Assert.True(worker.GetProperty("limit").GetInt64() > 0);
        Assert.True(worker.GetProperty("tasks").GetInt64() > 50);
        Assert.Contains("lines", await browser.GetStringAsync(server.Address($"/status/log?worker={name}")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync($"/status/restart?worker={name}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("/status/restart?worker=nobody"));
        JsonElement after = await StateAsync();
        Assert.Equal(2, after.GetProperty("workers").GetArrayLength());
        Assert.Contains(
            after.GetProperty("messages").EnumerateArray(),
            m => m[1].GetString()!.StartsWith($"{name} is lost", StringComparison.Ordinal)
        );
    }

    private static RunEvent Event(RunEventKind kind, int run, string stage) =>
        new(kind, run, stage, 0, 10, 1, 100, TimeSpan.FromMilliseconds(1), null, 8);

    private static string Ending(JsonElement run) => run.TryGetProperty("length", out _) ? "done" : "running";

    private async Task<JsonElement> StateAsync() =>
        JsonDocument.Parse(await browser.GetStringAsync(server.Address("/status/state"))).RootElement;

    private async Task<HttpStatusCode> PostAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address(path));
        request.Headers.Add("Origin", $"http://127.0.0.1:{server.Port}");
        using HttpResponseMessage answer = await browser.SendAsync(request);
        return answer.StatusCode;
    }

    private sealed class HandClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
