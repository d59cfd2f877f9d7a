using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Code;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters;

/// <summary>The script that is given to SLURM.</summary>
public class SlurmScriptTests
{
    private static readonly SlurmScript.Job Plain = new(
        "/shared/it's/c1",
        "c1",
        8,
        32_000_000_000,
        "02:00:00",
        null,
        null,
        null,
        null,
        600
    );

    private static string Program => string.Join(' ', OwnProcess.Command.Select(ShellWord.Of));

    [Fact]
    public void A_job_asks_for_what_it_needs_and_becomes_the_node()
    {
        string script = SlurmScript.Of(
            Plain with
            {
                Folder = "/shared/c1",
                Partition = "short",
                Account = "climate",
                Prologue = "module load dotnet\nexport X=1\n",
                Bind = "ib0",
            }
        );
        Assert.Equal(
            $"""
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
            module load dotnet
            export X=1
            exec {Program} node --cluster '/shared/c1' --name "slurm-${"{SLURM_ARRAY_JOB_ID}-${SLURM_ARRAY_TASK_ID}"}" --bind 'ib0' --cores 8 --memory 28800000000 --idle 600

            """,
            script,
            ignoreLineEndingDifferences: true
        );
    }

    [Fact]
    public void Without_an_interface_a_node_listens_where_the_name_of_its_host_leads()
    {
        string script = SlurmScript.Of(Plain with { Folder = "/shared/c1" });
        Assert.Contains(" --bind \"$(hostname)\" ", script);
        Assert.DoesNotContain("--partition", script);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("x\n#SBATCH --uid=0")]
    [InlineData("")]
    public void A_value_of_several_words_is_refused(string partition) =>
        Assert.Contains(
            "--partition of a job of SLURM is one word",
            Assert
                .Throws<GchunkException>(() =>
                    SlurmScript.Of(Plain with { Folder = "/shared/c1", Partition = partition })
                )
                .Message
        );

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("it's; rm -rf $HOME", "'it'\\''s; rm -rf $HOME'")]
    public void A_word_for_a_shell_stays_one_word(string text, string word) => Assert.Equal(word, ShellWord.Of(text));
}
