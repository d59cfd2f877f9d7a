using FsCheck;
using FsCheck.Fluent;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Tests.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Properties;

public class OptimizerProperties
{
    // An environment variable selects the full form; see CONTRIBUTING.md.
    private static readonly int Cases = int.TryParse(
        Environment.GetEnvironmentVariable("GCHUNK_PROPERTY_CASES"),
        out int cases
    )
        ? cases
        : 400;

    private static void ForAllSeeds(Action<int> property) =>
        // Shrinking a seed is useless: the list of steps explains a failure.
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

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

    [Fact]
    public void RandomExpressionsEqualTheNaiveEvaluatorUnderTheOptimiser() =>
        ForAllSeeds(seed =>
        {
            var e = new RandomExpression(seed, 8);
            AssertSame(e, Run(e, new SerialExecutor()));
        });

    [Fact]
    public void RandomExpressionsEqualTheNaiveEvaluatorWithEveryPassSwitchedOff() =>
        ForAllSeeds(seed =>
        {
            var e = new RandomExpression(seed, 8);
            AssertSame(e, Run(e, new SerialExecutor(), [.. ExprOptimizer.Passes.Select(p => p.Name)]));
        });

    [Fact]
    public void RandomExpressionsEqualTheNaiveEvaluatorOnThreads() =>
        ForAllSeeds(seed =>
        {
            var e = new RandomExpression(seed, 12);
            AssertSame(e, Run(e, new ThreadsExecutor(4)));
        });
}
