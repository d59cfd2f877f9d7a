using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Expressions that repeat a step stay proportional to the number of steps: in nodes, stages and tasks.</summary>
public class GrowthTests
{
    private static ChunkedArray Source(long length = 1000) => Rand.Uniform(length, chunks: length / 5, seed: 1) + 0;

    private static readonly Dictionary<string, (ChunkedArray Source, Func<ChunkedArray, ChunkedArray> Step)> Loops =
        new()
        {
            ["stencil"] = (Source(), x => (x[..^2] + x[1..^1] + x[2..]) / 3),
            ["difference"] = (Source(), x => x.Diff()),
            ["flip"] = (Source(), x => (x + x["::-1"]) / 2),
            ["roll"] = (Source(), x => (x.Roll(1) + x.Roll(-1)) / 2),
            ["mean"] = (Source(), x => x * 1.01 - x.Mean()),
            ["cumulative sum"] = (Source(), x => x.CumSum(0) / 10),
            ["diffusion"] = (
                Rand.Uniform((300, 300), chunks: (100, 100), seed: 1) + 0,
                x => x[1..^1, 1..^1] + (x[..^2, 1..^1] + x[2.., 1..^1] + x[1..^1, ..^2] + x[1..^1, 2..]) / 4
            ),
            ["symmetry"] = (
                Rand.Uniform((40, 40), chunks: (10, 10), seed: 1) + 0,
                x => (x + x.T + x["::-1, :"] + x[":, ::-1"]) / 4
            ),
            ["reshape"] = (Source(), x => x * 0.5 + x.Reshape((10, 100)).T.Reshape(1000) * 0.5),
            ["square"] = (Source(), x => x * x - x),
        };

    public static TheoryData<string> Names => [.. Loops.Keys];

