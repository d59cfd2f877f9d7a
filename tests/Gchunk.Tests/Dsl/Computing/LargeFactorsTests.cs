using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

/// <summary>Factors of matrices that are long enough to be divided into tiles and panels.</summary>
public class LargeFactorsTests
{
    private static double Largest(ChunkedArray x) => x.Abs().Max().Compute();

    private static ChunkedArray Random(long m, long n, int chunk, long seed = 1) =>
        Rand.Normal((m, n), chunks: (chunk, chunk), seed: seed);

    [Theory]
    [InlineData(1000)]
    [InlineData(1237)]
    public void Cholesky_factors_are_made_of_tiles(int n)
    {
        ChunkedArray b = Random(n, n, 300),
            a = (b.MatMul(b.T) / n + Eye(n)).Persist();
        ChunkedArray l = a.Cholesky().Persist();
        Assert.InRange(Largest(l.MatMul(l.T) - a), 0, 1e-12);
        Assert.Equal(0, Largest(Triu(l, 1)));
        ChunkedArray right = Random(n, 3, 2, 5);
        Assert.InRange(Largest(a.MatMul(a.Solve(right, "pos")) - right), 0, 1e-10);
        Assert.InRange(Largest(l.T.MatMul(l.SolveTriangular(right, lower: true, transposed: true)) - right), 0, 1e-10);
        Assert.InRange(Largest(l.T.MatMul(l.T.SolveTriangular(right)) - right), 0, 1e-10);
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1100, 800)]
    [InlineData(300, 1000)]
    public void Lu_factors_are_made_of_panels_with_pivots_of_whole_columns(int m, int n)
    {
        ChunkedArray a = Random(m, n, 250).Persist();
        (ChunkedArray p, ChunkedArray l, ChunkedArray u) = a.Lu();
        (l, p) = (l.Persist(), p.Persist());
        Assert.InRange(Largest(p.MatMul(l.MatMul(u)) - a), 0, 1e-11);
        Assert.Equal(1, Largest(l));
        Assert.Equal(Enumerable.Repeat(1.0, m), p.Sum(0).Compute().ToArray<double>());
        Assert.Equal(Enumerable.Repeat(1.0, m), p.Sum(1).Compute().ToArray<double>());
    }

    [Theory]
    [InlineData(300, 300, 100)]
    [InlineData(500, 290, 97)]
    [InlineData(150, 700, 100)]
    [InlineData(40, 90, 7)]
    [InlineData(290, 800, 64)]
    public void Qr_factors_of_matrices_divided_along_columns_are_those_of_the_whole(int m, int n, int chunk)
    {
        ChunkedArray a = Random(m, n, chunk).Persist();
        (ChunkedArray q, ChunkedArray r) = a.Qr();
        (q, r) = (q.Persist(), r.Persist());
        int k = Math.Min(m, n);
        Assert.Equal((m, k), q.Shape);
        Assert.Equal((k, n), r.Shape);
        Assert.InRange(Largest(q.MatMul(r) - a), 0, 1e-12);
        Assert.InRange(Largest(q.T.MatMul(q) - Eye(k)), 0, 1e-13);
        Assert.InRange(Largest(Tril(r, -1)), 0, 1e-13);
        (_, ChunkedArray whole) = a.Rechunk((m, n)).Qr();
        Assert.InRange(Largest(r - whole), 0, 1e-11);
    }

    [Fact]
    public void Columns_of_a_square_matrix_without_full_rank_become_orthogonal_too()
    {
        ChunkedArray a = Random(300, 20, 100).MatMul(Random(20, 300, 100, 2)).Rechunk((100, 100)).Persist();
        (ChunkedArray q, ChunkedArray r) = a.Qr();
        q = q.Persist();
        Assert.InRange(Largest(q.MatMul(r) - a), 0, 1e-12);
        Assert.InRange(Largest(q.T.MatMul(q) - Eye(300)), 0, 1e-12);
    }

    [Fact]
    public void Singular_values_of_a_divided_square_matrix_are_those_of_the_whole()
    {
        ChunkedArray a = Random(260, 260, 90).Persist();
        (ChunkedArray u, ChunkedArray s, ChunkedArray vt) = a.Svd();
        Assert.InRange(Largest((u * s).MatMul(vt) - a), 0, 1e-12);
        Assert.InRange(Largest(s - a.Rechunk((260, 260)).Svd().S), 0, 1e-12);
    }

    public static TheoryData<string, Func<object>, string[]> Mistakes =>
        new()
        {
            { "not square", () => Cholesky(Ones((2, 3))), ["square", "(2, 3)"] },
            { "not positive definite", () => Cholesky(-Eye(3)).Compute(), ["positive definite", "order 1"] },
            {
                "not positive definite in a later tile",
                () => Cholesky(Eye(1000) - 2 * Diag(Equal(Arange(1000), 900L).AsType(DType.Float64))).Compute(),
                ["positive definite", "order 901"]
            },
            { "lu of a vector", () => Lu(Ones(3)), ["two axes", "(3,)"] },
            { "singular", () => SolveTriangular(Tri(3, k: -1), Ones(3)).Compute(), ["singular", "element"] },
            { "right side", () => SolveTriangular(Eye(3), Ones(4)), ["(3, 3)", "(4,)"] },
            { "kind of matrix", () => Solve(Eye(3), Ones(3), "sym"), ["'sym'", "pos"] },
            { "lstsq of other rows", () => Lstsq(Ones((3, 2)), Ones(4)), ["(3, 2)", "(4,)"] },
            { "power of a singular matrix", () => MatrixPower(Ones((2, 2)), -1).Compute(), ["singular"] },
            { "norm of one axis twice", () => Ones((2, 2)).Norm(1, (0, -2)), ["different axes"] },
            { "no operands", () => Einsum("i"), ["one operand"] },
            { "operands", () => Einsum("i,j", Ones(3)), ["2 operands", "got 1"] },
            { "letters", () => Einsum("ijk", Ones((2, 3))), ["\"ijk\"", "operand 0", "2 axes"] },
            { "other characters", () => Einsum("i$", Ones((2, 3))), ["'$'"] },
            { "two dots", () => Einsum("i..j", Ones((2, 3))), ["'.'"] },
            { "two arrows", () => Einsum("i->i->i", Ones(2)), ["more than one"] },
            { "a letter only in the result", () => Einsum("i->j", Ones(3)), ["'j'", "no operand"] },
            { "a letter twice in the result", () => Einsum("i->ii", Ones(3)), ["'i' twice"] },
            { "lengths", () => Einsum("i,i", Ones(2), Ones(3)), ["'i'", "2", "3", "operand 1"] },
            { "lengths of a diagonal", () => Einsum("ii", Ones((1, 3))), ["'i'", "1 and 3"] },
            { "no ellipsis in the result", () => Einsum("i...->i", Ones((2, 3))), ["ellipsis", "result"] },
            { "too few samples", () => Stats.SkewTest(Ones(5)), ["8 samples", "5"] },
            { "pairs", () => Stats.TTestRel(Ones(3), Ones(4)), ["(3,)", "(4,)"] },
            { "one group", () => Stats.FOneWay(Ones(3)), ["two groups"] },
            { "statistic", () => Stats.PowerDivergence(Ones(3), "peerson"), ["'peerson'", "pearson"] },
            { "mask of numbers", () => Ma.MaskedArray(Ones(3), Ones(3)), ["bool", "float64"] },
            { "mask of another shape", () => Ma.MaskedArray(Ones(3), Ones(4) > 0), ["(3,)"] },
            { "first of masked", () => Ma.MaskedArray(Ones(3)).First(), ["first", "Filled"] },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_explained(string what, Func<object> mistake, string[] named)
    {
        var error = Assert.Throws<GchunkException>(mistake);
        Assert.All(
            named,
            text => Assert.True(error.Message.Contains(text, StringComparison.Ordinal), $"{what}: {error.Message}")
        );
    }
}
