using Gchunk.Engine.Execution;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Tests.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Properties;

public class OptimizerProperties
{
    private static double[] Run(RandomExpression e, IExecutor executor, params string[] disabled)
    {
        var sink = new Gatherer(e.Lazy.Expression);
        TaskGraph graph = Planner.Plan(ExprOptimizer.Run([e.Lazy.Expression], new HashSet<string>(disabled)));
        executor.Run(graph, [sink], 1L << 30, CancellationToken.None);
        return sink.Result.ToArray<double>();
    }

    private static void AssertSame(RandomExpression e, double[] got)
    {
        string story = string.Join("; ", e.Steps);
        Assert.True(
            e.Naive.Shape.SequenceEqual(e.Lazy.Shape),
            $"shape {e.Lazy.Shape}, expected ({string.Join(", ", e.Naive.Shape)}): {story}"
        );
        for (int i = 0; i < got.Length; i++)
            Assert.True(got[i] == e.Naive.Values[i], $"element {i} is {got[i]}, expected {e.Naive.Values[i]}: {story}");
    }

    [SeedProperty]
    public void Random_expressions_equal_the_naive_evaluator_under_the_optimiser(Seed seed)
    {
        var e = new RandomExpression(seed.Value, 8);
        AssertSame(e, Run(e, new SerialExecutor()));
    }

    [SeedProperty]
    public void Random_expressions_equal_the_naive_evaluator_with_every_pass_switched_off(Seed seed)
    {
        var e = new RandomExpression(seed.Value, 8);
        AssertSame(e, Run(e, new SerialExecutor(), [.. ExprOptimizer.Passes.Select(p => p.Name)]));
    }

    [SeedProperty]
    public void Random_expressions_equal_the_naive_evaluator_on_threads(Seed seed)
    {
        var e = new RandomExpression(seed.Value, 12);
        AssertSame(e, Run(e, new ThreadsExecutor(4)));
    }
}
