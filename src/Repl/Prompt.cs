using System.Runtime.ExceptionServices;
using System.Text;
using Gchunk.Dsl.Showing;
using Gchunk.Engine;
using Gchunk.Repl.Assistance;
using Gchunk.Repl.Commands;
using Gchunk.Repl.Display;
using Gchunk.Repl.Editor;
using Gchunk.Repl.Sessions;

namespace Gchunk.Repl;

/// <summary>
/// The loop of a session at <c>gchunk&gt;</c>: reads an input until it is complete, runs it and shows its value. When
/// input comes from a pipe, only values and errors are printed.
/// </summary>
internal sealed class Prompt(StopSignals signals)
{
    private const string First = "gchunk> ";
    private const string Next = "   ...> ";

    // The next line of a pipe, if it was read to see whether it belongs to the lines before it.
    private string? ahead;
    private bool interactive = !Console.IsInputRedirected;

    /// <returns>The exit code. A session at a terminal always returns 0.</returns>
    public int Run()
    {
        using var terminal = RawTerminal.Open();
        return terminal is null ? RunByLines([]) : RunAtTerminal(terminal);
    }

    /// <summary>
    /// Runs standard input as a script, even if it is a terminal: without prompts, with values on standard output and
    /// messages on standard error.
    /// </summary>
    /// <param name="arguments">The arguments, available to the code as <c>Args</c>.</param>
    /// <returns>The exit code: 1 if an input failed.</returns>
    public int RunInput(string[] arguments)
    {
        interactive = false;
        return RunByLines(arguments);
    }

    /// <summary>
    /// Returns the code to run if the input is complete, with a missing final semicolon added; null if more lines are
    /// needed.
    /// </summary>
    public static string? Finish(string text)
    {
        if (CommandTable.Parse(text) is var (name, argument))
        {
            bool isComplete = CommandTable.IsComplete(name, argument) && !ContinuesCell(text);
            return isComplete || EndsInEmptyLines(text, 2) ? text : null;
        }
        string code = ScriptHost.Ended(text.TrimEnd());
        return ScriptHost.IsComplete(code) || EndsInEmptyLines(text, 2) ? code : null;
    }

    // After a line that begins with %% alone, the rest of the input is its code, up to an empty line.
    private static bool ContinuesCell(string text) =>
        text.TrimStart().StartsWith("%%", StringComparison.Ordinal)
        && (
            text.TrimStart().Contains('\n', StringComparison.Ordinal)
            || !text.Trim().Contains(' ', StringComparison.Ordinal)
        )
        && !EndsInEmptyLines(text, 1);

    /// <summary>Whether the input ends with a number of empty lines.</summary>
    public static bool EndsInEmptyLines(string text, int count)
    {
        string[] lines = text.Split('\n');
        return lines.Length > count && lines.TakeLast(count).All(string.IsNullOrWhiteSpace);
    }

    private int RunAtTerminal(RawTerminal terminal)
    {
        Func<object, string?> format = TerminalDisplay.Format;
        ValueFormatter.Shown = TerminalDisplay.Format;
        var session = new Session(interactive: true, value => format(value));
        signals.OnInterrupt = session.Stop;
        Greet();
        var history = new History(History.DefaultPath());
        using var editor = new TerminalEditor(
            terminal,
            new LineEditor(history, Finish),
            WarmUp(session),
            Theme.ForTerminal(),
            (First, Next)
        );
        using var display = new TerminalDisplay(Theme.ForTerminal(), () => editor.Attributes);
        format = display.FormatUnlessShown;
        session.Shown = () => display.ShowPlots(Console.Out);
        // An exception in a thread that the user started ends that thread, but not the session.
        ExceptionHandling.SetUnhandledExceptionHandler(e =>
        {
            editor.Tell("in a thread that was started here: " + ErrorReport.OfException(e, session.Host.FindLine));
            return true;
        });
        string? trouble = null;
        while (!session.IsOver)
        {
            var outcome = editor.Read(session.NextInput, out string code);
            session.NextInput = "";
            if (history.Trouble != trouble)
                Console.Error.WriteLine(trouble = history.Trouble);
            if (outcome == EditOutcome.Ended)
                break;
            if (outcome == EditOutcome.Submitted && !string.IsNullOrWhiteSpace(code))
                session.Run(code);
        }
        return ExitCode.Success;
    }

