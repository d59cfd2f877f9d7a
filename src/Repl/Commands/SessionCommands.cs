using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl.Commands;

[Command(
    "%history",
    "[N | TEXT]",
    "lists the inputs of this session with their numbers: all, the last N, or those that contain TEXT"
)]
internal sealed class HistoryCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        var inputs = session.Transcript.All.SkipLast(1);
        if (int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int last))
            inputs = inputs.TakeLast(last);
        else if (argument.Length > 0)
            inputs = inputs.Where(i => i.Input.Contains(argument, StringComparison.OrdinalIgnoreCase));
        foreach (var (number, input) in inputs)
            Console.Out.WriteLine($"{number, 4}  {input.Replace("\n", "\n      ", StringComparison.Ordinal)}");
        return true;
    }
}

[Command(
    "%workers",
    "",
    "shows the workers of all clients, with what each holds and has done, or the threads that compute"
)]
internal sealed class WorkersCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        var (notInUse, inUse) = Client.All();
        foreach (string workers in notInUse)
            Console.Out.WriteLine(workers);
        Console.Out.WriteLine(
            inUse
                ?? $"no client: computations run on threads of this process ({RunOptions.Default.Executor.Name}, memory limit {MemoryBudget.Format(Session.MemoryLimit)}); new Client(workers: 2) starts worker processes"
        );
        return true;
    }
}

[Command("%config", "[threads N | memory SIZE]", "sets how computations run from now on")]
internal sealed class ConfigCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        switch (argument.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case []:
                return CommandTable.Find("%workers").Run(session, "");
            case ["threads", var text]
                when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads)
                    && threads > 0:
                Prelude.Configure(threads: threads);
                return true;
            case ["memory", .. var size] when size.Length > 0:
                Prelude.Configure(memoryLimit: string.Concat(size));
                return true;
            default:
                throw new GchunkException(
                    $"%config takes 'threads N' or 'memory SIZE', such as %config memory 2GB; got '{argument}'"
                );
        }
    }
}

[Command("%exit", "", "ends the session; also exit, quit, Ctrl-D")]
internal sealed class ExitCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        session.IsOver = true;
        return true;
    }
}
