using Gchunk.Engine;
using Gchunk.Repl.Sessions;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Commands;

[Command("!", "COMMAND", "runs a command of the shell, such as !ls -l, and shows what it writes")]
internal sealed class ShellCommand : Command
{
    private static readonly ExternalProgram Shell = new("sh", "commands that begin with !", "apt-get install dash")
    {
        TimeLimit = TimeSpan.FromDays(7),
    };

    public override bool Run(Session session, string argument)
    {
        // In C#, ! negates: !ok is an expression if there is an ok.
        if (IsCode(session, "!" + argument))
            return session.Evaluate("!" + argument, "<!>", show: true, out _);
        var output = new ShellOutput(Console.Out);
        ProgramEnd? end = null;
        GchunkException? failure = null;
        OperationCanceledException? stopped = null;
        var ended = session.RunStoppably(() =>
        {
            try
            {
                end = Shell.RunToEnd(
                    ["-c", "exec 2>&1\n" + argument],
                    Environment.CurrentDirectory,
                    Interrupt.Token,
                    output.Show
                );
            }
            catch (GchunkException e)
            {
                failure = e;
            }
            catch (OperationCanceledException e)
            {
                stopped = e;
            }
        });
        output.End();
        if (!session.Ended(ended, stopped))
            return false;
        if (end is null)
            throw failure ?? new GchunkException($"'{argument}' did not run");
        if (end.ExitCode != 0)
            Console.Error.WriteLine($"exit code {end.ExitCode}");
        return end.ExitCode == 0;
    }

    private static bool IsCode(Session session, string code) =>
        !session.Host.Chain.Next(code, "<!>").GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error);
}
