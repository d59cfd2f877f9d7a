using System.Globalization;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

public class PeakMemoryTests
{
    [Fact]
    public void Ten_workloads_stay_within_the_limit_plus_the_memory_of_the_program()
    {
        string script = Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Engine", "Execution", "peak_memory.csx");
        // The first run compiles the script, which takes some 110 MB of its own.
        GchunkProcess.Run("--memory", "100MB", script);
        Ended ended = GchunkProcess.Run("--memory", "100MB", script);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.InRange(long.Parse(ended.Output, CultureInfo.InvariantCulture), 100_000_000, 300_000_000);
    }
}
