using System.Text;
using Gchunk.Engine;

namespace Gchunk.Repl.Notebooks.Streams;

/// <summary>
/// Standard output or standard error of a kernel: text goes to the notebook in pieces, so that a loop of short lines
/// does not send a message for each, and no faster than an <see cref="OutputPace"/>.
/// </summary>
internal sealed class KernelWriter : TextWriter
{
    private const int MostInPiece = 16 << 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string name;
    private readonly KernelOutput output;
    private readonly Lock gate = new();
    private readonly StringBuilder waiting = new();
    private readonly OutputPace pace;
    private readonly Action<TimeSpan> wait;
    private readonly ITimer timer;
    private StringBuilder? captured;

    /// <param name="name">The stream: <c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="output">Publishes the text.</param>
    /// <param name="pace">How fast text may be sent; the streams of a kernel share it.</param>
    /// <param name="wait">Waits; by default until the time is over or a user interrupts.</param>
    public KernelWriter(string name, KernelOutput output, OutputPace pace, Action<TimeSpan>? wait = null)
        : base(System.Globalization.CultureInfo.InvariantCulture)
    {
        (this.name, this.output, this.pace) = (name, output, pace);
        this.wait = wait ?? (time => Interrupt.Token.WaitHandle.WaitOne(time));
        NewLine = "\n";
        timer = TimeProvider.System.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
        CancellationToken stop = Interrupt.Token;
        stop.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (captured is not null)
            {
                captured.Append(buffer);
                return;
            }
            if (waiting.Length == 0)
                timer.Change(Pause, Timeout.InfiniteTimeSpan);
            while (!buffer.IsEmpty)
            {
                int length = Math.Min(buffer.Length, MostInPiece - waiting.Length);
                waiting.Append(buffer[..length]);
                buffer = buffer[length..];
                if (waiting.Length < MostInPiece)
                    continue;
                Publish();
                // Who interrupts a long text has seen enough of it.
                stop.ThrowIfCancellationRequested();
            }
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
        if (pace.Take(length) is var time && time > TimeSpan.Zero)
            wait(time);
        output.Stream(name, waiting.ToString(0, length), output.Parent);
        waiting.Remove(0, length);
    }
}
