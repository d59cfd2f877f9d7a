using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Delayed;

public class DelayedTests
{
    private static int Square(int x) => x * x;

    private static readonly Func<Delayed<int>, Delayed<int>> Increment = Delay<int, int>(v => v + 1);

    private static readonly Func<Delayed<int>, Delayed<int>, Delayed<int>> Add = Delay<int, int, int>((a, b) => a + b);

    [Fact]
    public void An_array_of_delayed_values_is_computed()
    {
        Func<Delayed<int>, Delayed<int>> next = Delay<int, int>(v => v + 1);
        Assert.Equal([2, 3], Compute(new[] { next(1), next(2) }));
    }

    [Fact]
    public void Sequences_of_delayed_numbers_are_reduced_and_added()
    {
        var square = Delay((int x) => x * x);
        Delayed<int>[] squares = [.. Enumerable.Range(1, 4).Select(i => square(i))];
        Assert.Equal(30, squares.Sum().Compute());
        Assert.Equal(0, Array.Empty<Delayed<int>>().Sum().Compute());
        Assert.Equal([1, 16], Compute(new[] { squares.Min(), squares.Max() }));
        Assert.Equal(7.5, squares.Mean().Compute());
        Assert.Equal(37, (squares.Sum() + 2 * square(3) - square(4) / 4 - 7).Compute());
        Assert.Contains(
            "an empty sequence",
            Assert.Throws<GchunkException>(() => Array.Empty<Delayed<int>>().Max()).Message
        );
    }

    [Fact]
    public void Functions_of_none_to_eight_arguments_are_delayed()
    {
        Assert.Equal(0, Delay(() => 0)().Compute());
        Assert.Equal(15, Delay((int a, int b, int c, int d, int e) => a + b + c + d + e)(1, 2, 3, 4, 5).Compute());
        Assert.Equal(
            "abcdef",
            Delay((string a, string b, string c, string d, string e, string f) => a + b + c + d + e + f)(
                "a",
                "b",
                "c",
                "d",
                "e",
                "f"
            )
                .Compute()
        );
        Assert.Equal(
            7654321,
            Delay(
                (int a, int b, int c, int d, int e, int f, int g) =>
                    a + 10 * (b + 10 * (c + 10 * (d + 10 * (e + 10 * (f + 10 * g)))))
            )(1, 2, 3, 4, 5, 6, 7)
                .Compute()
        );
        Assert.Equal(
            9,
            Delay((int a, int b, int c, int d, int e, int f, int g, int h) => a + h)(1, 2, 3, 4, 5, 6, 7, 8).Compute()
        );
    }

    [Fact]
    public void Calls_take_values_and_delayed_values()
    {
        var square = Delay<int, int>(Square);
        var root = Delay<int, double>(v => Math.Sqrt(v));
        Assert.Equal(5.0, root(Add(square(3), square(4))).Compute());
        Assert.Equal(
            "abcd",
            Delay<string, string, string, string>((a, b, c) => a + b + c)("a", Delay(() => "b")(), "cd").Compute()
        );
        Assert.Equal(10, Delay<int, int, int, int, int>((a, b, c, d) => a + b + c + d)(1, 2, 3, 4).Compute());
        Assert.Equal(7, ((Delayed<int>)7).Compute());
    }

    [Fact]
    public void Nothing_runs_before_it_is_computed_and_what_is_shared_runs_once()
    {
        int runs = 0;
        var counted = Delay<int, int>(v =>
        {
            Interlocked.Increment(ref runs);
            return v;
        });
        Delayed<int> shared = counted(21),
            twice = Add(shared, shared);
        Assert.Equal(0, runs);
        Assert.Equal([42, 22], Compute([twice, Increment(shared)]));
        Assert.Equal(1, runs);
        Assert.Equal(42, twice.Compute());
        Assert.Equal(2, runs);
        Assert.Equal([21, 42], Compute(shared, twice).Cast<int>());
    }

