using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>A system of batch jobs, by its own commands.</summary>
internal abstract class CommandQueue : JobQueue
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where its commands come from.</summary>
    protected virtual string Install => $"ask for {Title}'s commands on this machine";

    /// <summary>The memory of a job in units of 2^20 bytes.</summary>
    protected static string Megabytes(NodeJob job) =>
        Math.Max(1, job.Memory / (1 << 20)).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Runs a command of the queue. One that cannot be cancelled does not end by Ctrl-C at the terminal either.
    /// </summary>
    protected ProgramEnd Run(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        string? input = null
    ) =>
        new ExternalProgram(program, $"a cluster of {Title}", Install)
        {
            TimeLimit = Patience,
            Input = input,
            IgnoresInterrupts = !cancel.CanBeCanceled,
        }.RunToEnd(arguments, "/", cancel);

    /// <summary>Runs a command of the queue, and returns what it wrote.</summary>
    /// <exception cref="GchunkException">It failed.</exception>
    protected string Answer(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        string? input = null
    )
    {
        ProgramEnd end = Run(program, arguments, cancel, input);
        return end.ExitCode == 0 ? end.Output : throw new GchunkException($"{program} failed: {Error(end)}");
    }

    /// <summary>
    /// Runs a command that submits, and returns what it wrote. Once begun it is not interrupted: the queue may have taken
    /// jobs whose identifiers it has not written yet, and nobody else ends these.
    /// </summary>
    /// <exception cref="GchunkException">It failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled before.</exception>
    protected string Submission(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        string? input = null
    )
    {
        cancel.ThrowIfCancellationRequested();
        return Answer(program, arguments, CancellationToken.None, input);
    }

    /// <summary>Runs a command that cancels. It is not interrupted: what it would leave nobody else ends.</summary>
    protected string? ErrorOf(string program, IEnumerable<string> arguments)
    {
        ProgramEnd end = Run(program, arguments, CancellationToken.None);
        return end.ExitCode == 0 ? null : $"{program} failed: {Error(end)}";
    }

    /// <summary>Returns the identifier of a job that was submitted.</summary>
    /// <exception cref="GchunkException">The answer has none.</exception>
    protected static string Checked(string id, string program, string answer) =>
        id.Length > 0 && id.All(char.IsAsciiDigit)
            ? id
            : throw new GchunkException($"{program} answered with no number of a job: {VisibleText.Of(answer)}");

    /// <summary>Returns the last line that begins with a digit: a wrapper of the command may write others.</summary>
    protected static string Numbered(string answer) =>
        answer.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line is [>= '0' and <= '9', ..]) ?? "";

    /// <summary>Returns the words of the lines of an answer.</summary>
    protected static IEnumerable<string[]> Rows(string answer) =>
        answer
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Error(ProgramEnd end) => VisibleText.Of((end.Errors + end.Output).Trim());
}
