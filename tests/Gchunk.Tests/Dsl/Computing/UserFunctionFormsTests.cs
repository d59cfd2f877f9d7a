using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

/// <summary>The forms in which users give functions of blocks: with margins, by letters, by core axes, as reductions.</summary>
public class UserFunctionFormsTests
{
    private static double[] Values(ChunkedArray array) => array.Compute().ToArray<double>();

    private static ChunkedArray Numbers(int chunk) =>
        FromArray(NDArray.From(Enumerable.Range(0, 10).Select(i => (double)(i * i % 7)).ToArray()), chunk);

    // Each element plus ten times the one before and a hundred times that two after, within the block.
    private static NDArray Neighbors(NDArray block)
    {
        double[] v = block.ToArray<double>();
        return NDArray.From([
            .. v.Select((x, i) => x + (i >= 1 ? 10 * v[i - 1] : 0) + (i + 2 < v.Length ? 100 * v[i + 2] : 0)),
        ]);
    }

    [Theory]
    [InlineData("constant", 0, 0, 0)]
    [InlineData("periodic", 4, 0, 1)]
    [InlineData("nearest", 0, 4, 4)]
    [InlineData("reflect", 1, 1, 0)]
    [InlineData("symmetric", 0, 4, 1)]
    [InlineData("none", 0, 0, 0)]
    public void Margins_may_differ_before_and_after_a_block(string boundary, double before, double after, double after2)
    {
        double[] v = Values(Numbers(10)),
            padded = [before, .. v, after, after2];
        double[] expected = [.. v.Select((x, i) => x + 10 * padded[i] + 100 * padded[i + 3])];
        foreach (int chunk in new[] { 10, 4, 3, 1 })
            Assert.Equal(expected, Values(Numbers(chunk).MapOverlap(Neighbors, [(1, 2)], [boundary])));
    }

    [Fact]
    public void Each_axis_may_have_its_own_boundary_and_the_function_may_trim()
    {
        ChunkedArray x = Arange(12).Reshape((3, 4)).Rechunk((2, 2)).AsType(DType.Float64);
        ChunkedArray sums = x.MapOverlap(
            b =>
            {
                var made = new double[b.Shape[0] * (b.Shape[1] - 1)];
                for (int i = 0; i < b.Shape[0]; i++)
                {
                    for (int j = 0; j + 1 < b.Shape[1]; j++)
                        made[i * (b.Shape[1] - 1) + j] = b.GetDouble(i, j) + b.GetDouble(i, j + 1);
                }

                return NDArray.From(made, (b.Shape[0], b.Shape[1] - 1));
            },
            [(0, 0), (1, 0)],
            ["none", "constant"],
            value: 100,
            trim: false
        );
        Assert.Equal([100, 1, 3, 5, 104, 9, 11, 13, 108, 17, 19, 21], Values(sums));
    }

    [Fact]
    public void A_function_of_two_arrays_gets_the_margins_of_both()
    {
        ChunkedArray products = MapOverlap(
            (a, b) =>
            {
                double[] x = a.ToArray<double>(),
                    y = b.ToArray<double>();
                return NDArray.From([.. x.Select((v, i) => i == 0 ? 0 : v * y[i - 1])]);
            },
            Numbers(4),
            Numbers(3),
            [(1, 0)],
            ["periodic"]
        );
        double[] v = Values(Numbers(10));
        Assert.Equal(v.Select((x, i) => x * v[(i + 9) % 10]), Values(products));
    }

    [Fact]
    public void A_function_of_core_axes_is_called_for_each_index_before_them()
    {
        ChunkedArray matrices = Arange(24).Reshape((2, 3, 4)).Rechunk((1, 2, 3)).AsType(DType.Float64),
            vectors = Arange(8).Reshape((2, 4)).Rechunk((2, 3)).AsType(DType.Float64);
        ChunkedArray products = ApplyGufunc(
            "(i,j),(j)->(i)",
            (m, v) =>
            {
                var made = new double[m.Shape[0]];
                for (int i = 0; i < made.Length; i++)
                {
                    for (int j = 0; j < v.Size; j++)
                        made[i] += m.GetDouble(i, j) * v.GetDouble(j);
                }

                return NDArray.From(made);
            },
            matrices,
            vectors
        );
        Assert.Equal(Values(matrices.MatMul(vectors.ExpandDims(-1)).Squeeze(-1)), Values(products));
        ChunkedArray ends = ApplyGufunc(
            "(i)->(e)",
            v => NDArray.From([v.GetDouble(0), v.GetDouble(v.Size - 1)]),
            vectors,
            new Dictionary<string, long> { ["e"] = 2 }
        );
        Assert.Equal([0, 3, 4, 7], Values(ends));
    }

