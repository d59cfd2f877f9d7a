using System.Globalization;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>SLURM: an array of jobs for each submission.</summary>
internal sealed class SlurmQueue : CommandQueue
{
    // SLURM sends the signal up to a minute late, and a node needs some seconds to leave.
    private const int SecondsBeforeEnd = 90;

    /// <inheritdoc/>
    public override string Kind => "slurm";

    /// <inheritdoc/>
    public override string Title => "SLURM";

    /// <inheritdoc/>
    protected override string Install => $"{base.Install}; on Debian: apt install slurm-client";

    /// <inheritdoc/>
    public override string Script(NodeJob job)
    {
        var script = new JobScript(this, "#SBATCH");
        script.Directive("--job-name=", JobName(job.Cluster));
        script.Directive("--output=", JobScript.LogOf(job, "slurm-%A_%a.log"));
        script.Directive("--open-mode=", "append");
        script.Directive("--ntasks=", "1");
        script.Directive("--cpus-per-task=", job.Cores.ToString(CultureInfo.InvariantCulture));
        script.Directive("--mem=", Megabytes(job) + "M");
        script.Directive("--time=", job.Walltime);
        script.Directive("--signal=", $"B:TERM@{SecondsBeforeEnd}");
        script.Directive("--partition=", job.Queue);
        script.Directive("--account=", job.Account);
        script.Line("--requeue");
        return script.End(job, "slurm-${SLURM_ARRAY_JOB_ID}-${SLURM_ARRAY_TASK_ID}", keepsLog: true);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Submit(string file, int number, CancellationToken cancel)
    {
        string answer = Submission("sbatch", ["--parsable", $"--array=1-{number}", file], cancel);
        // With several clusters of SLURM, the name of one follows a semicolon.
        yield return Checked(Numbered(answer).Split(';')[0], "sbatch", answer);
    }

    /// <inheritdoc/>
    // A job that ended long ago is unknown to squeue, so all of the user's jobs of this name are listed.
    public override IEnumerable<QueuedJob> List(
        string cluster,
        IReadOnlySet<string> submitted,
        CancellationToken cancel
    ) =>
        Rows(
                Answer(
                    "squeue",
                    ["--noheader", "--array", "--format=%i %T", $"--name={JobName(cluster)}", "--me"],
                    cancel
                )
            )
            .Where(words => words is [_, var state] && !IsFinal(state))
            .Select(words => new QueuedJob(words[0], words[1] == "PENDING", !IsAlive(words[1])));

    /// <inheritdoc/>
    public override string? Cancel(IEnumerable<string> ids) => ErrorOf("scancel", ids);

    /// <inheritdoc/>
    public override string SubmissionOf(string id) => id.Split('_')[0];

    private static string JobName(string cluster) => $"gchunk-{cluster}";

    private static bool IsFinal(string state) =>
        state
            is "COMPLETED"
                or "COMPLETING"
                or "CANCELLED"
                or "FAILED"
                or "TIMEOUT"
                or "NODE_FAIL"
                or "PREEMPTED"
                or "BOOT_FAIL"
                or "DEADLINE"
                or "OUT_OF_MEMORY"
                or "REVOKED";

    // Held jobs, for example, are replaced, but are still there to be cancelled.
    private static bool IsAlive(string state) =>
        state is "PENDING" or "RUNNING" or "CONFIGURING" or "SUSPENDED" or "REQUEUED" or "RESIZING" or "STAGE_OUT";
}
