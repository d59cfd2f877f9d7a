using FsCheck;
using FsCheck.Fluent;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Tests.Conformance;
using Gchunk.Tests.Properties;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>What threads compute, worker processes compute to the same bits.</summary>
[Collection("whole process")]
public class SameBitsTests(PoolFixture fixture) : IClassFixture<PoolFixture>
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("GCHUNK_PROPERTY_CASES"), out int cases) ? cases : 60;

    [Fact]
    public void EveryCaseOfTheNumPyConformanceSuite()
    {
        var wrong = new List<string>();
        int compared = 0;
        // Several at a time: what is tested is the way there and back.
        foreach (string[][] some in NumPyConformance.Rows.Chunk(50))
        {
            var expressions = new List<(string Case, ArrayExpr Expression)>();
            foreach (string[] row in some)
                try { expressions.Add(($"{row[0]}  {row[1]}", NumPyConformance.Evaluate(row).Expression)); }
                catch (Gchunk.Engine.GchunkException) { } // NumPy refuses it too; the suite itself looks at that
            Parallel.ForEach(expressions, new ParallelOptions { MaxDegreeOfParallelism = 4 }, e =>
            {
                byte[] threads = PoolFixture.Bits(e.Expression, new SerialExecutor()), workers = PoolFixture.Bits(e.Expression, fixture.Pool);
                Interlocked.Increment(ref compared);
                if (!threads.AsSpan().SequenceEqual(workers))
                    lock (wrong) wrong.Add(e.Case);
            });
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} cases differ:\n{string.Join('\n', wrong.Take(12))}");
        Assert.InRange(compared, 2000, int.MaxValue);
    }

    [Fact]
    public void RandomExpressions() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var e = new RandomExpression(seed, 8);
            string[] disabled = seed % 3 == 0 ? ["fuse-elementwise"] : [];
            Assert.True(PoolFixture.Bits(e.Lazy.Expression, new ThreadsExecutor(2), disabled).AsSpan().SequenceEqual(PoolFixture.Bits(e.Lazy.Expression, fixture.Pool, disabled)), string.Join("; ", e.Steps));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    [Fact]
    public void FloatsWhoseSumsDependOnTheOrder()
    {
        Gchunk.Dsl.ChunkedArray x = Gchunk.Dsl.Rand.Normal((600, 900), chunks: (70, 110), seed: 5), y = x.Rechunk((200, 90));
        ArrayExpr expression = ((y - y.Mean(0)) / y.Std(0)).Exp().Sum(1).Expression;
        Assert.Equal(PoolFixture.Bits(expression, new ThreadsExecutor(2)), PoolFixture.Bits(expression, fixture.Pool));
    }
}
