using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Commands;
using Gchunk.Repl.Display;

namespace Gchunk.Repl.Sessions;

/// <summary>A session at the prompt: its code, its inputs and values, and how it shows them.</summary>
internal sealed class Session
{
    private readonly Lazy<ScriptHost> host;
    private readonly PromptGlobals globals;
    private readonly EvaluationThread evaluations = new(Console.Error);
    private volatile TaskCompletionSource? running;
    private volatile ProgressBar? shownBar;

    /// <param name="interactive">Whether a user types at a terminal.</param>
    /// <param name="display">Formats values for display.</param>
    public Session(bool interactive, Func<object, string?> display)
    {
        IsInteractive = interactive;
        Display = display;
        globals = new PromptGlobals(Transcript);
        host = new Lazy<ScriptHost>(() =>
            new ScriptHost(globals, Environment.CurrentDirectory) { LeavesAwaits = true }
        );
    }

    public bool IsInteractive { get; }

    /// <summary>The arguments, available to the code as <c>Args</c>.</summary>
    public string[] Arguments
    {
        init => globals.Args = new ScriptArguments(value);
    }

    public Transcript Transcript { get; } = new();

    public ScriptHost Host => host.Value;

    /// <summary>Formats values for display.</summary>
    public Func<object, string?> Display { get; }

    /// <summary>Called after code has run, before its value is shown.</summary>
    public Action? Shown { get; set; }

    /// <summary>Shows a value, with its text.</summary>
    public Action<object, string> ShowValue { get; init; } = (_, text) => Console.Out.WriteLine(text);

    /// <summary>Shows an error: its text, and the exception if it is one.</summary>
    public Action<string, Exception?> ShowError { get; init; } = (text, _) => Console.Error.WriteLine(text);

    /// <summary>Starts to show the progress of computations; null for no progress. Disposed when the code ended.</summary>
    public Func<ProgressBar?>? Progress { get; init; }

    /// <summary>The initial text of the next input.</summary>
    public string NextInput { get; set; } = "";

    /// <summary>Whether a command ended the session.</summary>
    public bool IsOver { get; set; }

    /// <summary>The memory limit of a computation that would start now.</summary>
    public static long MemoryLimit =>
        RunOptions.Default.MemoryLimit ?? MemoryBudget.FromEnvironment() ?? MemoryBudget.Free();

    /// <summary>Whether any input has run or is running.</summary>
    public bool HasBegun => Transcript.Count > 0;

    /// <summary>Waits until nothing runs.</summary>
    public void WaitUntilIdle() => running?.Task.Wait();

    /// <summary>Handles Ctrl-C while code runs.</summary>
    public void Stop()
    {
        // The terminal has printed ^C. No bar must be drawn after the end of this row.
        if (IsInteractive)
        {
            if (shownBar is { } bar)
                bar.Interrupt();
            else
                Console.Error.WriteLine();
        }
        evaluations.Stop();
    }

    /// <summary>Runs an input: code or a command.</summary>
    /// <returns>Whether the input ran without an error.</returns>
    public bool Run(string input)
    {
        int number = Transcript.Begin(input.TrimEnd());
        bool succeeded;
        object? value = null;
        if (CommandTable.Parse(input) is var (name, argument))
        {
            succeeded = RunCommand(name, argument);
        }
        else
        {
            succeeded = Evaluate(input, $"<prompt {number}>", show: true, out value);
        }
        Transcript.End(number, succeeded, value);
        return succeeded;
    }

    /// <summary>Runs code and shows its value or its error.</summary>
    /// <param name="code">The code.</param>
    /// <param name="path">The name of the code in error messages.</param>
    /// <param name="show">Whether to show the value.</param>
    /// <param name="value">The value, if it is shown.</param>
    /// <returns>Whether the input ran without an error.</returns>
    public bool Evaluate(string code, string path, bool show, out object? value)
    {
        var evaluation = new Evaluation([], null, null);
        string? shown = null;
        var end = RunStoppably(() =>
        {
            (code, bool silent) = InputRewriter.Silence(code);
            evaluation = Host.Evaluate(InputRewriter.NameLast(code, Transcript), path);
            if (silent)
                evaluation = evaluation with { Value = null };
            try
            {
                if (show && evaluation.Succeeded && evaluation.Value is { } result)
                    shown = Display(result);
            }
#pragma warning disable CA1031 // A value's ToString may be the user's code, like the code that created the value.
            catch (Exception e)
#pragma warning restore CA1031
            {
                evaluation = new Evaluation([], e, null);
            }
        });
        value = null;
        if (!Ended(end, evaluation.Exception))
            return false;
        if (!evaluation.Succeeded)
        {
            ShowError(ErrorReport.For(evaluation, Host), evaluation.Exception);
            return false;
        }
        Shown?.Invoke();
        if (shown is not null)
            ShowValue(evaluation.Value!, shown);
        if (show && evaluation.Note is { } note)
            Console.Error.WriteLine("note: " + note);
        if (show)
            value = evaluation.Value;
        return true;
    }

    /// <summary>Runs a function while <c>Args</c> has other values.</summary>
    public bool WithArguments(string[] arguments, Func<bool> run)
    {
        var before = globals.Args;
        globals.Args = new ScriptArguments(arguments);
        try
        {
            return run();
        }
        finally
        {
            globals.Args = before;
        }
    }

    /// <summary>Reports an evaluation that was stopped or abandoned.</summary>
    /// <returns>Whether the evaluation finished by itself.</returns>
    public bool Ended(EvaluationEnd end, Exception? exception)
    {
        if (end == EvaluationEnd.LeftBehind)
        {
            Host.Abandon();
            ShowError("abandoned: it continues in the background until it or the session ends", null);
            return false;
        }
        if (
            end == EvaluationEnd.Stopped
            || (exception is OperationCanceledException && Interrupt.Token.IsCancellationRequested)
        )
        {
            ShowError("stopped", null);
            return false;
        }
        return true;
    }

    /// <summary>Runs work that Ctrl-C can stop, with a progress bar.</summary>
    public EvaluationEnd RunStoppably(Action work)
    {
        var ended = running = new TaskCompletionSource();
        try
        {
            using ProgressBar? bar = Progress is null && IsInteractive ? new ProgressBar() : Progress?.Invoke();
            shownBar = bar;
            return evaluations.Run(work);
        }
        finally
        {
            shownBar = null;
            ended.SetResult();
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>Whether it succeeded.</returns>
    public bool RunCommand(string name, string argument)
    {
        try
        {
            return CommandTable.Find(name).Run(this, argument);
        }
        catch (GchunkException error)
        {
            ShowError(error.Message, error);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ShowError($"{name}: {e.Message}", e);
            return false;
        }
    }
}
