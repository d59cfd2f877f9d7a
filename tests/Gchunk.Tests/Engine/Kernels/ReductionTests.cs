using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Every reduction over every dtype: the result is the same however the elements are passed in.</summary>
public unsafe class ReductionTests
{
    public static TheoryData<string, DType, bool> RowsAndTypes()
    {
        var data = new TheoryData<string, DType, bool>();
        foreach (ReductionOp op in OpTable.Reductions)
        {
            foreach (DType type in DTypes.Real)
            {
                foreach (bool skip in (bool[])[false, true])
                    data.Add(op.Name, type, skip);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RowsAndTypes))]
    public void Folding_into_many_cells_gives_what_folding_each_alone_gives(string name, DType type, bool skip)
    {
        ReductionOp op = OpTable.GetReduction(name);
        var options = new ReductionOptions(skip, Ddof: 1);
        // More cells than are widened at a time, and more states than are folded.
        const int Rows = 37,
            Columns = 601,
            Before = 3,
            Cells = Before + Columns + 2;
        using NDArray given = Plain(type, Rows * Columns),
            values = given.AsType(op.OperandType(type));
        var state = new ulong[op.Components * Cells];
        fixed (ulong* s = state)
        {
            op.Initialize(values.DType, options, s, Cells);
            for (int row = 0; row < Rows; row++)
            {
                op.FoldEach(
                    values.DType,
                    options,
                    values.Pointer + row * Columns * values.DType.Size,
                    Columns,
                    s,
                    Cells,
                    Before,
                    row
                );
            }
        }
        using NDArray together = ReductionCases.Finish(op, values.DType, options, state, Cells),
            column = NDArray.Allocate(Rows, values.DType);
        using NDArray none = ReductionCases.Finish(
            op,
            values.DType,
            options,
            ReductionCases.Fold(op, values, options, 0, 0),
            1
        );
        for (int i = 0; i < Columns; i++)
        {
            for (int row = 0; row < Rows; row++)
            {
                Buffer.MemoryCopy(
                    values.Pointer + (row * Columns + i) * values.DType.Size,
                    column.Pointer + row * values.DType.Size,
                    values.DType.Size,
                    values.DType.Size
                );
            }

            using NDArray alone = ReductionCases.Reduce(op, column, options);
            AssertClose(alone, 0, together, Before + i);
        }
        // The neighbouring states are unchanged.
        AssertClose(none, 0, together, 0);
        AssertClose(none, 0, together, Cells - 1);
    }

