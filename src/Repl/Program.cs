using Gchunk.Engine;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Repl;

// A process that another one of this program has started ends with it.
if (args is [ParentLife.Option, { } parent, ..])
{
    if (!ParentLife.Share(parent))
        return ExitCode.ScriptError;
    args = args[2..];
}

// A worker process needs only the engine, so nothing else is loaded.
if (args is ["worker", ..])
    return Gchunk.Engine.Workers.Worker.WorkerProgram.Run(args[1..]);

// A process that decodes files: a damaged one may end it.
if (args is [Gchunk.Engine.Storage.Grib.GribChild.Mode])
    return Gchunk.Engine.Storage.Grib.GribChild.Run();
if (args is [Gchunk.Engine.Storage.Parquet.ParquetChild.Mode])
    return Gchunk.Engine.Storage.Parquet.ParquetChild.Run();

// A machine of a cluster. In a class of its own, so that nothing of it is loaded for other modes.
if (args is ["node", .. var node])
    return Gchunk.Repl.Nodes.NodeProgram.Run(node);

// The scheduler of a run of a cluster, which a node starts.
if (args is [Gchunk.Repl.Nodes.SchedulerProgram.Mode, .. var scheduler])
    return Gchunk.Repl.Nodes.SchedulerProgram.Run(scheduler);

if (args is ["cluster", .. var cluster])
    return Gchunk.Repl.Nodes.ClusterCommand.Run(cluster);

if (args is ["gateway", .. var gateway])
    return Gchunk.Repl.Gateways.GatewayCommand.Run(gateway);

// The composition root: it finds the requested mode and puts its parts together.
Request request;
string[] settings = [];
try
{
    string[] rest = RunSettings.Apply(args);
    settings = args[..^rest.Length];
    request = CommandLine.Parse(rest);
}
catch (GchunkException error)
{
    request = new UsageError(error.Message);
}

switch (request)
{
    case ShowText show:
        Console.Out.WriteLine(show.Text);
        return ExitCode.Success;
    case UsageError error:
        Console.Error.WriteLine($"gchunk: {error.Message}");
        Console.Error.WriteLine("See gchunk --help for usage.");
        return ExitCode.Usage;
}

Gchunk.Repl.Web.Dashboard.DashboardHost.Install();
if (!Console.IsOutputRedirected)
    Gchunk.Engine.Arrays.Printing.LineWidth.Window = () => Console.WindowWidth;
using var signals = new StopSignals();
return request switch
{
    RunScript script => ScriptRunner.RunFile(script.Path, script.Arguments, signals),
    RunCode code => ScriptRunner.RunCode(code.Code, code.Arguments, signals),
    WatchScript script => new ScriptWatch(
        script.Path,
        [.. settings, "--", script.Path, .. script.Arguments],
        signals
    ).Run(),
    RunJupyter jupyter => RunNotebooks(jupyter.Arguments, signals),
    RunInput input => new Prompt(signals).RunInput(input.Arguments),
    _ => new Prompt(signals).Run(),
};

// In a method of its own, so that nothing of notebooks is loaded for other modes.
static int RunNotebooks(string[] arguments, StopSignals signals)
{
    try
    {
        return Gchunk.Repl.Notebooks.JupyterProgram.Run(arguments, signals);
    }
    catch (GchunkException error)
    {
        Console.Error.WriteLine($"gchunk: {error.Message}");
        return ExitCode.ScriptError;
    }
}
