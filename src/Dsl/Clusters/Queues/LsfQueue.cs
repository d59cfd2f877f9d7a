using System.Globalization;
using System.Text.RegularExpressions;
using Gchunk.Engine;

namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>IBM Spectrum LSF.</summary>
internal sealed partial class LsfQueue : CommandQueue
{
    private const int MinutesBeforeEnd = 2;

    /// <inheritdoc/>
    public override string Kind => "lsf";

    /// <inheritdoc/>
    public override string Title => "LSF";

    /// <inheritdoc/>
    public override string Script(NodeJob job)
    {
        var script = new JobScript(this, "#BSUB");
        script.Directive("-J ", $"gchunk-{job.Cluster}");
        script.Directive("-n ", job.Cores.ToString(CultureInfo.InvariantCulture));
        script.Line("-R \"span[hosts=1]\"");
        script.Directive("-M ", Megabytes(job) + "MB");
        script.Directive("-W ", Minutes(job.Walltime));
        script.Line($"-wt {MinutesBeforeEnd} -wa TERM");
        script.Directive("-q ", job.Queue);
        script.Directive("-P ", job.Account);
        // Without a file, LSF sends what a job writes by mail.
        script.Line("-o /dev/null");
        script.Line("-r");
        return script.End(job, "lsf-${LSB_JOBID}", keepsLog: false);
    }

    /// <inheritdoc/>
    // bsub reads directives of its input only.
    public override IEnumerable<string> Submit(string file, int number, CancellationToken cancel)
    {
        string script = File.ReadAllText(file);
        for (int i = 0; i < number; i++)
        {
            string answer = Submission("bsub", [], cancel, script);
            yield return Checked(Submitted().Match(answer).Groups["id"].Value, "bsub", answer);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<QueuedJob> List(
        string cluster,
        IReadOnlySet<string> submitted,
        CancellationToken cancel
    )
    {
        ProgramEnd end = Run("bjobs", ["-noheader", "-o", "jobid stat"], cancel);
        // That there is no job is an error for some versions.
        if (end.ExitCode != 0 && !end.Errors.Contains("No unfinished job", StringComparison.OrdinalIgnoreCase))
            throw new GchunkException($"bjobs failed: {VisibleText.Of((end.Errors + end.Output).Trim())}");
        return Listed(end.Output);
    }

    /// <summary>
    /// Returns the jobs that an answer of bjobs lists: also those that are held (PSUSP). Of a job whose machine is silent
    /// (UNKWN) nobody knows more; it is replaced.
    /// </summary>
    internal static IEnumerable<QueuedJob> Listed(string answer) =>
        Rows(answer)
            .Where(words => words is [_, "PEND" or "PROV" or "PSUSP" or "RUN" or "USUSP" or "SSUSP" or "UNKWN"])
            .Select(words => new QueuedJob(words[0], words[1] is "PEND" or "PROV" or "PSUSP", words[1] == "UNKWN"));

    /// <inheritdoc/>
    public override string? Cancel(IEnumerable<string> ids) => ErrorOf("bkill", ids);

    // LSF takes hours and minutes; the other queues take seconds too.
    private static string Minutes(string walltime)
    {
        if (walltime.Split(':') is not [var hours, var minutes, var seconds])
            return walltime;
        bool isTime =
            int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int h)
            & int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int m)
            & int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int s);
        if (!isTime || h > 100_000 || m > 59 || s > 59)
        {
            throw new GchunkException(
                $"the walltime of a job of LSF is written as hours:minutes, such as 02:00; got '{VisibleText.Of(walltime)}'"
            );
        }
        if (s > 0)
            m++;
        return string.Create(CultureInfo.InvariantCulture, $"{h + m / 60:00}:{m % 60:00}");
    }

    [GeneratedRegex(@"Job <(?<id>\d+)>")]
    private static partial Regex Submitted();
}
