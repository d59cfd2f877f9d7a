using Gchunk.Engine.Workers.Processes;
using Gchunk.Tests.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Fuzzing;

/// <summary>The inputs of tests/data/fuzz: examples of each format, and those that fuzzing has found.</summary>
[Collection("whole process")]
public class CorpusTests
{
    private const string Fine = "good-";

    private static string Folder => Path.Combine(TestData.Folder, "fuzz");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Fact]
    public void Every_target_has_inputs_and_every_input_a_target() =>
        Assert.Equal(
            FuzzTargets.All.Keys.Order(),
            Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f)).Order()
        );

    [Theory]
    [MemberData(nameof(Targets))]
    public void Examples_are_read_and_what_once_failed_is_an_error_or_a_value(string target)
    {
        double seconds = DecoderProcess.Seconds;
        // One file of the corpus keeps its decoder busy until it is ended.
        DecoderProcess.Seconds = 1;
        try
        {
            foreach (string path in Directory.GetFiles(Path.Combine(Folder, target)).Order(StringComparer.Ordinal))
            {
                bool isFine = Path.GetFileName(path).StartsWith(Fine, StringComparison.Ordinal);
                Exception? error = Record.Exception(() => FuzzTargets.All[target](File.ReadAllBytes(path)));
                Assert.True(
                    isFine ? error is null : error is null || FuzzTargets.IsExpected(error),
                    $"{Path.GetFileName(path)}: {error}"
                );
            }
        }
        finally
        {
            DecoderProcess.Seconds = seconds;
        }
    }
}
