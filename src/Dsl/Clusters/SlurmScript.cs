using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Dsl.Clusters;

/// <summary>The script of a job of SLURM that runs a node.</summary>
internal static class SlurmScript
{
    // SLURM sends the signal up to a minute late, and a node needs some seconds to leave.
    private const int SecondsBeforeEnd = 90;

    /// <summary>What a job needs.</summary>
    internal sealed record Job(
        string Folder,
        string Name,
        int Cores,
        long Memory,
        string Walltime,
        string? Partition,
        string? Account,
        string? Prologue,
        string? Bind,
        int Idle
    );

    /// <summary>The name of the jobs of a cluster.</summary>
    public static string JobName(string cluster) => $"gchunk-{cluster}";

    /// <summary>Returns the script.</summary>
    /// <exception cref="GchunkException">A value could not be written as one word of a directive.</exception>
    public static string Of(Job job)
    {
        string megabytes = Math.Max(1, job.Memory / (1 << 20)).ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder("#!/bin/bash\n");
        void Directive(string option, string value) =>
            text.Append("#SBATCH --").Append(option).Append('=').Append(Word(option, value)).Append('\n');
        Directive("job-name", JobName(job.Name));
        Directive("output", $"{job.Folder}/logs/slurm-%A_%a.log");
        Directive("open-mode", "append");
        Directive("ntasks", "1");
        Directive("cpus-per-task", job.Cores.ToString(CultureInfo.InvariantCulture));
        Directive("mem", megabytes + "M");
        Directive("time", job.Walltime);
        Directive("signal", $"B:TERM@{SecondsBeforeEnd}");
        if (job.Partition is { } partition)
            Directive("partition", partition);
        if (job.Account is { } account)
            Directive("account", account);
        text.Append("#SBATCH --requeue\n");
        if (job.Prologue is { } prologue)
            text.Append(prologue.TrimEnd('\n')).Append('\n');
        // exec: the signal reaches the node itself.
        text.Append("exec ").AppendJoin(' ', OwnProcess.Command.Select(ShellWord.Of));
        text.Append(" node --cluster ").Append(ShellWord.Of(job.Folder));
        text.Append(" --name \"slurm-${SLURM_ARRAY_JOB_ID}-${SLURM_ARRAY_TASK_ID}\"");
        text.Append(" --bind ").Append(job.Bind is { } bind ? ShellWord.Of(bind) : "\"$(hostname)\"");
        // The rest is for the program itself.
        text.Append(
            CultureInfo.InvariantCulture,
            $" --cores {job.Cores} --memory {job.Memory * 9 / 10} --idle {job.Idle}\n"
        );
        return text.ToString();
    }

    private static string Word(string option, string value) =>
        value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '#' or '"' or '\'')
            ? value
            : throw new GchunkException($"--{option} of a job of SLURM is one word; got '{VisibleText.Of(value)}'");
}
