using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Workers.Values;

/// <summary>Expressions arrive as the same nodes, and are planned into the same stages.</summary>
public class ExpressionTests
{
    public static TheoryData<string, ChunkedArray> Arrays
    {
        get
        {
            ChunkedArray x = Arange(1000).Reshape((40, 25)).Rechunk((7, 10)),
                r = Rand.Normal((100, 30), chunks: (25, 30), seed: 5);
            return new()
            {
                { "elementwise", (x + 1) * 2 - x.Sqrt() },
                { "a reduction", ((x - x.Mean()) * (x - x.Mean())).Sum(axis: 0) },
                { "a variance with options", r.Var(ddof: 1) },
                { "views", x[2..30, ..^3].T.Rechunk((5, 5)) },
                { "random numbers", r * 2 },
                { "a permutation", Rand.Permutation(5000, seed: 3) },
                { "memory", FromArray(NDArray.From(new double[] { 1, 2, 3, 4 }, (2, 2))) + 1 },
                {
                    "much memory",
                    FromArray(NDArray.From(Enumerable.Range(0, 100_000).Select(i => (double)i).ToArray()), 30_000) * 2
                },
                { "an operation on blocks", x.AsType(DType.Float64).MatMul(x.T.AsType(DType.Float64)) },
                { "a function of the user's", x.MapBlocks(b => b.AsType(DType.Float64), dtype: DType.Float64).Sum() },
                { "a histogram", Histogram(r, 10, (-3, 3)).Hist },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void An_expression_comes_back_the_same(string what, ChunkedArray array)
    {
        TaskGraph graph = Planner.Plan(ExprOptimizer.Run([array.Expression]));
        var expressions = (ArrayExpr[])new Journey().Send(graph.Expressions.ToArray())!;
        TaskGraph there = Planner.Plan(expressions);
        Assert.Equal(graph.Expressions.Select(e => e.Hash), expressions.Select(e => e.Hash));
        Assert.True(graph.Outputs.SequenceEqual(there.Outputs), what);
        Assert.Equal(
            graph.Stages.Select(s => (s.Name, s.Tasks, s.Node.Hash, s.HasInputs)),
            there.Stages.Select(s => (s.Name, s.Tasks, s.Node.Hash, s.HasInputs))
        );
        using NDArray here = array.Compute(),
            computed = new ChunkedArray(expressions[0]).Compute();
        Assert.Equal(Bytes(here), Bytes(computed));
    }

    [Fact]
    public void Shared_nodes_stay_shared()
    {
        ChunkedArray x = Ones((10, 10)) + 1;
        var back = (ArrayExpr[])new Journey().Send(new[] { (x * 2).Expression, (x * 3).Expression })!;
        Assert.Same(back[0].Inputs[0], back[1].Inputs[0]);
        Assert.Same(((ElementwiseExpr)x.Expression).Op, ((ElementwiseExpr)back[0].Inputs[0]).Op);
    }

    [Fact]
    public void A_million_chunks_are_a_few_bytes() =>
        Assert.InRange(
            new ValueSerializer().Serialize(Ones(1_000_000_000, chunks: 1000).Expression, "the expression").Length,
            1,
            2000
        );

    [Theory]
    [InlineData("a.nc")]
    [InlineData("a.zarr")]
    public void A_stored_array_is_opened_again_when_it_is_read(string name)
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-").FullName,
            path = Path.Combine(folder, name);
        Write(1, 2, 3);
        ChunkedArray array = new ChunkedArray(OpenDataset(path)["v"].Expression) + 1;
        var back = (ArrayExpr)new Journey().Send(array.Expression)!;
        Assert.Equal(array.Expression.Hash, back.Hash);
        using NDArray values = new ChunkedArray((ArrayExpr)new Journey().Send(back)!).Compute();
        Assert.Equal([2, 3, 4], values.ToArray<double>());
        var changed = (ArrayExpr)new Journey().Send(array.Expression)!;
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
        Write(1, 2, 3, 4);
        Assert.Contains(
            "has changed since it was opened",
            Assert.ThrowsAny<GchunkException>(() => new ChunkedArray(changed).Compute()).Message,
            StringComparison.Ordinal
        );
        Directory.Delete(folder, recursive: true);

        void Write(params double[] numbers)
        {
            var set = new Dataset([new DataArray(NDArray.From(numbers), ["x"], name: "v")]);
            if (name.EndsWith(".nc", StringComparison.Ordinal))
                set.ToNetCdf(path);
            else
                set.ToZarr(path);
        }
    }

    [Fact]
    public void Large_arrays_are_offered_to_the_carrier()
    {
        var carrier = new Carrier();
        NDArray large = NDArray.Zeros(10_000, DType.Float64),
            small = NDArray.Zeros(10, DType.Float64);
        byte[] bytes = new ValueSerializer(carrier).Serialize(new[] { large, small, large }, "the arrays").ToArray();
        Assert.InRange(bytes.Length, 80, 200);
        var back = (NDArray[])new ValueDeserializer(CodeSession.Local, carrier).Deserialize(bytes)!;
        Assert.Same(large, back[0]);
        Assert.Same(large, back[2]);
        Assert.Equal(10, back[1].Size);
    }

    private static byte[] Bytes(NDArray array)
    {
        unsafe
        {
            return new ReadOnlySpan<byte>(array.Pointer, (int)array.NBytes).ToArray();
        }
    }

    private sealed class Carrier : INDArrayCarrier
    {
        private readonly List<NDArray> held = [];

        public NDArray? TryWrite(NDArray array, ByteWriter to)
        {
            held.Add(array);
            to.WriteCount(held.Count - 1);
            return array.Share();
        }

        public NDArray Read(ref ByteReader from, DType dtype, Shape shape) => held[from.ReadCount()];
    }
}
