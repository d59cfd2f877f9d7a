using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Assigning;
using Gchunk.Engine.Planning;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// Assignments to elements, with several chunkings, compared with the results of NumPy that make_assignment_values.py
/// wrote.
/// </summary>
public class AssignmentTests
{
    private static readonly long[] Rows = [6, 0, 3, 3, -1];

    private static readonly Dictionary<string, Func<ArrayInputs, ChunkedArray>> Cases = new()
    {
        ["row"] = On(x => x[1] = 5),
        ["row.last"] = On(x => x[-1] = 5.5),
        ["element"] = On(x => x[3, ^2] = -7),
        ["all"] = On(x => x["..."] = 9),
        ["box"] = On(x => x[2..5, 3..9] = 1),
        ["box.values"] = On(x => x[2..5, 3..9] = Arange(18).Reshape((3, 6))),
        ["box.row"] = On(x => x[2..5, 3..9] = Arange(6)),
        ["box.column"] = On(x => x[2..5, 3..9] = Arange(3).Reshape((3, 1))),
        ["leading.ones"] = On(x => x[2..5, 3..9] = Arange(6).Reshape((1, 1, 6))),
        ["stepped"] = On(x => x["::2, 1::3"] = Arange(16).Reshape((4, 4))),
        ["reversed"] = On(x => x["::-1, ::-2"] = Arange(42).Reshape((7, 6))),
        ["reversed.part"] = On(x => x["5:1:-2, 10:2:-3"] = Arange(6).Reshape((2, 3))),
        ["empty"] = On(x => x[3..3] = 8),
        ["column"] = On(x => x[.., 4] = Arange(7)),
        ["newaxis"] = On(x => x[.., NewAxis, 2..4] = Arange(14).Reshape((7, 1, 2))),
        ["newaxis.int"] = On(x => x["None, 1, :, None"] = Arange(12).Reshape((1, 12, 1))),
        ["other.row"] = On(x => x[1] = x[4]),
        ["self.shifted"] = On(x => x[1..] = x[..^1]),
        ["self.reversed"] = On(x => x[..] = x["::-1, ::-1"]),
        ["cube.box"] = On(x => x[1, .., 2..4] = Arange(8).Reshape((4, 2)), x => x.C),
        ["cube.ellipsis"] = On(x => x["..., 0"] = 99, x => x.C),
        ["cube.middle"] = On(x => x[":, ::-1, 3"] = Arange(12).Reshape((3, 4)), x => x.C),
        ["floats.to.integers"] = On(x => x[0] = FromArray(NDArray.From([2.9, -2.9, 0.5])).Tile(4), x => x.I),
        ["float.to.integers"] = On(x => x[0] = 2.9, x => x.I),
        ["integers.to.floats"] = On(x => x[0] = Arange(12), x => x.F),
        ["u8"] = On(x => x[.., 1] = Arange(7), x => x.U),
        ["mask"] = On(x => x[x > 1] = 0),
        ["mask.nan"] = On(x => x[IsNaN(x)] = -1, x => x.B),
        ["mask.vector"] = On(x => x[x > 9] = 1.5, x => x.V),
        ["mask.values"] = On(x => x[x > 1] = Arange((long)(x > 1).Sum().Compute().ToDouble())),
        ["mask.values.vector"] = On(x => x[x > 9] = -Arange(0, 13.0), x => x.V),
        ["mask.of.itself"] = On(x => x[x > 1] = x[x > 1] * 2),
        ["mask.rows"] = On(x => x[x[.., 0] > 0] = 7),
        ["mask.rows.row"] = On(x => x[x[.., 0] > 0] = Arange(12)),
        ["mask.rows.values"] = On(x => x[x[.., 0] > 0] = Arange(36).Reshape((3, 12))),
        ["mask.columns"] = On(x => x[.., x[0] > 0] = 7),
        ["mask.columns.values"] = On(x => x[.., x[0] > 0] = Arange(7).Reshape((7, 1))),
        ["mask.first.axes"] = On(x => x[x[":, :, 0"] > 4] = Arange(5), x => x.C),
        ["mask.first.axes.values"] = On(
            x =>
            {
                ChunkedArray mask = x[":, :, 0"] > 4;
                x[mask] = Arange(x[mask].Size).Reshape(x[mask].Shape);
            },
            x => x.C
        ),
        ["mask.none"] = On(x => x[x > 1000] = Zeros(0)),
        ["mask.and.index"] = On(x => x[x[.., 0] > 0, 3] = -5),
        ["rows"] = On(x => x[Rows] = 4),
        ["rows.values"] = On(x => x[Rows] = Arange(60).Reshape((5, 12))),
        ["columns.values"] = On(x => x[.., new[] { 11, 2, 2, 5 }] = Arange(28).Reshape((7, 4))),
        ["rows.part"] = On(x => x[new[] { 5, 1 }, 2..5] = Arange(6).Reshape((2, 3))),
        ["columns.part"] = On(x => x["4:1:-1", new[] { 0, 7 }] = Arange(6).Reshape((3, 2))),
        ["pairs"] = On(x => x[new[] { 0, 2, 0 }, new[] { 1, 3, 1 }] = NDArray.From([7L, 8, 9])),
        ["pairs.one"] = On(x => x[new[] { 0, 2, 5 }, new[] { 4 }] = NDArray.From([7L, 8, 9])),
        ["pairs.grid"] = On(x => x[NDArray.From([0L, 3], (2, 1)), new[] { 1, 5, 2 }] = Arange(6).Reshape((2, 3))),
        ["pairs.parted"] = On(x => x[new[] { 0, 1 }, .., new[] { 1, 3 }] = Arange(8).Reshape((2, 4)), x => x.C),
        ["pairs.adjacent"] = On(x => x[.., new[] { 0, 2 }, new[] { 1, 3 }] = Arange(6).Reshape((3, 2)), x => x.C),
        ["index.and.int"] = On(x => x[1, new[] { 3, 0, 1, 1 }] = Arange(20).Reshape((4, 5)), x => x.C),
        ["index.array"] = On(x => x[NDArray.From([0L, 3, 5, 3], (2, 2))] = Arange(48).Reshape((2, 2, 12))),
        ["many"] = On(x => x[Arange(500) * 11 % 7, Arange(500) * 5 % 12] = Arange(500)),
        ["many.rows"] = On(x => x[Arange(400) * 3 % 7] = Arange(4800).Reshape((400, 12))),
        ["several"] = On(x =>
        {
            x[0] = 1;
            x[.., 0] = x[.., 1];
            x[x > 3] = -1;
            x[1..4] += 100;
            x[new[] { 2, 5 }, 3..] = x[new[] { 5, 2 }, ..^3];
        }),
        ["alternating"] = On(
            x =>
            {
                for (int n = 0; n < 8; n++)
                {
                    x[1..] = x[..^1];
                    x["::2"] = x["::-2"];
                }
            },
            x => x.V
        ),
        ["loop"] = On(
            x =>
            {
                for (int n = 0; n < 23; n++)
                    x[n] = x[n - 1] + n;
            },
            x => x.V
        ),
    };

