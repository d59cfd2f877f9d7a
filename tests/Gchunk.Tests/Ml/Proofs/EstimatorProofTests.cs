using System.Globalization;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Ml.Proofs;

/// <summary>
/// What holds for every estimator, shown by real processes. The scripts beside this file have longer forms, which
/// CONTRIBUTING.md names.
/// </summary>
[Collection("whole process")]
public class EstimatorProofTests
{
    private static string Script(string name) =>
        Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Ml", "Proofs", name);

    [Fact]
    public void All_estimators_find_the_same_bits_by_threads_workers_limits_and_chunks_and_while_workers_are_killed()
    {
        Ended ended = GchunkProcess.Run(Script("same_bits.csx"), "short");
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Matches(@"^[12]\d\d the same, 0 different, with kills\n$", ended.Output);
    }

    [Theory]
    [InlineData("KMeans")]
    [InlineData("Pca randomized")]
    public void Samples_above_the_memory_limit_are_fitted_within_it_and_the_memory_of_the_program(string estimator)
    {
        using var folder = new TemporaryFolder();
        string script = Script("peak_memory.csx");
        Assert.Equal(0, GchunkProcess.Run(script, folder.Path, "160").ExitCode);
        Ended ended = GchunkProcess.Run("--memory", "100MB", script, folder.Path, "160", estimator);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.InRange(long.Parse(ended.Output, CultureInfo.InvariantCulture), 60_000_000, 300_000_000);
    }
}
