using Gchunk.Dsl.Clusters;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters.Queues;

/// <summary>The scripts that are given to SLURM, PBS and LSF.</summary>
public class JobScriptTests
{
    private static readonly NodeJob Plain = new("/shared/c1", "c1", 8, 32_000_000_000, "02:00:00");

    private static readonly NodeJob Full = Plain with
    {
        Queue = "short",
        Account = "climate",
        Directives = ["-x one", "-y \"two words\""],
        Prologue = "module load dotnet\nexport X=1\n",
        Bind = "ib0",
        Idle = 60,
    };

    private static string Program => string.Join(' ', OwnProcess.Command.Select(ShellWord.Of));

    private static JobQueue Queue(string kind) => JobQueue.All.Single(q => q.Kind == kind);

    private static void Same(string expected, string script) =>
        Assert.Equal(expected + "\n", script, ignoreLineEndingDifferences: true);

    [Fact]
    public void A_job_of_slurm_asks_for_what_it_needs_and_becomes_the_node() =>
        Same(
            $$"""
            #!/bin/bash
            #SBATCH --job-name=gchunk-c1
            #SBATCH --output=/shared/c1/logs/slurm-%A_%a.log
            #SBATCH --open-mode=append
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task=8
            #SBATCH --mem=30517M
            #SBATCH --time=02:00:00
            #SBATCH --signal=B:TERM@90
            #SBATCH --partition=short
            #SBATCH --account=climate
            #SBATCH --requeue
            #SBATCH -x one
            #SBATCH -y "two words"
            module load dotnet
            export X=1
            exec {{Program}} node --cluster '/shared/c1' --name "slurm-${SLURM_ARRAY_JOB_ID}-${SLURM_ARRAY_TASK_ID}" --bind 'ib0' --cores 8 --memory 28800000000 --idle 60
            """,
            Queue("slurm").Script(Full)
        );

    [Fact]
    public void A_job_of_pbs_asks_for_what_it_needs_and_becomes_the_node() =>
        Same(
            $$"""
            #!/bin/bash
            #PBS -N gchunk
            #PBS -l select=1:ncpus=8:mem=30517mb
            #PBS -l walltime=02:00:00
            #PBS -q short
            #PBS -A climate
            #PBS -j oe
            #PBS -o /dev/null
            #PBS -m n
            #PBS -r y
            #PBS -x one
            #PBS -y "two words"
            exec >>'/shared/c1'/logs/"pbs-${PBS_JOBID%%.*}".log 2>&1
            module load dotnet
            export X=1
            exec {{Program}} node --cluster '/shared/c1' --name "pbs-${PBS_JOBID%%.*}" --bind 'ib0' --cores 8 --memory 28800000000 --idle 60
            """,
            Queue("pbs").Script(Full)
        );

    [Fact]
    public void A_job_of_lsf_asks_for_what_it_needs_and_becomes_the_node() =>
        Same(
            $$"""
            #!/bin/bash
            #BSUB -J gchunk-c1
            #BSUB -n 8
            #BSUB -R "span[hosts=1]"
            #BSUB -M 30517MB
            #BSUB -W 02:00
            #BSUB -wt 2 -wa TERM
            #BSUB -q short
            #BSUB -P climate
            #BSUB -o /dev/null
            #BSUB -r
            #BSUB -x one
            #BSUB -y "two words"
            exec >>'/shared/c1'/logs/"lsf-${LSB_JOBID}".log 2>&1
            module load dotnet
            export X=1
            exec {{Program}} node --cluster '/shared/c1' --name "lsf-${LSB_JOBID}" --bind 'ib0' --cores 8 --memory 28800000000 --idle 60
            """,
            Queue("lsf").Script(Full)
        );

    [Theory]
    [InlineData("slurm", "--partition")]
    [InlineData("pbs", "-q")]
    [InlineData("lsf", "-q")]
    public void Without_an_interface_a_node_listens_where_the_name_of_its_host_leads(string kind, string queueOption)
    {
        string script = Queue(kind).Script(Plain);
        Assert.Contains(" --bind \"$(hostname)\" ", script);
        Assert.DoesNotContain($" {queueOption}", script);
    }

    [Theory]
    [InlineData("slurm", "--partition", "a b")]
    [InlineData("slurm", "--partition", "x\n#SBATCH --uid=0")]
    [InlineData("pbs", "-q", "")]
    [InlineData("lsf", "-q", "a\"b")]
    public void A_value_of_several_words_is_refused(string kind, string option, string value) =>
        Assert.Contains(
            $"{option} of a job of {Queue(kind).Title} is one word",
            Assert.Throws<GchunkException>(() => Queue(kind).Script(Plain with { Queue = value })).Message
        );

    [Fact]
    public void A_further_directive_is_one_line() =>
        Assert.Contains(
            "is one line",
            Assert
                .Throws<GchunkException>(() => Queue("pbs").Script(Plain with { Directives = ["-P x\nrm -rf ~"] }))
                .Message
        );

    [Fact]
    public void Torque_is_asked_in_its_own_words()
    {
        string script = Queue("pbs").Script(Plain with { Resources = "nodes=1:ppn=8,mem=32gb" });
        Assert.Contains("\n#PBS -l nodes=1:ppn=8,mem=32gb\n", script);
        Assert.DoesNotContain("select", script);
    }

    [Theory]
    [InlineData("02:00", "02:00")]
    [InlineData("90", "90")]
    [InlineData("01:59:30", "02:00")]
    [InlineData("26:00:00", "26:00")]
    public void The_time_of_lsf_is_in_hours_and_minutes(string walltime, string written) =>
        Assert.Contains($"\n#BSUB -W {written}\n", Queue("lsf").Script(Plain with { Walltime = walltime }));

    [Theory]
    [InlineData("a:b:c")]
    [InlineData("1:2:99")]
    [InlineData("-1:00:00")]
    public void A_time_that_is_none_is_named(string walltime) =>
        Assert.Contains(
            $"got '{walltime}'",
            Assert.Throws<GchunkException>(() => Queue("lsf").Script(Plain with { Walltime = walltime })).Message
        );

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's; rm -rf $HOME", "'it'\\''s; rm -rf $HOME'")]
    public void A_word_for_a_shell_stays_one_word(string text, string word) => Assert.Equal(word, ShellWord.Of(text));
}