    private static readonly NumPyTable Expected = NumPyTable.Beside("assignment_values.tsv");

    public static TheoryData<string> Names => [.. Expected.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Assigned_elements_are_those_of_NumPy_whatever_the_chunks(string name) =>
        Expected.Check(name, Cases[name]);

    [Fact]
    public void Every_case_has_a_value_and_every_value_a_case() =>
        Assert.Equal(Expected.Names.Order(), Cases.Keys.Order());

    [Fact]
    public void Chunks_stay_as_they_are()
    {
        foreach (string name in Expected.Names)
        {
            var inputs = new ArrayInputs((3, 5), (2, 3, 2));
            ChunkedArray x = Cases[name](inputs);
            ChunkGrid before = (
                x.Rank == 3 ? inputs.C
                : x.Rank == 1 ? inputs.V
                : inputs.A
            ).Chunks;
            Assert.Equal(before, x.Chunks);
        }
    }

    private static Func<ArrayInputs, ChunkedArray> On(
        Action<ChunkedArray> change,
        Func<ArrayInputs, ChunkedArray>? of = null
    ) =>
        inputs =>
        {
            ChunkedArray x = (of ?? (i => i.A))(inputs);
            change(x);
            return x;
        };

    [Fact]
    public void All_variables_of_an_array_see_an_assignment_but_earlier_expressions_do_not()
    {
        ChunkedArray x = Zeros(4, chunks: 2),
            same = x,
            copy = x.Copy(),
            sum = x + 1,
            rolled = x.Roll(0);
        x[1] = 5;
        Assert.Equal([0.0, 5, 0, 0], same.Compute().ToArray<double>());
        Assert.Equal([0.0, 0, 0, 0], copy.Compute().ToArray<double>());
        Assert.Equal([1.0, 1, 1, 1], sum.Compute().ToArray<double>());
        Assert.Equal([0.0, 0, 0, 0], rolled.Compute().ToArray<double>());
    }

    [Theory]
    [InlineData("2:4", 3, "values of shape (3,) cannot be assigned to a selection of shape (2, 6)")]
    [InlineData("0, 1", 2, "values of shape (2,) cannot be assigned to a selection of shape ()")]
    [InlineData("9", 1, "index 9 is out of bounds for axis 0 of length 4")]
    public void What_does_not_fit_is_named(string index, int length, string message)
    {
        ChunkedArray x = Zeros((4, 6));
        var e = Assert.Throws<GchunkException>(() => x[index] = Ones(length));
        Assert.StartsWith(message, e.Message);
    }

    [Fact]
    public void Masks_that_do_not_fit_are_named()
    {
        ChunkedArray x = Zeros((4, 6));
        var e = Assert.Throws<GchunkException>(() => x[Ones(5) > 0] = 1);
        Assert.Contains("a mask of shape (5,) does not fit", e.Message);
        e = Assert.Throws<GchunkException>(() => x[x < 1] = Ones(23));
        Assert.StartsWith("values of shape (23,) cannot be assigned to a selection of shape (24,)", e.Message);
        e = Assert.Throws<GchunkException>(() => x[Ones(4)] = 1);
        Assert.StartsWith("an index is an integer, a mask of bools or a slice; got an array of float64", e.Message);
    }

    [Fact]
    public void NaN_and_numbers_out_of_range_are_errors_among_integers()
    {
        ChunkedArray x = Zeros(4, dtype: DType.UInt8);
        Assert.StartsWith("NaN cannot be assigned", Assert.Throws<GchunkException>(() => x[0] = double.NaN).Message);
        Assert.Contains("out of range for uint8", Assert.Throws<GchunkException>(() => x[0] = 300).Message);
        x[..2] = NDArray.From([1, double.NaN]);
        var e = Assert.ThrowsAny<GchunkException>(() => x.Compute());
        Assert.Contains("NaN cannot be assigned to elements of uint8", e.ToString());
        ChunkedArray b = Zeros(2, dtype: DType.Bool);
        b[0] = double.NaN;
        Assert.Equal([true, false], b.Compute().ToArray<bool>());
    }

    [Fact]
    public void Blocks_without_an_assigned_element_are_not_copied()
    {
        ChunkedArray x = Rand.Normal((40, 40), chunks: (10, 10), seed: 1).Persist();
        ChunkedArray y = x.Copy();
        y[12, 3] = 5;
        y[new[] { 0, 35 }, new[] { 1, 1 }] = 6;
        y[25..28, ..10] = 7;
        ChunkedArray kept = y.MapBlocks(b => b, dtype: DType.Float64);
        TaskGraph graph = Computation.Plan([kept.Expression]);
        Assert.Single(graph.Stages);
        var blocks = ((BlocksExpr)x.Expression).Blocks;
        var stage = (BlockOpStage)graph.Stages[0];
        int whole = 0;
        for (long task = 0; task < stage.Tasks; task++)
        {
            List<Piece> pieces = stage.Inputs.Resolve(0, stage.Window(0, task));
            if (pieces is [{ Block: var block, Source: BlocksExpr }] && block == task)
                whole++;
        }

        Assert.Equal(16 - 4, whole);
        Assert.Equal(16, blocks.Count);
    }

    [Fact]
    public void Nothing_is_computed_by_an_assignment()
    {
        static NDArray Fail(NDArray block) => throw new InvalidOperationException("computed");
        ChunkedArray x = Zeros((6, 6), chunks: (2, 2)).MapBlocks(Fail);
        x[1..3] = x[2..4] + 1;
        x[x > 1] = 0;
        x[new[] { 1, 2 }, 0] = 4;
        x[Arange(500) % 5] = 3;
        Assert.Contains("assign", x.Explain());
        Assert.ThrowsAny<GchunkException>(() => x[x > 2] = Arange(5));
    }

    [Fact]
    public void A_thousand_assignments_in_a_loop_stay_linear()
    {
        ChunkedArray x = Zeros((1000, 20), chunks: (100, 20));
        for (int i = 0; i < 1000; i++)
            x[i] = i;
        Assert.Single(Computation.Plan([x.Expression]).Stages);
        double[] sums = x.Sum(1).Compute().ToArray<double>();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 20.0 * i), sums);

        // Each step reads what the step before wrote.
        ChunkedArray y = Ones(1000, chunks: 100);
        for (int i = 1; i < 1000; i++)
            y[i] = y[i - 1] + 1;
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (double)i), y.Compute().ToArray<double>());

        // Replaced values are dropped.
        ChunkedArray z = Zeros(10, chunks: 5);
        for (int i = 0; i < 1000; i++)
            z[3] = i;
        Assert.IsNotType<AssignExpr>(((AssignExpr)z.Expression).Input);
        for (int i = 0; i < 1000; i++)
            z[z <= i] = i + 1;
        Assert.Equal(1000.0, z.Compute().GetDouble(3));
    }

    [Fact]
    public void Shifts_in_a_loop_do_not_double_the_work()
    {
        ChunkedArray x = Arange(0, 100.0, chunks: 10);
        for (int i = 0; i < 60; i++)
        {
            x[1..] = x[..^1];
            x["1::2"] = x["::2"];
        }
        Assert.Equal(0.0, x.Sum().Compute());
    }
}
