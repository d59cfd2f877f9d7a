using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Xunit;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Linear algebra by managed code, as where OpenBLAS is missing.</summary>
[Collection("whole process")]
public sealed class WithoutOpenBlasTests : IDisposable
{
    private static readonly string[] Methods =
    [
        "Norm Qr Svd SvdCompressed Solve Inv Det SlogDet Cholesky SolveTriangular Lstsq Pinv MatrixRank MatrixPower Eigh Eig",
        "MatMul Dot Inner VDot TensorDot Einsum Cov Corr",
    ];

    public WithoutOpenBlasTests() => OpenBlas.IsHidden = true;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Functions_of_complex_matrices_give_the_numbers_of_numpy(int chunk)
    {
        string[] methods = [.. Methods.SelectMany(m => m.Split(' '))];
        var cases = new ComplexFunctionCases(DType.Complex128, chunk);
        foreach (string name in ComplexData.Functions.Where(f => methods.Contains(f.Split(':')[0])))
        {
            using NDArray got = cases.Make(name).Compute();
            string? difference = ComplexData.Difference(ComplexData.Of(name, DType.Complex128), got, 2e-11);
            Assert.True(difference is null, $"{name} in chunks of {chunk}: {difference}");
        }
    }

    [Fact]
    public void The_factors_of_a_complex_matrix_multiply_to_it_whatever_the_ties_of_pivots()
    {
        ChunkedArray m = NumericsData.Cut(ComplexData.Grid(DType.Complex128, (6, 6)), 4);
        (ChunkedArray p, ChunkedArray l, ChunkedArray u) = m.Lu();
        Assert.True((p.MatMul(l).MatMul(u) - m).Abs().Max().Compute().Get<double>() < 1e-12);
        Assert.True(l.Abs().Max().Compute().Get<double>() < 1.5);
        (ChunkedArray w, ChunkedArray v) = m.Eig();
        Assert.True((m.MatMul(v) - v * w).Abs().Max().Compute().Get<double>() < 1e-11);
    }

    [Fact]
    public void Functions_of_real_matrices_give_what_OpenBLAS_gives()
    {
        ChunkedArray a = Real(6, 6, 3),
            positive = a.MatMul(a.T) + 10 * Prelude.Eye(6),
            tall = Real(40, 4, 9),
            b = Real(40, 2, 7);
        Func<ChunkedArray>[] functions =
        [
            () => positive.Cholesky(),
            () => positive.Solve(b[..6], assumeA: "pos"),
            () => a.Solve(b[..6]),
            () => a.Lu().U,
            () => a.Lu().P,
            () => tall.Qr().R,
            () => tall.Svd().S,
            () => tall.Lstsq(b).X,
            () => tall.Lstsq(b).Residuals,
            () => tall.T.Lstsq(b[..4]).X,
            () => positive.Eigh().W,
            () => (positive.Eigh().V * positive.Eigh().W).MatMul(positive.Eigh().V.T),
            // The order of a conjugate pair depends on rounding.
            () => a.Eig().W.Abs().Sort(),
            () => a.SlogDet().LogAbsDet,
            () => positive.SolveTriangular(b[..6], lower: true, transposed: true),
        ];
        for (int i = 0; i < functions.Length; i++)
        {
            using NDArray managed = functions[i]().Compute();
            OpenBlas.IsHidden = false;
            using NDArray native = functions[i]().Compute();
            OpenBlas.IsHidden = true;
            string? difference = ComplexData.Difference(native, managed, 1e-10);
            Assert.True(difference is null, $"function {i}: {difference}");
        }
    }

    public void Dispose() => OpenBlas.IsHidden = false;

    private static ChunkedArray Real(long rows, long columns, int seed) =>
        Rand.Normal((rows, columns), chunks: (4, 3), seed: seed);
}