    public static TheoryData<string, DType, bool> RowsThatFoldTogether()
    {
        var data = new TheoryData<string, DType, bool>();
        foreach (ReductionOp op in OpTable.Reductions)
        {
            foreach (DType type in DTypes.Real)
            {
                foreach (bool skip in (bool[])[false, true])
                {
                    if (op.OperandType(type) == type && op.FoldsTogether(type))
                        data.Add(op.Name, type, skip);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RowsThatFoldTogether))]
    public void Folding_runs_together_gives_the_bits_of_one_after_the_other(string name, DType type, bool skip)
    {
        ReductionOp op = OpTable.GetReduction(name);
        var options = new ReductionOptions(skip, Ddof: 1);
        const int Rows = 7,
            Columns = 2048,
            Before = 3,
            Cells = Before + Columns + 2;
        using NDArray given = Plain(DType.Float64, Rows * Columns),
            values = given.AsType(type);
        byte** runs = stackalloc byte*[Rows];
        foreach (int length in (int[])[1, 7, 8, 15, 16, 17, 601, Columns])
        {
            foreach (int first in (int[])[0, 1, 3])
            {
                var (expected, state) = (new ulong[op.Components * Cells], new ulong[op.Components * Cells]);
                fixed (
                    ulong* e = expected,
                        s = state
                )
                {
                    op.Initialize(type, options, e, Cells);
                    op.Initialize(type, options, s, Cells);
                    // States that are not initialized may contain anything.
                    for (int component = 0; component < op.Components; component++)
                    {
                        if (first > 0)
                            new Span<ulong>(s + component * Cells + Before, length).Fill(0xDEADBEEF);
                    }

                    for (int row = 0; row < Rows; row++)
                    {
                        runs[row] = values.Pointer + row * Columns * type.Size;
                        op.FoldEach(type, options, runs[row], length, e, Cells, Before, row);
                    }
                    if (first > 0)
                        op.FoldTogether(type, options, runs, first, length, s, Cells, Before, begins: true);
                    op.FoldTogether(type, options, runs + first, Rows - first, length, s, Cells, Before, begins: false);
                }
                Assert.Equal(expected, state);
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowsAndTypes))]
    public void Combined_parts_give_what_the_whole_gives(string name, DType type, bool skip)
    {
        ReductionOp op = OpTable.GetReduction(name);
        var options = new ReductionOptions(skip);
        foreach (int length in (int[])[1, 5, 64, 71, 1500])
        {
            using NDArray given = Plain(type, length),
                values = given.AsType(op.OperandType(type));
            using NDArray whole = ReductionCases.Reduce(op, values, options);
            foreach (int cut in (int[])[0, 1, length / 3, length - 1, length])
            {
                ulong[] earlier = ReductionCases.Fold(op, values, options, 0, cut),
                    later = ReductionCases.Fold(op, values, options, cut, length);
                fixed (
                    ulong* a = earlier,
                        b = later
                )
                {
                    op.Combine(values.DType, options, a, b, 1);
                }

                using NDArray combined = ReductionCases.Finish(op, values.DType, options, earlier, 1);
                AssertClose(whole, 0, combined, 0);
            }
        }
    }

    [Theory]
    [InlineData("argmin", 1)]
    [InlineData("argmax", 1)]
    [InlineData("first", 5)]
    [InlineData("last", 5)]
    public void The_position_decides_among_equal_values_whatever_the_order_of_blocks(string name, double expected)
    {
        ReductionOp op = OpTable.GetReduction(name);
        using NDArray values = NDArray.From([double.NaN, 5.0, 5.0, 5.0, double.NaN]);
        var options = new ReductionOptions(SkipNaN: true);
        ulong[] later = ReductionCases.Fold(op, values, options, 2, 5),
            earlier = ReductionCases.Fold(op, values, options, 0, 2);
        fixed (
            ulong* a = later,
                b = earlier
        )
        {
            op.Combine(DType.Float64, options, a, b, 1);
        }

        using NDArray result = ReductionCases.Finish(op, DType.Float64, options, later, 1);
        Assert.Equal(expected, result.GetDouble(0));
    }

    [Theory]
    [InlineData("min", long.MinValue + 1)]
    [InlineData("max", long.MaxValue - 1)]
    public void Integers_beyond_doubles_keep_every_bit(string name, long extreme)
    {
        using NDArray values = NDArray.From([0, extreme, 5]);
        using NDArray result = ReductionCases.Reduce(OpTable.GetReduction(name), values, new ReductionOptions());
        Assert.Equal(extreme, result.Get<long>(0));
    }

    [Fact]
    public void Float32_sum_loses_nothing_on_the_way()
    {
        var values = new float[100_000];
        Array.Fill(values, 0.1f);
        using NDArray array = NDArray.From(values);
        using NDArray sum = ReductionCases.Reduce(OpTable.GetReduction("sum"), array, new ReductionOptions());
        Assert.Equal((float)(0.1f * 100_000.0), sum.Get<float>(0));
    }

    [Theory]
    [InlineData("var", 0, 1.25)]
    [InlineData("var", 1, 5 / 3.0)]
    [InlineData("var", 4, double.PositiveInfinity)]
    [InlineData("std", 0, 1.118033988749895)]
    public void Variance_takes_degrees_of_freedom(string name, double ddof, double expected)
    {
        using NDArray values = NDArray.From([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4]);
        using NDArray result = ReductionCases.Reduce(
            OpTable.GetReduction(name),
            values,
            new ReductionOptions(Ddof: ddof)
        );
        Assert.Equal(expected, result.GetDouble(0), 1e-14);
    }

    [Theory]
    [InlineData("mean", double.PositiveInfinity)]
    [InlineData("var", double.NaN)]
    [InlineData("sum", double.PositiveInfinity)]
    public void Infinity_passes_through_a_reduction(string name, double expected)
    {
        using NDArray values = NDArray.From([1, double.PositiveInfinity, 2]);
        using NDArray result = ReductionCases.Reduce(
            OpTable.GetReduction(name),
            values,
            new ReductionOptions(SkipNaN: true),
            tile: 2
        );
        Assert.Equal(expected, result.GetDouble(0));
    }

    // Numbers of moderate size, with every seventh missing in floats; all are missing in none of the columns above.
    private static NDArray Plain(DType type, int length)
    {
        var values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] =
                type.IsFloat && i % 7 == 2 ? double.NaN
                : type == DType.Bool ? i % 3 / 2
                : i * 31 % 11 + (type.IsFloat ? 0.25 : 0);
        }

        using NDArray doubles = NDArray.From(values);
        return doubles.AsType(type);
    }

    private static void AssertClose(NDArray expected, long i, NDArray got, long k)
    {
        double a = expected.GetDouble(i),
            b = got.GetDouble(k);
        bool close = double.IsNaN(a)
            ? double.IsNaN(b)
            : a == b
                || expected.DType.IsFloat
                    && Math.Abs(a - b) <= 4e-15 * Math.Abs(a) * (expected.DType == DType.Float32 ? 1e8 : 1);
        Assert.True(close, $"expected {a:R}, got {b:R} in cell {k}");
    }
}
