using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>The client's own memory stays a small multiple of what it sends, receives and prints.</summary>
[Collection("whole process")]
public class ClientMemoryTests
{
    private const int Megabytes = 128;

    private static readonly string Script = Path.Combine(
        Checkout.Root,
        "tests",
        "Gchunk.Tests",
        "Engine",
        "Workers",
        "Pool",
        "client_memory.csx"
    );

    // The array and its copy in shared memory are two times the size.
    [Theory]
    [InlineData("capture", 3.0, "16777216")]
    [InlineData("texts", 6.5, "134217728")]
    [InlineData("result", 3.5, "16777216")]
    [InlineData("print", 1.0, "printed")]
    public void What_is_captured_returned_and_printed_takes_a_few_times_its_size(
        string what,
        double most,
        string result
    )
    {
        Ended ended = GchunkProcess.Run(Script, what, Megabytes.ToString(CultureInfo.InvariantCulture));
        Assert.True(ended.ExitCode == 0, ended.Error);
        string[] lines = ended.Error.Trim().Split('\n');
        Assert.Equal(result, lines[^2]);
        Assert.InRange(long.Parse(lines[^1], CultureInfo.InvariantCulture), 0, (long)(most * (Megabytes << 20)));
        if (what == "print")
            Assert.Equal(Megabytes << 20, ended.Output.Count(c => c == 'x'));
    }

    [Theory]
    [InlineData("texts")]
    [InlineData("result")]
    public void A_heap_that_is_too_small_fails_the_call_and_does_not_hang(string what)
    {
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            null,
            "DOTNET_GCHeapHardLimit=0x6000000",
            Checkout.Launcher,
            Script,
            what,
            "200"
        );
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains("emory", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_captures_arrive_as_they_are()
    {
        double[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => i * 0.5)];
        var list = new List<int>(1_000_000);
        list.AddRange(Enumerable.Range(0, 50_000));
        var square = new float[300, 200];
        square[299, 199] = 7;
        string[] texts = [.. Enumerable.Range(0, 20_000).Select(i => $"text {i}")];
        byte[] small = [1, 2, 3];
        using var client = new Client(2, threadsPerWorker: 1, memoryLimit: "1GB");
        Future<(double, long, float, int, string, int)> future = client.Submit(() =>
            (
                numbers.Sum(),
                list.Sum(i => (long)i) + list.Count,
                square[299, 199],
                square.GetLength(1),
                texts[^1],
                small.Length
            )
        );
        Assert.Equal((numbers.Sum(), list.Sum(i => (long)i) + 50_000, 7f, 200, "text 19999", 3), future.Result());
        Assert.Equal(numbers.Sum() + 1, client.Submit(a => a.Sum() + 1, client.Scatter(numbers)).Result());
    }

    [Fact]
    public async Task A_long_line_is_passed_on_in_pieces()
    {
        string line = new('x', 200_000);
        var passed = new List<(int Length, bool Ends)>();
        await OutputRelay.Follow(
            new StringReader($"one\r\n\n{line}\nlast"),
            (text, ends) => passed.Add((text.Length, ends))
        );
        Assert.Equal([(3, true), (0, true), .. Pieces(passed), (4, true)], passed);
        Assert.Equal(200_000, passed.Sum(p => p.Length) - 7);
        Assert.All(passed, p => Assert.InRange(p.Length, 0, OutputRelay.MostCharacters));
        Assert.Equal(4, passed.Count(p => p.Ends));
    }

    private static IEnumerable<(int, bool)> Pieces(List<(int Length, bool Ends)> passed) => passed.Skip(2).SkipLast(1);

    [Fact]
    public async Task Where_nobody_reads_the_output_it_is_still_taken_from_the_worker()
    {
        int passed = 0;
        await OutputRelay.Follow(
            new StringReader("a\nb\nc"),
            (_, _) =>
            {
                passed++;
                throw new IOException("Broken pipe");
            }
        );
        Assert.Equal(3, passed);
    }
}
