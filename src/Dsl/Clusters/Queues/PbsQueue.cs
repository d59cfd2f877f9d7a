namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>PBS Professional and OpenPBS; also Torque, with resources in its own words.</summary>
internal sealed class PbsQueue : CommandQueue
{
    // Where qstat -u writes the state: after the id, the user, the queue, the name, the session, the nodes, the cores,
    // the memory and the time.
    private const int StateColumn = 9;

    /// <inheritdoc/>
    public override string Kind => "pbs";

    /// <inheritdoc/>
    public override string Title => "PBS";

    /// <inheritdoc/>
    public override string Script(NodeJob job)
    {
        var script = new JobScript(this, "#PBS");
        // Older servers take names of up to 15 characters.
        script.Directive("-N ", "gchunk");
        script.Directive("-l ", job.Resources ?? $"select=1:ncpus={job.Cores}:mem={Megabytes(job)}mb");
        script.Directive("-l walltime=", job.Walltime);
        script.Directive("-q ", job.Queue);
        script.Directive("-A ", job.Account);
        script.Line("-j oe");
        script.Line("-o /dev/null");
        script.Line("-m n");
        script.Line("-r y");
        return script.End(job, "pbs-${PBS_JOBID%%.*}", keepsLog: false);
    }

    /// <inheritdoc/>
    // PBS and Torque submit arrays by different options, and PBS has none of one job.
    public override IEnumerable<string> Submit(string file, int number, CancellationToken cancel)
    {
        for (int i = 0; i < number; i++)
        {
            string answer = Submission("qsub", [file], cancel);
            yield return Checked(NumberOf(Numbered(answer)), "qsub", answer);
        }
    }

    /// <inheritdoc/>
    // A job that has ended is unknown to qstat, which is an error if it is named; so all of the user's are listed.
    public override IEnumerable<QueuedJob> List(
        string cluster,
        IReadOnlySet<string> submitted,
        CancellationToken cancel
    ) => Listed(Answer("qstat", ["-u", Environment.UserName], cancel));

    /// <summary>Returns the jobs that an answer of qstat lists: also those that are held (H).</summary>
    internal static IEnumerable<QueuedJob> Listed(string answer) =>
        Rows(answer)
            .Where(words => words.Length > StateColumn && char.IsAsciiDigit(words[0][0]))
            .Select(words => (Id: NumberOf(words[0]), State: words[StateColumn]))
            .Where(job => job.State is "Q" or "H" or "W" or "T" or "R" or "S" or "U")
            .Select(job => new QueuedJob(job.Id, job.State is "Q" or "H" or "W" or "T"));

    /// <inheritdoc/>
    public override string? Cancel(IEnumerable<string> ids) => ErrorOf("qdel", ids);

    // The name of the server follows, of which qstat may cut the end off.
    private static string NumberOf(string id) => id.Split('.')[0];
}
