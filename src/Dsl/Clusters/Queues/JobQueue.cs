using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>A job that waits or runs.</summary>
/// <param name="Id">Its identifier, as the queue's command that cancels takes it.</param>
/// <param name="IsWaiting">True if it has not begun.</param>
internal readonly record struct QueuedJob(string Id, bool IsWaiting);

/// <summary>A system of batch jobs, by its own commands.</summary>
internal abstract class JobQueue
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<JobQueue> All = [new SlurmQueue(), new PbsQueue(), new LsfQueue()];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Its name in commands, and in the names of clusters and nodes.</summary>
    public abstract string Kind { get; }

    /// <summary>Its name in messages.</summary>
    public abstract string Title { get; }

    /// <summary>Where its commands come from.</summary>
    protected virtual string Install => $"ask for {Title}'s commands on this machine";

    /// <summary>Returns the script of a job.</summary>
    /// <exception cref="GchunkException">A value could not be written as one word of a directive.</exception>
    public abstract string Script(NodeJob job);

    /// <summary>Submits jobs, and returns their identifiers as soon as the queue says them.</summary>
    /// <param name="file">The file of the script.</param>
    /// <param name="number">How many jobs.</param>
    /// <exception cref="GchunkException">The queue refuses them.</exception>
    public abstract IEnumerable<string> Submit(string file, int number);

    /// <summary>Returns the user's jobs that wait or run, those of other clusters too.</summary>
    /// <param name="cluster">The name of the cluster.</param>
    /// <exception cref="GchunkException">The queue cannot be asked.</exception>
    public abstract IEnumerable<QueuedJob> List(string cluster);

    /// <summary>Cancels jobs. Some may have ended, which the queue may call an error.</summary>
    /// <param name="ids">At least one.</param>
    /// <returns>What the queue calls an error, or null.</returns>
    public abstract string? Cancel(IEnumerable<string> ids);

    /// <summary>Returns the identifier of the submission that a job belongs to.</summary>
    public virtual string SubmissionOf(string id) => id;

    /// <summary>The memory of a job in units of 2^20 bytes.</summary>
    protected static string Megabytes(NodeJob job) =>
        Math.Max(1, job.Memory / (1 << 20)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs a command of the queue.</summary>
    protected ProgramEnd Run(string program, IEnumerable<string> arguments, string? input = null) =>
        new ExternalProgram(program, $"a cluster of {Title}", Install) { TimeLimit = Patience, Input = input }.RunToEnd(
            arguments,
            "/",
            CancellationToken.None
        );

    /// <summary>Runs a command of the queue, and returns what it wrote.</summary>
    /// <exception cref="GchunkException">It failed.</exception>
    protected string Answer(string program, IEnumerable<string> arguments, string? input = null)
    {
        ProgramEnd end = Run(program, arguments, input);
        return end.ExitCode == 0 ? end.Output : throw new GchunkException($"{program} failed: {Error(end)}");
    }

    /// <summary>Runs a command that cancels.</summary>
    protected string? ErrorOf(string program, IEnumerable<string> arguments)
    {
        ProgramEnd end = Run(program, arguments);
        return end.ExitCode == 0 ? null : $"{program} failed: {Error(end)}";
    }

    /// <summary>Returns the identifier of a job that was submitted.</summary>
    /// <exception cref="GchunkException">The answer has none.</exception>
    protected static string Checked(string id, string program, string answer) =>
        id.Length > 0 && id.All(char.IsAsciiDigit)
            ? id
            : throw new GchunkException($"{program} answered with no number of a job: {VisibleText.Of(answer)}");

    /// <summary>Returns the words of the lines of an answer.</summary>
    protected static IEnumerable<string[]> Rows(string answer) =>
        answer
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Error(ProgramEnd end) => VisibleText.Of((end.Errors + end.Output).Trim());
}
