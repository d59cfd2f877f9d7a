using System.Text;
using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks;

/// <summary>
/// Standard output or standard error of a kernel: text goes to the notebook in pieces, so that a loop of short lines
/// does not send a message for each.
/// </summary>
internal sealed class KernelWriter : TextWriter
{
    private const int MostWaiting = 16 << 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string name;
    private readonly KernelOutput output;
    private readonly Lock gate = new();
    private readonly StringBuilder waiting = new();
    private readonly ITimer timer;
    private StringBuilder? captured;

    /// <param name="name">The stream: <c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="output">Publishes the text.</param>
    /// <param name="clock">The clock.</param>
    public KernelWriter(string name, KernelOutput output, TimeProvider? clock = null)
        : base(System.Globalization.CultureInfo.InvariantCulture)
    {
        (this.name, this.output) = (name, output);
        NewLine = "\n";
        timer = (clock ?? TimeProvider.System).CreateTimer(
            _ => Flush(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty)
            return;
        // A loop that prints without end stops here. To abort its thread while it publishes would end the process.
        Interrupt.Token.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (captured is not null)
            {
                captured.Append(buffer);
                return;
            }
            if (waiting.Length == 0)
                timer.Change(Pause, Timeout.InfiniteTimeSpan);
            waiting.Append(buffer);
            if (waiting.Length >= MostWaiting)
                Publish();
        }
    }

    public override void Flush()
    {
        lock (gate)
            Publish();
    }

    /// <summary>Runs something whose text is returned rather than published.</summary>
    public string Capture(Action run)
    {
        var text = new StringBuilder();
        lock (gate)
            captured = text;
        try
        {
            run();
        }
        finally
        {
            lock (gate)
                captured = null;
        }
        return text.ToString();
    }

    protected override void Dispose(bool disposing)
    {
        Flush();
        timer.Dispose();
        base.Dispose(disposing);
    }

    // A message is published within the lock, so that pieces keep their order.
    private void Publish()
    {
        if (waiting.Length == 0)
            return;
        // Both halves of a character go into one message.
        int length = char.IsHighSurrogate(waiting[^1]) && waiting.Length > 1 ? waiting.Length - 1 : waiting.Length;
        output.Stream(name, waiting.ToString(0, length), output.Parent);
        waiting.Remove(0, length);
    }
}
