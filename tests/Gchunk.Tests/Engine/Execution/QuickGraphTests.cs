using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>What costs nothing where there is nothing to do: threads for tiny graphs, and passes without work.</summary>
public class QuickGraphTests
{
    private static readonly ChunkedArray Small = FromArray(NDArray.From(Enumerable.Range(0, 128).ToArray())) * 1.0;

    [Theory]
    [InlineData("sum", true)]
    [InlineData("mean", true)]
    [InlineData("sort", true)]
    [InlineData("many elements", false)]
    [InlineData("many tasks", false)]
    [InlineData("user function", false)]
    [InlineData("file", false)]
    public void One_thread_runs_all_tasks_if_they_take_less_time_than_to_wake_another(string name, bool isQuick)
    {
        ChunkedArray array = name switch
        {
            "sum" => Small + Small,
            "mean" => Small.Mean(),
            "sort" => Small.Sort(),
            "many elements" => Rand.Normal(10_000, seed: 1) + 1,
            "many tasks" => Rand.Normal(128, chunks: 4, seed: 1) + 1,
            "user function" => Small.MapBlocks(b => b.Share()),
            _ => new ThrowingSource(10).Sum(),
        };
        Assert.Equal(isQuick, Planner.Plan(ExprOptimizer.Run([array.Expression])).IsQuick);
    }

    [Theory]
    [InlineData("push-views", false, true)]
    [InlineData("fold-constants", false, false)]
    [InlineData("simplify-powers", false, false)]
    [InlineData("fuse-elementwise", true, true)]
    public void A_pass_that_has_nothing_to_rewrite_returns_what_it_was_given(string name, bool ofSum, bool ofSlice)
    {
        IOptimizerPass pass = ExprOptimizer.Passes.Single(p => p.Name == name);
        Assert.Equal(ofSum, Rewrites(Small + Small));
        Assert.Equal(ofSlice, Rewrites((Small + Small)[..10]));
        Assert.False(Rewrites(FromArray(NDArray.From(new[] { 1.0, 2.0 }))[..1]));

        bool Rewrites(ChunkedArray array)
        {
            ArrayExpr[] outputs = [array.Expression];
            return !ReferenceEquals(outputs, pass.Run(outputs, ExprOrder.InputsFirst(outputs)));
        }
    }
}
