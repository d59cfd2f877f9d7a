using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Runs;

namespace Gchunk.Repl.Nodes;

/// <summary>
/// <c>gchunk scheduler</c>: the client of a run that has none any more. A node starts it, and it ends with that node; what
/// it has done until then is in the folder of the run, where the next one finds it.
/// </summary>
internal static class SchedulerProgram
{
    /// <summary>The first argument.</summary>
    public const string Mode = "scheduler";

    private const int WatchMilliseconds = 250;

    /// <summary>Returns the arguments of the program.</summary>
    public static string[] Arguments(ClusterFolder cluster, string run, long epoch) =>
        [Mode, cluster.Path, run, epoch.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Computes the run.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        if (
            arguments is not [{ } path, { } name, { } number]
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
        )
        {
            Console.Error.WriteLine("gchunk scheduler is started by the nodes of a cluster");
            return ExitCode.Usage;
        }
        try
        {
            ClusterFolder cluster = ClusterFolder.Open(path);
            if (RunFolder.Find(cluster, name) is not { } run || run.Read() is not { } state || !IsOurs(state, epoch))
                return ExitCode.Success;
            // Objects made here must not get the numbers of objects that were sent here.
            UniqueId.Separate();
            var progress = new RunProgress();
            using IDisposable observed = RunEvents.Subscribe(progress);
            new Thread(() => Watch(cluster, run, epoch, progress)) { IsBackground = true, Name = "gchunk run" }.Start();
            Outcome outcome = Result(cluster, run, state);
            Outage.Outlast(() => Commit(run, epoch, outcome));
            return ExitCode.Success;
        }
        catch (Exception error) when (error is GchunkException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"gchunk scheduler: {error.Message}");
            return ExitCode.ScriptError;
        }
    }

    private static bool IsOurs(RunState state, long epoch) => state.Epoch == epoch && !state.IsFinal;

    // The records of the result, or why there is none.
    private readonly record struct Outcome(IReadOnlyList<ReadOnlyMemory<byte>> Records, string? Error);

    private static void Commit(RunFolder run, long epoch, Outcome outcome)
    {
        string? record = outcome.Error is null ? RecordedValue.Add(run.Records, outcome.Records) : null;
        run.Change(state =>
            !IsOurs(state, epoch) ? null
            : record is null ? state with { Status = RunStatus.Error, Error = outcome.Error }
            : state with { Status = RunStatus.Finished, Result = record }
        );
    }

    // What fails before the plan runs, such as a cluster without workers, is tried again by the node, and so is a result
    // that cannot be written.
    private static Outcome Result(ClusterFolder cluster, RunFolder run, RunState state)
    {
        object? plan = RecordedValue.Read(run.Records, state.Plan, isOwn: false);
        RecordedBlocks? blocks = null;
        using var client = new Client(cluster);
        try
        {
            if (plan is not ArrayExpr expression)
                return new Outcome(RecordedValue.Prepare(Call(run, plan), $"the result of the run {run.Name}"), null);
            var form = new RecordedForm(expression.DType, expression.Chunks);
            blocks = run.Blocks(state, form);
            string? told = null;
            blocks.Retrying = e =>
            {
                if (Interlocked.Exchange(ref told, e.Message) != e.Message)
                    Console.Error.WriteLine($"gchunk scheduler: a block is written again: {e.Message}");
            };
            Computation.Store([expression], [blocks]);
            return new Outcome(RecordedValue.Prepare(form, $"the result of the run {run.Name}"), null);
        }
        catch (Exception e) when (blocks is null ? plan is not ArrayExpr : blocks.Failure is null)
        {
            Console.Error.WriteLine(ExceptionText.Of(e));
            return new Outcome([], ExceptionText.MessageOf(e));
        }
    }

    private static object? Call(RunFolder run, object? plan)
    {
        if (plan is not Delegate function)
            throw new GchunkException($"the plan of the run {run.Name} is neither an array nor a function");
        try
        {
            return function.DynamicInvoke();
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    // Ends this process when the run was cancelled, deleted or taken over, and says how far it is.
    private static void Watch(ClusterFolder cluster, RunFolder run, long epoch, RunProgress progress)
    {
        double told = -1;
        for (long seen = Environment.TickCount64; ; Thread.Sleep(WatchMilliseconds))
        {
            try
            {
                if (!cluster.Exists)
                    throw new GchunkException($"the folder {cluster.Path} of the cluster is gone");
                if (run.Read() is not { } state || !IsOurs(state, epoch))
                    Environment.Exit(ExitCode.Success);
                seen = Environment.TickCount64;
                if (progress.Share is var share && share != told)
                    run.Progress = told = share;
            }
            catch (GchunkException e)
            {
                // A file server that is away for a moment is no reason to end.
                if (Environment.TickCount64 - seen < Outage.Milliseconds)
                    continue;
                Console.Error.WriteLine($"gchunk scheduler: {e.Message}");
                Environment.Exit(ExitCode.ScriptError);
            }
        }
    }

    // The share of the tasks that are done, of all computations so far.
    private sealed class RunProgress : IRunObserver
    {
        private readonly Lock gate = new();
        private readonly Dictionary<int, (long Done, long Tasks)> runs = [];

        public double Share
        {
            get
            {
                lock (gate)
                {
                    long tasks = runs.Values.Sum(r => r.Tasks);
                    return tasks == 0 ? 0 : (double)runs.Values.Sum(r => r.Done) / tasks;
                }
            }
        }

        public bool TakesBursts => true;

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind is not (RunEventKind.RunStarted or RunEventKind.TaskFinished))
                return;
            lock (gate)
                runs[e.Run] = (e.Done, e.Tasks);
        }
    }
}
