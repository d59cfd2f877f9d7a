using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Code;

/// <summary>
/// Functions of scripts and of the prompt run in a worker process, which has only the code that it is sent.
/// </summary>
[Collection("whole process")]
public sealed class ScriptsOnWorkersTests(ScriptsOnWorkersTests.OneWorker worker)
    : IClassFixture<ScriptsOnWorkersTests.OneWorker>,
        IDisposable
{
    private readonly ScriptPieces pieces = new();

    public void Dispose() => pieces.Dispose();

    [Theory]
    [MemberData(nameof(ScriptCodeTests.Functions), MemberType = typeof(ScriptCodeTests))]
    public void A_function_gives_in_a_worker_what_it_gives_here(string what, string script, object expected)
    {
        var function = (Func<int>)pieces.Run(script)!;
        Future<(int Value, int Process)> there = worker.Client.Submit(() => (function(), Environment.ProcessId));
        Assert.True(expected.Equals(there.Result().Value), what);
        Assert.Equal(worker.Client.Workers[0].Pid, there.Result().Process);
    }

    [Fact]
    public void An_exception_comes_back_with_its_type_its_message_and_the_line_of_the_script()
    {
        var function =
            (Func<int>)
                pieces.Run(
                    "class Odd(int n) : Exception($\"{n} is odd\") { public int N => n; }\nint n = 7;\nFunc<int> f = () =>\n    n % 2 == 0 ? n : throw new Odd(n);\nf"
                )!;
        Exception error = Assert
            .Throws<Gchunk.Engine.UserFunctionException>(() => worker.Client.Submit(function).Result())
            .InnerException!;
        Assert.Same(pieces.Run("typeof(Odd)"), error.GetType());
        Assert.Equal("7 is odd", error.Message);
        Assert.Contains(":line 4", error.ToString(), StringComparison.Ordinal);
    }

    public sealed class OneWorker : IDisposable
    {
        public Client Client { get; } = new(workers: 1, threadsPerWorker: 1, memoryLimit: "1GB");

        public void Dispose() => Client.Dispose();
    }
}
