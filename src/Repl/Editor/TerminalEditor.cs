using System.Collections.Concurrent;

namespace Gchunk.Repl.Editor;

/// <summary>Reads inputs from a terminal: connects the editor, the screen and the keys.</summary>
internal sealed class TerminalEditor : IDisposable
{
    // The time after which an escape character alone is the Escape key.
    private const int EscapeMilliseconds = 40;

    private readonly RawTerminal terminal;
    private readonly LineEditor editor;
    private readonly ScreenPainter painter;
    private readonly InputScreen screen;
    private readonly InsightWorker worker;
    private readonly KeyDecoder decoder = new();
    private readonly Queue<KeyPress> keys = new();
    private readonly ConcurrentQueue<string> messages = new();
    private bool asked;
    private bool shown;

    public TerminalEditor(
        RawTerminal terminal,
        LineEditor editor,
        IAssistant assistant,
        Theme theme,
        (string First, string Next) prompts
    )
    {
        this.terminal = terminal;
        this.editor = editor;
        painter = new ScreenPainter(terminal);
        screen = new InputScreen(theme, prompts);
        worker = new InsightWorker(assistant, terminal.Wake);
    }

    /// <summary>The terminal's answer to the query for its attributes, or an empty text.</summary>
    public string Attributes => decoder.Attributes;

    /// <summary>Reads one input. Keys that were typed while code ran count as typed now.</summary>
    /// <param name="text">The initial text.</param>
    /// <param name="code">The code to run, if the input was submitted.</param>
    public EditOutcome Read(string text, out string code)
    {
        editor.Begin(text);
        terminal.Enter();
        try
        {
            // The attributes are queried once; the answer arrives among the keys.
            if (!asked)
                terminal.Write("\x1b[c");
            asked = true;
            painter.Begin();
            TakeTypedAhead();
            var outcome = Edit();
            code = editor.Code;
            return outcome;
        }
        finally
        {
            terminal.Leave();
        }
    }

    /// <summary>Shows a message above the current or the next input. It may be called on any thread.</summary>
    public void Tell(string message)
    {
        messages.Enqueue(message);
        terminal.Wake();
    }

    public void Dispose()
    {
        worker.Dispose();
        terminal.Dispose();
    }

    // While code ran, the terminal was in line mode, where it turns Enter into a line feed and Ctrl-D into a zero byte.
    private void TakeTypedAhead()
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (terminal.Read(buffer, 0) is > 0 and var count)
        {
            buffer[..count].Replace((byte)0, (byte)4);
            buffer[..count].Replace((byte)'\n', (byte)'\r');
            foreach (var key in decoder.Feed(buffer[..count]))
                keys.Enqueue(key);
        }
    }

    private EditOutcome Edit()
    {
        Span<byte> buffer = stackalloc byte[4096];
        string looked = "\0";
        int lookedAt = -1;
        shown = false;
        while (true)
        {
            ShowMessages();
            while (keys.TryDequeue(out var key))
            {
                var outcome = editor.Press(key);
                if (outcome != EditOutcome.Editing)
                {
                    End(outcome);
                    return outcome;
                }
                if (editor.WantsCompletion)
                    worker.Complete(editor.Buffer.Text, editor.Buffer.Cursor);
            }
            if (worker.TakeCompletion(editor.Buffer.Text, editor.Buffer.Cursor) is { } completion)
                editor.Offer(completion);
            var (text, cursor) = editor.Shown;
            if (text != looked || cursor != lookedAt)
            {
                (looked, lookedAt) = (text, cursor);
                worker.Look(text, cursor);
            }
            Show();
            int count = terminal.Read(buffer, decoder.IsWaiting ? EscapeMilliseconds : -1);
            if (count < 0)
                return EditOutcome.Ended;
            foreach (
                var key in count > 0 ? decoder.Feed(buffer[..count])
                : decoder.IsWaiting ? decoder.Flush()
                : []
            )
            {
                keys.Enqueue(key);
            }
        }
    }

    private void Show()
    {
        ClearIfRequested();
        var (rows, row, column) = screen.Compose(editor, worker.Insight, terminal.Width, terminal.Height);
        painter.Paint(rows, row, column);
        shown = true;
    }

    private void ShowMessages()
    {
        while (messages.TryDequeue(out string? message))
        {
            if (shown)
                painter.End(screen.Final(editor.Buffer.Text, worker.Insight, terminal.Width));
            terminal.Write(message.ReplaceLineEndings("\r\n") + "\r\n");
            painter.Begin();
            shown = false;
        }
    }

    private void ClearIfRequested()
    {
        if (!editor.WantsClear)
            return;
        editor.WantsClear = false;
        painter.Clear();
    }

    private void End(EditOutcome outcome)
    {
        // Ctrl-L and Enter may arrive together if they were typed ahead. Clear first, so that the output of the code
        // remains.
        ClearIfRequested();
        string text = editor.Buffer.Text + (outcome == EditOutcome.Cleared ? "^C" : "");
        painter.End(screen.Final(text, worker.Insight, terminal.Width));
    }
}
