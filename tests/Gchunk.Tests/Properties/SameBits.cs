using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Tests.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Properties;

/// <summary>
/// The same expression gives the same bits however it is computed: over floats, where every other order of additions
/// shows.
/// </summary>
[Collection("whole process")]
public class SameBits
{
    // Passes that only rearrange the computation; simplify-powers selects another kernel.
    private static readonly string[] Rearranging =
    [
        .. ExprOptimizer.Passes.Select(p => p.Name).Where(name => name != "simplify-powers"),
    ];

    [SeedProperty(Divisor = 8)]
    public void Threads_fusion_and_spilling_do_not_change_the_result(Seed seed)
    {
        var random = new Random(seed.Value);
        var steps = new List<string>();
        ChunkedArray x = Grow(random, steps);
        string story = $"seed {seed.Value}: {string.Join("; ", steps)}";
        long[] expected = Run(x, new SerialExecutor(), 1L << 30);
        foreach (int threads in (int[])[2, 8])
            AssertSame(expected, Run(x, new ThreadsExecutor(threads), 1L << 30), $"{threads} threads, {story}");
        AssertSame(expected, Run(x, new SerialExecutor(), 1L << 30, "fuse-elementwise"), $"not fused, {story}");
        AssertSame(expected, Run(x, new ThreadsExecutor(2), 1L << 30, Rearranging), $"not optimised, {story}");
        AssertSame(expected, Run(x, new ThreadsExecutor(2), 0, "fuse-elementwise"), $"short of memory, {story}");
    }

    private static ChunkedArray Grow(Random random, List<string> steps)
    {
        var shape = new Shape(random.Next(1, 90), random.Next(1, 700));
        Shape Chunks(Shape s) =>
            new([.. s.ToArray().Select(n => (long)random.Next(1, (int)Math.Min(n, 400) + 1) / 4 + Math.Max(1, n / 4))]);
        Shape chunks = Chunks(shape);
        ChunkedArray x = Rand.Normal(shape, chunks: chunks, seed: random.Next());
        if (random.Next(2) == 0)
            x = Prelude.FromArray(x.Compute(), chunks);
        steps.Add($"normal {shape} in {chunks}");
        for (int i = random.Next(1, 7); i > 0; i--)
        {
            int axis = random.Next(2);
            (string step, x) = random.Next(10) switch
            {
                0 => ("sin + third", Prelude.Sin(x) + x / 3),
                1 => ("exp", Prelude.Exp(-(x * x))),
                2 => ("times reversed", x * x["::-1, ::-1"]),
                3 => ($"less mean of {axis}", x - x.Mean(axis, keepDims: true)),
                4 => ($"over deviation of {axis}", x / (x.Std(axis, keepDims: true) + 1)),
                5 => ("transpose", x.T),
                6 => ("rechunk", x.Rechunk(Chunks(x.Shape))),
                7 => ("slice", x["::2, 1:"].Size > 0 ? x["::2, 1:"] : x),
                8 => ("float32", x.AsType(DType.Float32)),
                _ => ("by columns", x.Reshape(x.Size).Reshape(x.Shape)),
            };
            steps.Add(step);
        }
        int last = random.Next(6);
        steps.Add($"end {last}");
        x = last switch
        {
            0 => x.Sum(),
            1 => x.Mean(0),
            2 => x.Var(1),
            3 => x.Sum(1).Std(),
            4 => x.Mean(1, skipNaN: true),
            _ => x,
        };
        return x.AsType(DType.Float64);
    }

    // A limit of 0 means twice the least that every task fits in: what does not fit is spilled.
    private static long[] Run(ChunkedArray x, IExecutor executor, long limit, params string[] disabled)
    {
        var sink = new Gatherer(x.Expression);
        TaskGraph graph = Planner.Plan(ExprOptimizer.Run([x.Expression], new HashSet<string>(disabled)));
        if (limit == 0)
        {
            foreach (Stage stage in graph.Stages)
            {
                for (long task = 0; task < stage.Tasks; task++)
                    limit = Math.Max(limit, 2 * (stage.OutputBytes(task) + stage.ScratchBytes(task)));
            }
        }

        executor.Run(graph, [sink], limit, CancellationToken.None);
        return [.. sink.Result.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)];
    }

    private static void AssertSame(long[] expected, long[] got, string story)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
        {
            Assert.True(
                expected[i] == got[i],
                $"element {i} is {BitConverter.Int64BitsToDouble(got[i]):R}, not {BitConverter.Int64BitsToDouble(expected[i]):R}: {story}"
            );
        }
    }
}
