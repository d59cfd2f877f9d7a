using Gchunk.Repl.Commands;
using Xunit;

namespace Gchunk.Tests.Repl.Commands;

/// <summary>Tests the output of the commands, in a session of the real program.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Names_are_told_as_the_reference_tells_them_and_what_the_session_declared_as_the_compiler_does()
    {
        Assert.Equal(
            """
            Zeros(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) → ChunkedArray
              Makes an array of zeros, by default in one block.
            ChunkedArray.ArgMax(Axes axis = default, bool keepDims = false, bool skipNaN = false) → ChunkedArray

            """,
            Output("?Zeros\nvar a = Ones((2, 3));\n?a.ArgMax\n").Split("  The index")[0]
        );
        string help = Output("%help reductions\nint Mean(int v) => v;\n?Mean\n?new\n?ones\n??Client\n", exitCode: 1);
        Assert.Contains("ChunkedArray.Max: The greatest value.\n", help, StringComparison.Ordinal);
        Assert.Contains("\nint Mean(int v)\n", help, StringComparison.Ordinal);
        Assert.Contains("\nOnes(Shape shape, ", help, StringComparison.Ordinal);
        Assert.Contains(
            "\n    using var client = new Client(workers: 2, processes: false);\n",
            help,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Workers_are_those_of_the_client_or_threads()
    {
        string[] lines = Output(
                "%config threads 3\n%workers\nvar c = new Client(workers: 2, processes: false);\n%workers\nc.Shutdown();\n%workers\n"
            )
            .Split('\n');
        Assert.StartsWith(
            "no client: computations run on threads of this process (3 threads, memory limit ",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith("Client on threads: 2 threads, memory ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  dashboard  http://127.0.0.1:", lines[2], StringComparison.Ordinal);
        Assert.Equal(lines[0][..70], lines[3][..70]);
    }

    [Fact]
    public void The_memory_that_is_told_is_the_one_in_force()
    {
        string output = Output("%config memory 123MB\n%memory\n%workers\n");
        Assert.Contains("\nlimit     123 MB for a computation\n", output, StringComparison.Ordinal);
        Assert.Contains(", memory limit 123 MB); ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_IPython_has_is_here()
    {
        string output = Output(
            """
            !echo one; echo two >&2
            var ok = false;
            !ok
            %%time
            var x = Ones(5);
            x.Sum().Compute()

            help(Zeros)
            var held = Ones(1000).Persist();
            var rain = new DataArray(Ones(500), "x").Load();
            %whos
            %memory
            double Square(double v) => v * v;
            Delay(Square)
            Delay(Square)(3).Compute()
            var c = new Client(1, processes: false);
            c.Gather(c.Map(Square, new[] { 1.0, 2, 3 }))
            x.Explain(optimise: false).Contains("optimised")

            """
        );
        Assert.StartsWith("one\ntwo\ntrue\n5.0\n", output, StringComparison.Ordinal);
        Assert.Contains(" of CPU time\n", output, StringComparison.Ordinal);
        Assert.Contains("\nZeros(Shape shape, ", output, StringComparison.Ordinal);
        Assert.Contains("\nheld  ChunkedArray       8 kB  ChunkedArray (1000,)", output, StringComparison.Ordinal);
        Assert.Contains("\nheld      8 kB\n", output, StringComparison.Ordinal);
        Assert.Contains("\nrain  DataArray          4 kB  DataArray (x: 500)", output, StringComparison.Ordinal);
        Assert.Contains("\nrain      4 kB\n", output, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nFunc<Delayed<double>, Delayed<double>>\n9\n[1, 4, 9]\ntrue\n",
            output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(200e-9, "200 ns")]
    [InlineData(0.0421, "42.1 ms")]
    [InlineData(1.0011557, "1.00 s")]
    [InlineData(89.5, "89.50 s")]
    [InlineData(3723, "62 min 3 s")]
    public void Durations_have_the_unit_that_one_reads(double seconds, string expected) =>
        Assert.Equal(expected, Durations.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Variables_are_listed_and_forgotten() =>
        Assert.Equal(
            """
            a  n
            a  ChunkedArray  lazy 48 B  ChunkedArray (2, 3) float64, 1 block of (2, 3), 48 B
            n  int                      7
            n
            7
            no variables

            """,
            Output("var a = Ones((2, 3));\nvar n = 7;\n%who\n%whos\n%del a\n%who\nn\n%reset\n%who\n")
        );

    [Fact]
    public void A_session_is_saved_run_and_looked_back_on()
    {
        string output = Output("var n = 7;\nn + 1\n%save one.csx\n%reset\n%run one.csx\nn * 2\n%history n +\n%ls\n");
        Assert.Contains("8\nsaved 2 inputs to one.csx\n", output, StringComparison.Ordinal);
        Assert.Contains("\n14\n   2  n + 1\n", output, StringComparison.Ordinal);
        Assert.EndsWith("  one.csx\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%wohs", "no command '%wohs'; did you mean '%whos'?")]
    [InlineData("%del nothing", "no variable 'nothing'")]
    [InlineData("%del", "%del needs the names of variables; %who lists them")]
    [InlineData("?", "")]
    [InlineData("?Zeroes", "no name 'Zeroes'; did you mean 'Zeros'?")]
    [InlineData("%run nowhere.csx", "no file 'nowhere.csx'")]
    [InlineData("%config threads none", "%config takes 'threads N' or 'memory SIZE'")]
    public void A_command_that_fails_says_why_on_standard_error(string command, string message)
    {
        var ended = GchunkProcess.RunWith(command + "\n1 + 1\n", folder.Path);
        Assert.StartsWith(message, ended.Error, StringComparison.Ordinal);
        Assert.EndsWith("2\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal(message.Length > 0 ? 1 : 0, ended.ExitCode);
    }

    private string Output(string input, int exitCode = 0)
    {
        var ended = GchunkProcess.RunWith(input, folder.Path);
        Assert.True(ended.ExitCode == exitCode, ended.Error);
        return ended.Output;
    }
}