    [Fact]
    public void A_function_of_core_axes_gives_several_results_in_one_call()
    {
        ChunkedArray rows = Arange(24).Reshape((2, 3, 4)).Rechunk((1, 2, 3)).AsType(DType.Float64);
        ChunkedArray[] results = ApplyGufunc(
            "(i),()->(),(i),(e)",
            v =>
                [
                    NDArray.Scalar((long)v[0].ToArray<double>().Sum()),
                    NDArray.From([.. v[0].ToArray<double>().Select(x => (float)(x * v[1].GetDouble()))]),
                    NDArray.From([v[0].GetDouble(0), v[0].GetDouble(3), 7]),
                ],
            [rows, Arange(3).AsType(DType.Float64)],
            new Dictionary<string, long> { ["e"] = 3 },
            [DType.Int64, DType.Float32, DType.Float64]
        );
        Assert.Equal([new Shape(2, 3), (2, 3, 4), (2, 3, 3)], results.Select(r => r.Shape));
        NDArray[] made = Compute(results[0], results[1], results[2]);
        Assert.Equal(Values(rows.Sum(-1)), made[0].ToArray<long>().Select(v => (double)v));
        Assert.Equal(
            Values(rows * Arange(3).Reshape((3, 1)).AsType(DType.Float64)),
            made[1].ToArray<float>().Select(v => (double)v)
        );
        Assert.Equal([0, 3, 7, 4, 7, 7, 8, 11, 7], made[2].ToArray<double>()[..9]);
    }

    [Fact]
    public void A_function_of_several_results_that_gives_others_is_an_error()
    {
        ChunkedArray rows = Zeros((3, 4));
        (Func<NDArray[], NDArray[]> Function, string Word)[] cases =
        [
            (v => [v[0]], "2 results"),
            (v => [v[0], NDArray.Scalar(1L)], "int64"),
            (v => [v[0], NDArray.Scalar(1.0).AsType(DType.Float64), v[0]], "3 arrays"),
            (_ => null!, "0 arrays"),
        ];
        foreach ((Func<NDArray[], NDArray[]> function, string word) in cases)
        {
            ChunkedArray result = ApplyGufunc("(i)->(i),()", function, [rows])[1];
            string message = Assert.ThrowsAny<Exception>(() => result.Compute()).ToString();
            Assert.Contains(word, message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "v => [a, b]",
            Assert.Throws<GchunkException>(() => ApplyGufunc("(i)->(i),()", v => v, rows)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Blocks_are_matched_by_the_letters_of_their_axes()
    {
        ChunkedArray x = Arange(12).Reshape((3, 4)).Rechunk((2, 3)).AsType(DType.Float64),
            y = Arange(4).Rechunk(2).AsType(DType.Float64);
        ChunkedArray products = Blockwise(
            b =>
            {
                var made = new double[b[0].Shape[0] * b[1].Size];
                for (int i = 0; i < b[0].Shape[0]; i++)
                {
                    for (int j = 0; j < b[1].Size; j++)
                        made[j * b[0].Shape[0] + i] = b[0].GetDouble(i, j) * b[1].GetDouble(j);
                }

                return NDArray.From(made, (b[1].Size, b[0].Shape[0]));
            },
            "ji",
            [(x, "ij"), (y, "j")]
        );
        Assert.Equal(Values((x * y).T), Values(products));
    }

    [Fact]
    public void Functions_of_integers_give_the_dtype_that_they_return()
    {
        ChunkedArray x = Arange(10).Rechunk(4),
            rows = Arange(12).Reshape((3, 4));
        ChunkedArray[] made =
        [
            x.MapBlocks((b, info) => b + info.Origin[0]),
            x.MapOverlap(b => b + 1, 1),
            x.MapOverlap(b => b * 2, [(2, 0)], ["reflect"]),
            MapOverlap((a, b) => a + b, x, x, [(1, 1)]),
            Blockwise(b => b + 1, "i", x, "i"),
            ApplyGufunc("(i)->()", b => b.Sum(), rows),
            ApplyGufunc("(i),()->(i)", (a, b) => a + b, rows, Arange(3)),
        ];
        Assert.All(made, m => Assert.Equal(DType.Int64, m.DType));
        Assert.Equal([0, 1, 2, 3, 8, 9, 10, 11, 16, 17], Values(made[0]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Values(made[1]));
        Assert.Equal(Values(x * 2), Values(made[2]));
        Assert.Equal(Values(x * 2), Values(made[3]));
        Assert.Equal(Values(made[1]), Values(made[4]));
        Assert.Equal([6, 22, 38], Values(made[5]));
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13], Values(made[6]));
        Assert.Equal(DType.Bool, x.MapOverlap(b => (b.ToLazy() > 3).Compute(), 1).DType);
    }

    [Fact]
    public void A_reduction_of_the_user_runs_along_a_tree()
    {
        ChunkedArray x = Arange(60).Reshape((6, 10)).Rechunk((1, 1)).AsType(DType.Float64);
        static NDArray Sums(NDArray block, int[] axes)
        {
            using var client = FromArray(block).Sum(axes, keepDims: true).Compute();
            return client.Copy();
        }
        foreach (Axes axes in (Axes[])[default, 0, 1, (0, 1)])
        {
            Assert.Equal(Values(x.Sum(axes)), Values(x.Reduction(Sums, Sums, axes)));
            Assert.Equal(Values(x.Sum(axes)), Values(x.Reduction(Sums, Sums, axes, combine: Sums)));
        }

        Assert.Equal((1, 10), x.Reduction(Sums, Sums, 0, keepDims: true).Shape);
    }
}
