using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl.Clusters;

/// <summary>The jobs of a cluster, by SLURM's own commands.</summary>
internal sealed class SlurmJobs(ClusterFolder folder, string script)
{
    private const string Install = "ask for SLURM's commands on this machine; on Debian: apt install slurm-client";

    private readonly string file = FileOf(folder);
    private readonly string submitted = Path.Combine(folder.Path, "jobs");

    /// <summary>Returns the jobs of a cluster that was started before, or null if SLURM did not start it.</summary>
    public static SlurmJobs? Of(ClusterFolder folder) =>
        File.Exists(FileOf(folder)) ? new SlurmJobs(folder, File.ReadAllText(FileOf(folder))) : null;

    /// <summary>Submits jobs, as one array.</summary>
    /// <exception cref="GchunkException">SLURM refuses them.</exception>
    public void Submit(int number)
    {
        AtomicFile.WriteText(file, script, isPrivate: true);
        string answer = Run("sbatch", "--parsable", $"--array=1-{number}", file);
        // With several clusters of SLURM, the name of one follows a semicolon.
        string id = answer.Trim().Split(';')[0];
        if (id.Length == 0 || !id.All(char.IsAsciiDigit))
            throw new GchunkException($"sbatch answered with no number of a job: {VisibleText.Of(answer)}");
        File.AppendAllText(submitted, id + "\n");
    }

    /// <summary>Returns the jobs that wait or run.</summary>
    public IReadOnlyList<(string Id, string State)> Alive()
    {
        string[] ids = Submitted();
        if (ids.Length == 0)
            return [];
        // A job that ended long ago is unknown to squeue, so all of the user's jobs of this name are listed.
        string answer = Run(
            "squeue",
            "--noheader",
            "--array",
            "--format=%i %T",
            $"--name={SlurmScript.JobName(folder.Name)}",
            "--me"
        );
        return
        [
            .. answer
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(' '))
                .Where(words => words is [var id, var state] && IsAlive(state) && ids.Contains(id.Split('_')[0]))
                .Select(words => (words[0], words[1])),
        ];
    }

    private static void Cancel(string[] ids)
    {
        if (ids.Length > 0)
            Run("scancel", ids);
    }

    /// <summary>Cancels all jobs of the cluster.</summary>
    public void CancelAll() => Cancel(Submitted());

    /// <summary>Cancels jobs that wait, as many as given.</summary>
    public void CancelWaiting(int number) =>
        Cancel([.. Alive().Where(j => j.State == "PENDING").Select(j => j.Id).Take(number)]);

    private static string FileOf(ClusterFolder folder) => Path.Combine(folder.Path, "job.sbatch");

    private string[] Submitted() => File.Exists(submitted) ? File.ReadAllLines(submitted) : [];

    private static bool IsAlive(string state) =>
        state is "PENDING" or "RUNNING" or "CONFIGURING" or "SUSPENDED" or "REQUEUED" or "RESIZING" or "STAGE_OUT";

    private static string Run(string program, params string[] arguments)
    {
        var external = new ExternalProgram(program, "a cluster of SLURM", Install)
        {
            TimeLimit = TimeSpan.FromSeconds(60),
        };
        ProgramEnd end = external.RunToEnd(arguments, "/", CancellationToken.None);
        return end.ExitCode == 0
            ? end.Output
            : throw new GchunkException($"{program} failed: {VisibleText.Of((end.Errors + end.Output).Trim())}");
    }
}