    [Fact]
    public void Parts_are_collected_in_their_order()
    {
        Delayed<IReadOnlyList<int>> list = Collect(Enumerable.Range(0, 50).Select(i => Increment(i)).Append(7));
        Assert.Equal([.. Enumerable.Range(1, 50), 7], list.Compute());
        Assert.Equal(1282, Delay<IReadOnlyList<int>, int>(vs => vs.Sum())(list).Compute());
    }

    [Fact]
    public void A_lazy_array_arrives_computed()
    {
        var sum = Delay<NDArray, double, double>((a, b) => a.ToArray<double>().Sum() + b);
        Assert.Equal(105, sum(Arange(0, 15), 0).Compute());
        Assert.Contains(
            "write the function with an argument of type NDArray",
            Assert.Throws<GchunkException>(() => Increment(Arange(0, 15))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Graphs_of_any_depth_and_width_are_run(int threads)
    {
        Delayed<int> chain = 0;
        for (int i = 0; i < 100_000; i++)
            chain = Increment(chain);
        Assert.Equal(100_000, Run(chain, threads));
        List<Delayed<int>> level = [.. Enumerable.Range(0, 4096).Select(i => Increment(Increment(i)))];
        while (level.Count > 1)
            level = [.. level.Chunk(2).Select(pair => Add(pair[0], pair[1]))];
        Assert.Equal(4096 * 4095 / 2 + 2 * 4096, Run(level[0], threads));
        Delayed<int> one = Increment(0);
        Assert.Equal(
            4096,
            Run(
                Delay<IReadOnlyList<int>, int>(vs => vs.Sum() / 2)(
                    Collect(Enumerable.Range(0, 4096).Select(_ => Increment(one)))
                ),
                threads
            )
        );
    }

    private static int Run(Delayed<int> value, int threads)
    {
        CallGraph graph = CallGraph.Plan([value.Call]);
        var values = new object?[graph.Nodes.Count];
        IExecutor executor = threads == 1 ? new SerialExecutor() : new ThreadsExecutor(threads);
        executor.Run(graph, values, CancellationToken.None);
        // Values that are no longer needed are released.
        Assert.Equal(1, values.Count(v => v is not null));
        return (int)values[graph.Roots[0]]!;
    }

    [Fact]
    public void Two_calls_that_wait_for_each_other_run_side_by_side()
    {
        using var both = new Barrier(2);
        var meet = Delay<int, bool>(_ => both.SignalAndWait(TimeSpan.FromSeconds(30)));
        CallGraph graph = CallGraph.Plan([meet(1).Call, meet(2).Call]);
        var values = new object?[2];
        new ThreadsExecutor(2).Run(graph, values, CancellationToken.None);
        Assert.Equal([true, true], values);
    }

    [Fact]
    public void What_a_function_throws_is_told_with_its_name_and_stops_the_rest()
    {
        int later = 0;
        static int Fail(int v) => throw new InvalidDataException($"cannot take {v}");
        var fail = Delay<int, int>(Fail);
        var count = Delay<int, int>(v => Interlocked.Increment(ref later));
        var error = Assert.Throws<UserFunctionException>(() => count(fail(3)).Compute());
        Assert.Equal("InvalidDataException: cannot take 3 (in the delayed call of Fail)", error.Message);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.Equal(0, later);
    }

    [Fact]
    public void A_call_may_compute_within()
    {
        var inner = Delay<int, int>(v => (int)(double)Ones(1000, chunks: 100).Sum().Compute() + Increment(v).Compute());
        Assert.Equal(1006, inner(5).Compute());
    }

    [Fact]
    public void A_cancelled_run_ends()
    {
        using var cancel = new CancellationTokenSource();
        var stop = Delay<int, int>(v =>
        {
            cancel.Cancel();
            return v;
        });
        CallGraph graph = CallGraph.Plan([Increment(stop(1)).Call]);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new ThreadsExecutor(2).Run(graph, new object?[graph.Nodes.Count], cancel.Token)
        );
    }

    [Fact]
    public void A_delayed_value_says_what_it_is() =>
        Assert.Equal("Delayed<int> Square", Delay<int, int>(Square)(3).ToString());
}