    // Runs without the editor: input from a pipe, or a terminal that cannot move its cursor.
    private int RunByLines(string[] arguments)
    {
        var session = new Session(interactive, value => ValueFormatter.Format(value)) { Arguments = arguments };
        if (interactive)
        {
            signals.OnInterrupt = session.Stop;
            Greet();
            WarmUp(session);
        }
        bool failed = false;
        while (!session.IsOver && ReadSubmission() is { } code)
        {
            failed |= !session.Run(code);
            if (!interactive && signals.RequestedExit is { } requested)
            {
                Interrupt.CleanUp();
                return requested;
            }
        }
        return failed && !interactive ? ExitCode.ScriptError : ExitCode.Success;
    }

    private static void Greet() =>
        Console.Out.WriteLine(
            $"gchunk {CommandLine.Version}: type C#, or help; Ctrl-C stops a computation, Ctrl-D quits."
        );

    // The compiler's first run is slow, so it runs while the user types the first line.
    private static CodeAssistant WarmUp(Session session)
    {
        var assistant = new CodeAssistant(session);
        new Thread(
            () =>
            {
                var host = session.Host;
                // An input that is already running warms the compiler up by itself.
                if (!session.HasBegun)
                    host.WarmUp();
                session.WaitUntilIdle();
                assistant.Complete("Ones((2, 3)).Mean().", 20);
                session.WaitUntilIdle();
                assistant.Look("var warm = Ones((2, 3)).Mean(", 29);
            },
            maxStackSize: 16 << 20
        )
        {
            IsBackground = true,
            Name = "gchunk warm-up",
        }.Start();
        return assistant;
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
                    return code.Length == 0 ? null : ScriptHost.Ended(code.ToString());
            }
            if (code.Length == 0 && string.IsNullOrWhiteSpace(line.Text))
                continue;
            code.AppendLine(line.Text);
            if (interactive || CommandTable.Parse(code.ToString()) is not null)
            {
                if (Finish(code.ToString()[..^Environment.NewLine.Length]) is { } finished)
                    return finished;
            }
            else if (EndedHere(code.ToString()) is { } ended)
            {
                return ended;
            }
        }
    }

    // The lines of a pipe so far, with the semicolon that they lack; null if more lines belong to them.
    private string? EndedHere(string code)
    {
        string ended = ScriptHost.Ended(code);
        bool endsHere = ended != code ? !Continues(ahead ??= Console.In.ReadLine()) : ScriptHost.IsComplete(code);
        return endsHere ? ended : null;
    }

    // Whether a line of a pipe goes on with the statement before it, which lacks only its semicolon.
    private static bool Continues(string? line) =>
        line is not null
        && CommandTable.Parse(line) is null
        && (
            line.Length == 0
            || char.IsWhiteSpace(line[0])
            || "/.?:;,+-*%&|^<>=!)]}{".Contains(line[0], StringComparison.Ordinal)
            || line.StartsWith("is ", StringComparison.Ordinal)
            || line.StartsWith("as ", StringComparison.Ordinal)
            || line.StartsWith("switch", StringComparison.Ordinal)
            || line.StartsWith("with", StringComparison.Ordinal)
        );

    private Line ReadLine(string prompt)
    {
        if (interactive)
            return TerminalLine.Read(prompt);
        string? read = ahead ?? Console.In.ReadLine();
        ahead = null;
        return read is { } text ? new Line(LineKind.Text, text) : new Line(LineKind.End, "");
    }
}
