using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Arrays in memory as they are held: indexed, enumerated, taken apart, computed with.</summary>
public class NDArrayOperatorTests
{
    private static NDArray A => Arange(20).Reshape((4, 5)).Compute();

    public static TheoryData<string, NDArray, double[], string> Selections =>
        new()
        {
            { "an element", A[2, ^1], [14], "()" },
            { "a negative index", A[-1, 0], [15], "()" },
            { "a row", A[1], [5, 6, 7, 8, 9], "(5,)" },
            { "a column", A[..2, 3], [3, 8], "(2,)" },
            { "a step", A["::-2, 1"], [16, 6], "(2,)" },
            { "a range of C# as a text", A["..^2, 3..5"], [3, 4, 8, 9], "(2, 2)" },
            { "a range from the end as a text", A["^2.., 0"], [10, 15], "(2,)" },
            { "positions", A[new[] { 3, 0 }, 0], [15, 0], "(2,)" },
            { "a mask", A[(Arange(4) % 2 == 1).Compute(), ^1], [9, 19], "(2,)" },
            { "nothing", A[3..3], [], "(0, 5)" },
        };

    [Theory]
    [MemberData(nameof(Selections))]
    public void Brackets_select_as_in_NumPy(string what, NDArray selected, double[] expected, string shape)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, selected.ToArray<double>());
        Assert.Equal(shape, selected.Shape.ToString());
    }

    [Fact]
    public void An_index_out_of_bounds_is_named()
    {
        Assert.Contains("index 4", Assert.Throws<GchunkException>(() => A[4]).Message);
        Assert.Contains("index 5", Assert.Throws<GchunkException>(() => A[.., 5]).Message);
        Assert.Contains("3 indices", Assert.Throws<GchunkException>(() => A[0, 0, 0]).Message);
    }

    [Fact]
    public void A_comparison_is_an_array_of_truths_which_selects()
    {
        NDArray a = A[1];
        Assert.Equal([false, false, true, true, true], (a > 6).ToArray<bool>());
        Assert.Equal([true, true, false, false, false], (a <= 6).ToArray<bool>());
        Assert.Equal([false, false, true, false, false], ((a >= 7) & !(a > A[1, 2])).ToArray<bool>());
        Assert.Equal([true, false, false, false, true], ((6 > a) ^ (8 < a)).ToArray<bool>());
        Assert.Equal([7, 8, 9], a[a > 6].ToArray<double>());
        Assert.Equal([18, 19], A[A > 17].ToArray<double>());
        Assert.Equal(2, (A > 17).Sum().ToDouble());
        Assert.Equal([false, true], new[] { (a > 9).Any(), (a > 4).All() }.Select(t => (bool)t));
        Assert.Contains("Any() or All()", Assert.Throws<GchunkException>(() => a > 6 ? 1 : 2).Message);
    }

    [Fact]
    public void A_comparison_of_numbers_is_a_bool()
    {
        bool more = A.Mean() > 9 && A.Max() < 20 || A.Sum() > 1e9;
        Assert.True(more);
        Assert.False(A.Sum(0)[0] > A.Sum(0)[1]);
        int n = A.Min() >= 0 ? 1 : 2;
        Assert.Equal(1, n);
    }

    [Fact]
    public void Operators_compute_at_once_with_the_dtypes_of_lazy_arrays()
    {
        NDArray a = A[0],
            single = NDArray.From(new[] { 1f, 2, 3, 4, 5 });
        (NDArray Eager, ChunkedArray Lazy)[] pairs =
        [
            (a + a, FromArray(a) + FromArray(a)),
            (a * 2, FromArray(a) * 2),
            (2.5 - a, 2.5 - FromArray(a)),
            (a / 4, FromArray(a) / 4),
            (a % 3 - 10, FromArray(a) % 3 - 10),
            (-a, -FromArray(a)),
            (single * 0.1, FromArray(single) * 0.1),
            (A.Mean(0), FromArray(A).Mean(0)),
            (A.Sum(), FromArray(A).Sum()),
            (A.Std((0, 1), ddof: 1), FromArray(A).Std((0, 1), ddof: 1)),
            (A.ArgMax(1), FromArray(A).ArgMax(1)),
        ];
        Assert.All(
            pairs,
            pair =>
            {
                NDArray expected = pair.Lazy.Compute();
                Assert.Equal(expected.DType, pair.Eager.DType);
                Assert.Equal(expected.ToString(), pair.Eager.ToString());
            }
        );
    }

    [Fact]
    public void A_result_without_axes_reads_as_a_number()
    {
        NDArray mean = Arange(4).Mean().Compute();
        double twice = mean * 2;
        Assert.Equal(3, twice);
        Assert.True(mean / 3 < 0.6);
        Assert.Equal("1.50", $"{mean:F2}".Replace(',', '.'));
        twice += mean;
        Assert.Equal(4.5, twice);
    }

    [Fact]
    public void Elements_and_rows_are_enumerated_and_taken_apart()
    {
        double sum = 0;
        foreach (double value in A[0])
            sum += value;
        Assert.Equal(10, sum);
        int rows = 0;
        foreach (NDArray row in A)
            rows += (int)row.Size;
        Assert.Equal(20, rows);
        var (first, second) = A[..2];
        Assert.Equal([5, 7, 9, 11, 13], (first + second).ToArray<double>());
        Assert.Throws<GchunkException>(() =>
        {
            var (_, _) = A;
        });
    }

    [Fact]
    public void Arrays_of_every_type_of_number_convert()
    {
        Array[] given =
        [
            new byte[] { 1, 2 },
            new ushort[,]
            {
                { 1, 2 },
            },
            new uint[] { 1, 2 },
            new Half[1, 1, 2],
        ];
        DType[] dtypes = [DType.UInt8, DType.UInt16, DType.UInt32, DType.Float16];
        Assert.Equal(dtypes, given.Select(g => NDArray.From(g).DType));
        Assert.Equal(3, (double)NDArray.From(new List<int> { 1, 2 }).Sum());
    }

    [Fact]
    public void A_function_of_blocks_can_use_operators()
    {
        Assert.Equal(
            45.0 * 2 + 10,
            Linspace(0, 9, 10).Rechunk(3).MapBlocks(b => b * 2 + 1).Sum().Compute().ToDouble(),
            9
        );
    }

    [Fact]
    public void One_number_of_chunks_is_for_all_axes() =>
        Assert.Equal("(2, 3)", Ones((4, 6), chunks: 2).Chunks.Blocks.ToString());
}
