using Gchunk.Dsl;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

public class TaskOrderTests
{
    public static TheoryData<string, string> Pairs =>
        new()
        {
            { "mirrored", "0-15 1-14 2-13 3-12 4-11 5-10 6-9 7-8" },
            { "transposed", "1-4 2-8 3-12 6-9 7-13 11-14" },
            { "shifted", "" },
            { "small blocks", "" },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Blocks_that_read_the_same_windows_run_one_after_the_other(string kind, string pairs)
    {
        long block = kind == "small blocks" ? 10 : 256;
        ChunkedArray x = Prelude.FromArray(
            Rand.Uniform((4 * block, 4 * block), seed: 1).Compute(),
            chunks: (block, block)
        );
        ChunkedArray product = kind switch
        {
            "transposed" => x * x.T,
            "shifted" => x[1.., ..] * x[..^1, ..],
            _ => x * x["::-1, ::-1"],
        };
        TaskGraph graph = Computation.Plan([product.Mean().Expression]);
        var order = new TaskOrder(graph, CancellationToken.None).Begin();
        long[] folds =
        [
            .. Enumerable.Range(0, order.Count).Select(i => order[i]).Where(t => t.Stage == 0).Select(t => t.Index),
        ];
        Assert.Equal(graph.Stages[0].Tasks, folds.Length);
        Assert.Equal(folds.Length, folds.Distinct().Count());
        if (pairs == "")
        {
            Assert.Equal(folds.Order(), folds);
            return;
        }
        foreach (string pair in pairs.Split(' '))
        {
            long[] tasks = [.. pair.Split('-').Select(long.Parse)];
            Assert.Equal(1, Math.Abs(Array.IndexOf(folds, tasks[0]) - Array.IndexOf(folds, tasks[1])));
        }
    }
}
