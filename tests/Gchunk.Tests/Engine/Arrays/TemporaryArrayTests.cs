using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Arrays;

public class TemporaryArrayTests
{
    // In a process of its own: where it fails, the memory is gone.
    [Fact]
    public void Values_are_copied_whole_while_the_garbage_collector_runs()
    {
        string script = Path.Combine(
            Checkout.Root,
            "tests",
            "Gchunk.Tests",
            "Engine",
            "Arrays",
            "temporary_arrays.csx"
        );
        Ended ended = GchunkProcess.Run(script);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal("0", ended.Output.Trim());
    }
}
