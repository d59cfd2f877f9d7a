using Gchunk.Engine;
using Gchunk.Repl;
using Gchunk.Repl.Submissions;
using Xunit;

namespace Gchunk.Tests.Repl.Submissions;

/// <summary>Ctrl-C while a line is being compiled.</summary>
// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public class CompilerThreadTests
{
    [Fact]
    public void A_stop_leaves_a_compilation_that_does_not_look_at_it_and_the_session_goes_on()
    {
        using var release = new ManualResetEventSlim();
        Interrupt.Reset();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CompilerThread.Run(_ =>
            {
                Interrupt.Request();
                release.Wait(CancellationToken.None);
                return 1;
            })
        );
        release.Set();
        var host = new ScriptHost(new ScriptGlobals([]), Path.GetTempPath());
        Assert.Equal(2, host.Evaluate("1 + 1", "next").Value);
    }

    [Fact]
    public void An_input_that_was_stopped_while_it_was_compiled_leaves_the_session_usable()
    {
        var host = new ScriptHost(new ScriptGlobals([]), Path.GetTempPath());
        using var over = new ManualResetEventSlim();
        // An evaluation makes the request anew, so it is asked until it is heard.
        var asking = new Thread(() =>
        {
            while (!over.IsSet)
                Interrupt.Request();
        });
        asking.Start();
        Evaluation stopped;
        do stopped = host.Evaluate("var lost = 1;", "stopped");
        while (stopped.Exception is not OperationCanceledException);
        over.Set();
        asking.Join();
        Assert.True(host.Evaluate("var kept = 2;", "kept").Succeeded);
        Assert.Equal(2, host.Evaluate("kept", "value").Value);
    }

    [Fact]
    public void Errors_of_the_compiler_reach_the_caller() =>
        Assert.Throws<InvalidOperationException>(() =>
            CompilerThread.Run<int>(_ => throw new InvalidOperationException("seen"))
        );
}