    private static (long Nodes, long Steps, long Tasks) Size(string loop, int steps)
    {
        (ChunkedArray x, Func<ChunkedArray, ChunkedArray> step) = Loops[loop];
        for (int i = 0; i < steps; i++)
            x = step(x);
        ArrayExpr[] optimized = ExprOptimizer.Run([x.Expression]);
        List<ArrayExpr> nodes = ExprOrder.InputsFirst(optimized);
        return (
            nodes.Count,
            nodes.OfType<FusedExpr>().Sum(f => (long)f.Program.Instructions.Count),
            Planner.Plan(optimized).Stages.Sum(s => s.Tasks)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Twice_the_steps_make_about_twice_the_graph(string loop)
    {
        var (nodes, steps, tasks) = Size(loop, 64);
        var (nodesTwice, stepsTwice, tasksTwice) = Size(loop, 128);
        Assert.InRange(nodesTwice, nodes, 2.2 * nodes + 20);
        Assert.InRange(stepsTwice, steps, 2.2 * steps + 20);
        Assert.InRange(tasksTwice, tasks, 2.2 * tasks + 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_passes_do_not_change_the_result_of_a_loop(string loop)
    {
        (ChunkedArray x, Func<ChunkedArray, ChunkedArray> step) = Loops[loop];
        for (int i = 0; i < 6; i++)
            x = step(x);
        double[] expected = Run([.. ExprOptimizer.Passes.Select(p => p.Name)]),
            actual = Run([]);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-9 * Math.Abs(expected[i]));

        double[] Run(string[] disabled)
        {
            var sink = new Gatherer(x.Expression);
            ArrayExpr[] optimized = ExprOptimizer.Run([x.Expression], new HashSet<string>(disabled));
            new Gchunk.Engine.Execution.SerialExecutor().Run(
                Planner.Plan(optimized),
                [sink],
                1L << 30,
                CancellationToken.None
            );
            return sink.Result.ToArray<double>();
        }
    }

    [Fact]
    public void Shifted_views_have_common_chunks_without_slivers()
    {
        ChunkedArray x = Source(100_000);
        for (int i = 0; i < 50; i++)
            x = x[..^2] + x[1..^1] + x[2..];
        Assert.Equal(5, x.Chunks.Blocks[0]);
        // Chunks of one file each stay as they are beside an array in longer chunks.
        ChunkedArray days = Prelude.Arange(0, 90, chunks: 30) + Prelude.Arange(0, 90, chunks: 1);
        Assert.Equal(90, days.Chunks.Blocks[0]);
    }

    [Fact]
    public void A_sum_of_flips_and_transposes_has_no_more_work_than_symmetries()
    {
        var (nodes, _, _) = Size("flip", 100);
        Assert.InRange(nodes, 1, 20);
    }

    [Fact]
    public void A_roll_keeps_the_chunks()
    {
        ChunkedArray x = Source();
        Assert.Equal(x.Chunks, x.Roll(1).Chunks);
        Assert.Equal(x.Chunks, x.Roll(-333).Chunks);
    }

    [Fact]
    public void Arrays_that_are_added_one_by_one_make_one_concatenation()
    {
        ChunkedArray one = Prelude.Arange(0, 3) + 0,
            x = one;
        for (int i = 1; i < 20_000; i++)
            x = Prelude.Concatenate([x, one]);
        Assert.Equal(60_000, x.Size);
        Assert.Equal(20_000, Assert.IsType<ConcatenateExpr>(x.Expression).Inputs.Count);
        Assert.Equal(60_000, x.Sum().Compute().ToDouble());
        // Both neighbours of a join of two such chains, and a dtype that changes on the way.
        ChunkedArray both = Prelude.Concatenate([x[..6], Prelude.Concatenate([one, one * 0.5]), x[..3]]);
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0.5, 1, 0, 1, 2], both.Compute().ToArray<double>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Scattered_positions_are_read_where_they_are(int chunk)
    {
        const int length = 500;
        long[] order = [.. Enumerable.Range(0, length).Select(i => i * 187L % length)];
        ChunkedArray x = Prelude.Arange(0, 2 * length).Reshape((length, 2)).Rechunk((chunk, 1)) + 0,
            taken = x[order];
        double[] expected = [.. order.SelectMany(p => new double[] { 2 * p, 2 * p + 1 })];
        Assert.Equal(expected, taken.AsType(DType.Float64).Compute().ToArray<double>());
        // A window of them with a step, one of them, and the other axis.
        Assert.Equal(
            [.. order.Reverse().Where((_, i) => i % 7 == 0).Select(p => 2.0 * p + 1)],
            taken["::-7, 1"].AsType(DType.Float64).Compute().ToArray<double>()
        );
        Assert.Equal(2.0 * order[17], taken[17, 0].Compute().ToDouble());
        Assert.Equal(expected, x.T[.., order].T.AsType(DType.Float64).Compute().ToArray<double>());
        Assert.Equal(expected.Sum(), (x + 1)[order].Sum().Compute().ToDouble() - 2 * length);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(50_000)]
    public void A_chain_of_many_operations_is_computed(int steps)
    {
        ChunkedArray x = Prelude.Ones(4) * 1;
        for (int i = 0; i < steps; i++)
            x += 1;
        Assert.Equal(steps + 1, x[0].Compute().ToDouble());
    }

    [Fact]
    public void A_chain_of_many_stages_is_computed()
    {
        ChunkedArray x = Prelude.Ones(4) * 1;
        for (int i = 0; i < 2_000; i++)
            x = Prelude.Concatenate([x.CumSum(0).Diff(), x[..1]]);
        Assert.Equal(4, x.Sum().Compute().ToDouble());
    }

    [Fact]
    public void A_deep_expression_is_explained()
    {
        ChunkedArray x = Prelude.Ones(4) * 1;
        for (int i = 0; i < 20_000; i++)
            x += 1;
        Assert.Contains("more", x.Explain(), StringComparison.Ordinal);
    }
}
