using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;
using Gchunk.Engine.Kernels.Blocks.Factors;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Tests.Engine.Workers.Values;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Operations on blocks are values: hashed, compared, printed and sent by their fields.</summary>
public class BlockOpTests
{
    // Pairs of equal content in different objects.
    public static TheoryData<BlockOp, BlockOp> Same =>
        new()
        {
            { new SortOp(1), new SortOp(1) },
            { Quantile(0.25, 0.5), Quantile(0.25, 0.5) },
            { Digitize(1, 2, double.NaN), Digitize(1, 2, double.NaN) },
            { Everything(), Everything() },
        };

    // Pairs that differ in a field, in its bits, or in the type alone.
    public static TheoryData<BlockOp, BlockOp> Different =>
        new()
        {
            { new SortOp(1), new SortOp(0) },
            { new SortOp(1), new ArgSortOp(1) },
            { new ScanOp(0, true), new ScanOp(0, false) },
            { Quantile(0.25, 0.5), Quantile(0.25, 0.75) },
            { Quantile(0.25), Quantile(0.25, 0.5) },
            { Digitize(0.0, 2), Digitize(-0.0, 2) },
            { Everything(), Everything() with { Limit = 0 } },
            { Everything(), Everything() with { Names = ["a", "c"] } },
            { Everything(), Everything() with { Inner = new Pair(1, 2.5, ["y"]) } },
            { Everything(), Everything() with { Reduction = OpTable.GetReduction("max") } },
        };

    [Theory]
    [MemberData(nameof(Same))]
    public void Equal_fields_make_operations_and_hashes_equal(BlockOp a, BlockOp b)
    {
        Assert.True(a.SameAs(b));
        Assert.Equal(Node(a).Hash, Node(b).Hash);
        Assert.Equal(a.ToString(), b.ToString());
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void A_field_of_other_content_makes_them_differ(BlockOp a, BlockOp b)
    {
        Assert.False(a.SameAs(b));
        Assert.NotEqual(Node(a).Hash, Node(b).Hash);
    }

    [Theory]
    [MemberData(nameof(Same))]
    public void A_copy_from_another_process_has_the_same_fields_and_hash(BlockOp a, BlockOp b)
    {
        BlockOp copy = Journey.Copy(a);
        Assert.NotSame(a, copy);
        Assert.True(b.SameAs(copy));
        Assert.Equal(Node(b).Hash, Node(copy).Hash);
    }

    [Fact]
    public void An_operation_prints_its_name_and_its_fields()
    {
        Assert.Equal("sort(Axis = 2)", new SortOp(2).ToString());
        Assert.Equal(
            "quantile(Axis = 0, Quantiles = double[2], Method = Linear, SkipNaN = True)",
            Quantile(0.25, 0.5).ToString()
        );
        Assert.Equal("digitize(Edges = float64 (3,), Right = False)", Digitize(1, 2, 3).ToString());
        Assert.Equal("linalg.svd", new SvdOp().ToString());
    }

    [Fact]
    public void The_name_is_that_of_the_type_unless_the_operation_has_its_own()
    {
        Assert.Equal("map-blocks", new MapBlocksOp(UserFunction.Of((NDArray b) => b, "f")).Name);
        Assert.Equal("scale", new ScaleOp(2).Name);
        Assert.Equal("argsort", new ArgSortOp(0).Name);
    }

    [Fact]
    public void An_operation_of_the_user_s_runs_here_and_where_it_is_sent()
    {
        var x = Prelude.Arange(10).AsType(DType.Float64).Rechunk(3);
        var scaled = new ChunkedArray(
            new BlockOpExpr(
                new ScaleOp(3),
                [x.Expression],
                [
                    [0],
                ],
                DType.Float64,
                x.Chunks
            )
        );
        double[] expected = [.. Enumerable.Range(0, 10).Select(i => 3.0 * i)];
        Assert.Equal(expected, scaled.Compute().ToArray<double>());
        var there = (ArrayExpr)new Journey().Send(scaled.Expression)!;
        Assert.Equal(scaled.Expression.Hash, there.Hash);
        Assert.NotSame(typeof(ScaleOp), ((BlockOpExpr)there).Op.GetType());
        Assert.Equal(expected, new ChunkedArray(there).Compute().ToArray<double>());
    }

    [Fact]
    public void A_process_that_does_not_know_an_operation_names_it()
    {
        byte[] serialized = new ValueSerializer().Serialize(Node(new SortOp(0)), "the expression").ToArray();
        byte[] known = Encoding.UTF8.GetBytes("Kernels.Blocks.SortOp"),
            unknown = Encoding.UTF8.GetBytes("Kernels.Blocks.SoftOp");
        unknown.CopyTo(serialized, serialized.AsSpan().IndexOf(known));
        Assert.Equal(
            "Gchunk.Engine has no type Gchunk.Engine.Kernels.Blocks.SoftOp here: the two processes run different builds of gchunk or .NET",
            Assert
                .Throws<InvalidDataException>(() => new ValueDeserializer(CodeSession.Local).Deserialize(serialized))
                .Message
        );
    }

    [Fact]
    public void What_cannot_be_hashed_is_refused_by_name()
    {
        Assert.Equal(
            "the operation delegate holds a Func<int>, whose content cannot be hashed; hold it as a UserFunction",
            Assert.Throws<GchunkException>(() => Node(new DelegateOp(() => 1)).Hash).Message
        );
        var circle = new Circle();
        circle.Self = circle;
        Assert.Contains(
            "leads to itself",
            Assert.Throws<GchunkException>(() => Node(new CircleOp(circle)).Hash).Message,
            StringComparison.Ordinal
        );
    }

    private static QuantileOp Quantile(params double[] quantiles) => new(0, quantiles, QuantileMethod.Linear, true);

    private static DigitizeOp Digitize(params double[] edges) => new(NDArray.From(edges), false);

    private static EverythingOp Everything() =>
        new(
            null,
            ["a", "b"],
            new Pair(1, 2.5, ["x"]),
            OpTable.GetReduction("min"),
            [NDArray.From([1L, 2]), NDArray.From([3L])],
            DType.Int16
        );

    private static BlockOpExpr Node(BlockOp op) =>
        new(
            op,
            [new FullExpr(1.0, DType.Float64, ChunkGrid.Single(4))],
            [
                [0],
            ],
            DType.Float64,
            ChunkGrid.Single(4)
        );

    private sealed record ScaleOp(double Factor) : BlockOp
    {
        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            double[] values = inputs[0].ToArray<double>();
            return NDArray.From(Array.ConvertAll(values, v => v * Factor), context.Shape);
        }
    }

    private sealed record Pair(int First, double Second, List<string> Third);

    private sealed record EverythingOp(
        double? Limit,
        string[] Names,
        Pair Inner,
        ReductionOp Reduction,
        NDArray[] Tables,
        DType Kind
    ) : BlockOp
    {
        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) => inputs[0].Share();
    }

    private sealed record DelegateOp(Func<int> Function) : BlockOp
    {
        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) => inputs[0].Share();
    }

    private sealed record CircleOp(Circle Circle) : BlockOp
    {
        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) => inputs[0].Share();
    }

    private sealed class Circle
    {
        public Circle? Self { get; set; }
    }
}
