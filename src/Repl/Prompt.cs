using System.Text;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Display;

namespace Gchunk.Repl;

/// <summary>The session at <c>gchunk&gt;</c>: reads until the input is complete, runs it, shows its value. With input from a pipe it is silent but for values and errors.</summary>
internal sealed class Prompt(StopSignals signals)
{
    private const string First = "gchunk> ";
    private const string Next = "   ...> ";

    // The compiler's own reading and the user's code may nest deeply; a thread's usual stack is smaller than the main thread's.
    private const int StackBytes = 64 << 20;

    private readonly bool interactive = !Console.IsInputRedirected;
    private readonly ScriptHost host = new([], Environment.CurrentDirectory);
    private int submissions;
    private volatile TaskCompletionSource<bool>? running;
    private volatile bool asked;

    /// <returns>The exit code: that of a session at a terminal is 0 whatever happened in it.</returns>
    public int Run()
    {
        if (interactive)
        {
            signals.OnInterrupt = StopRunning;
            Console.Out.WriteLine($"gchunk {CommandLine.Version}: type C#, or help; Ctrl-C stops a computation, Ctrl-D leaves.");
            // The compiler is slow the first time: let it be so while the first line is typed.
            new Thread(() => new ScriptHost([], Environment.CurrentDirectory).Evaluate("1", "<warm-up>")) { IsBackground = true, Name = "gchunk warm-up" }.Start();
        }

        var failed = false;
        while (ReadSubmission() is { } code)
        {
            failed |= !Evaluate(code);
            if (!interactive && signals.RequestedExit is { } requested)
            {
                Interrupt.CleanUp();
                return requested;
            }
        }

        return failed && !interactive ? ExitCode.ScriptError : ExitCode.Success;
    }

    private string? ReadSubmission()
    {
        var code = new StringBuilder();
        while (true)
        {
            var line = ReadLine(code.Length == 0 ? First : Next);
            switch (line)
            {
                case { Kind: LineKind.Cleared }:
                    code.Clear();
                    continue;
                case { Kind: LineKind.End }:
                    return code.Length == 0 ? null : code.ToString();
            }

            if (code.Length == 0 && string.IsNullOrWhiteSpace(line.Text))
            {
                continue;
            }

            if (interactive && code.Length == 0 && PromptHelp.IsAskedBy(line.Text))
            {
                Console.Out.WriteLine(PromptHelp.Text);
                continue;
            }

            code.AppendLine(line.Text);
            if (interactive && ScriptHost.LacksOnlySemicolon(code.ToString()))
            {
                code.Insert(code.ToString().TrimEnd().Length, ';');
            }

            if (ScriptHost.IsComplete(code.ToString()))
            {
                return code.ToString();
            }
        }
    }

    private Line ReadLine(string prompt)
    {
        if (interactive)
        {
            return TerminalLine.Read(prompt);
        }

        return Console.In.ReadLine() is { } text ? new Line(LineKind.Text, text) : new Line(LineKind.End, "");
    }

    /// <returns>Whether it ran to its end without an error.</returns>
    private bool Evaluate(string code)
    {
        var path = $"<prompt {++submissions}>";
        var evaluation = new Evaluation([], null, null);
        string? shown = null;
        var finished = RunStoppably(() =>
        {
            evaluation = host.Evaluate(code, path);
            try
            {
                shown = evaluation.Succeeded ? ValueFormatter.Format(evaluation.Value) : null;
            }
#pragma warning disable CA1031 // A value's own ToString is code of the user's, as what made the value was.
            catch (Exception e)
#pragma warning restore CA1031
            {
                evaluation = new Evaluation([], e, null);
            }
        });
        if (!finished)
        {
            host.Abandon();
            Console.Error.WriteLine("left behind: it goes on in the background until it ends or the session does");
            return false;
        }

        if (evaluation.Exception is OperationCanceledException && Interrupt.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("stopped");
            return false;
        }

        if (!evaluation.Succeeded)
        {
            Console.Error.WriteLine(ErrorReport.For(evaluation, host));
            return false;
        }

        if (shown is not null)
        {
            Console.Out.WriteLine(shown);
        }

        return true;
    }

    /// <summary>Runs the work on a thread of its own. The first Ctrl-C asks it to stop; a second one leaves it behind, for code that does not listen.</summary>
    /// <returns>Whether the work came to its end.</returns>
    private bool RunStoppably(Action work)
    {
        var ended = new TaskCompletionSource<bool>();
        var thread = new Thread(
            () =>
            {
                try
                {
                    work();
                    ended.TrySetResult(true);
                }
#pragma warning disable CA1031 // Rethrown on the prompt's own thread.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    ended.TrySetException(e);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "gchunk evaluation",
        };
        running = ended;
        asked = false;
        thread.Start();
        try
        {
            return ended.Task.GetAwaiter().GetResult();
        }
        finally
        {
            running = null;
        }
    }

    // Runs on the thread of the signal.
    private void StopRunning()
    {
        if (running is not { } evaluation)
        {
            return; // between two evaluations there is nothing to stop
        }

        if (asked)
        {
            evaluation.TrySetResult(false);
            return;
        }

        asked = true;
        Console.Error.WriteLine("stopping; Ctrl-C again leaves the computation behind");
        Interrupt.Request();
    }
}
