using System.Numerics;
using System.Reflection;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Functions of complex arrays compared with NumPy and SciPy, and what they refuse.</summary>
public unsafe class ComplexFunctionTests
{
    // Methods that give no numbers, and those whose numbers other tests compare.
    private static readonly string[] Others =
    [
        "AsType Chunks Compute Persist Explain ToString Equals GetHashCode GetType Copy Visualize ChunkSize View Result",
        "Reshape Flatten Ravel Transpose Squeeze ExpandDims SwapAxes MoveAxis BroadcastTo Rechunk Split Reduce Reduction",
        "MapBlocks MapOverlap Overlap ApplyAlong ApplyOverAxes ToDelayed ToNpy ToNpyStack ToZarr ToNetCdf Store Plot Hist Histogram",
        "ArgWhere NonZero AverageWithWeights Deconstruct IsNaT ToMasked Blocks Vindex NewAxis ToHtml",
        // Refused: quantiles interpolate between ordered numbers, which NumPy refuses too.
        "Quantile Percentile",
        // Times.
        "Total",
    ];

    public static TheoryData<string, DType> Cases()
    {
        var data = new TheoryData<string, DType>();
        foreach (string name in ComplexData.Functions)
        {
            data.Add(name, DType.Complex64);
            data.Add(name, DType.Complex128);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_function_gives_the_numbers_of_numpy_for_one_block_and_for_many(string name, DType dtype)
    {
        NDArray expected = ComplexData.Of(name, dtype);
        foreach (int chunk in (int[])[0, 4])
        {
            NDArray got = new ComplexFunctionCases(dtype, chunk).Make(name).Compute();
            string? difference = ComplexData.Difference(expected, got, dtype == DType.Complex64 ? 3e-6 : 2e-12);
            Assert.True(difference is null, $"{name} of {dtype.Name} in chunks of {chunk}: {difference}");
        }
    }

    [Fact]
    public void An_operation_refuses_complex_numbers_only_if_numpy_does()
    {
        string[] refused = ComplexData.Refused;
        foreach (ElementwiseOp op in OpTable.Elementwise)
        {
            if (op.OnComplex is null)
                Assert.Contains(op.Name.StartsWith("frexp", StringComparison.Ordinal) ? "frexp" : op.Name, refused);
            else
                Assert.DoesNotContain(op.Name, refused);
        }

        ChunkedArray z = FromArray(ComplexData.Grid(DType.Complex128, 5));
        foreach (ReductionOp op in OpTable.Reductions)
            Assert.Equal(5, z.Reduce(op.Name, keepDims: true).BroadcastTo(5).Compute().Size);
    }

    [Fact]
    public void Every_public_method_is_tested_with_complex_numbers_or_refuses_them()
    {
        string[] known =
        [
            .. Others.SelectMany(o => o.Split(' ')),
            .. ComplexData.Functions.Select(f => f.Split(':')[0]),
            .. OpTable.Reductions.Select(op => op.Name),
            // The operations of the table, by their names in it and here.
            .. OpTable.Elementwise.Select(op => op.Name.Replace("_", "", StringComparison.Ordinal)),
            "Abs",
            "Pow",
        ];
        string[] methods =
        [
            .. typeof(ChunkedArray)
                .GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(m => !m.IsSpecialName)
                .Select(m => m.Name)
                .Distinct(),
        ];
        string[] left = [.. methods.Except(known, StringComparer.OrdinalIgnoreCase)];
        Assert.True(left.Length == 0, string.Join(" ", left));
    }

    [Fact]
    public void Quantiles_and_bins_are_refused_by_their_names()
    {
        ChunkedArray z = FromArray(ComplexData.Grid(DType.Complex128, 5));
        foreach (
            Action mistake in (Action[])
                [
                    () => z.Quantile(0.5),
                    () => z.Median(skipNaN: true),
                    () => Histogram(z, 3, (0, 1)),
                    () => Digitize(z, [0, 1]),
                    () => Bincount(z),
                ]
        )
        {
            string message = Assert.Throws<GchunkException>(mistake).Message;
            Assert.Contains("complex128", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Eigenvectors_have_length_one_and_solve_their_equation()
    {
        ChunkedArray m = FromArray(ComplexData.Grid(DType.Complex128, (9, 9)));
        (ChunkedArray w, ChunkedArray v) = m.Eig();
        Assert.True((m.MatMul(v) - v * w).Abs().Max().Compute().Get<double>() < 1e-11);
        Assert.True((v.Norm(2, axis: 0) - 1).Abs().Max().Compute().Get<double>() < 1e-13);
        (w, v) = m.Real().Eig();
        Assert.Equal(DType.Complex128, w.DType);
        Assert.True((m.Real().MatMul(v) - v * w).Abs().Max().Compute().Get<double>() < 1e-11);
        Assert.Contains("square", Assert.Throws<GchunkException>(() => m[1..].Eig()).Message, StringComparison.Ordinal);
        m[2, 3] = double.NaN;
        Assert.Contains(
            "NaN",
            Assert.Throws<GchunkException>(() => m.Eig().W.Compute()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Rolling_sums_and_means_of_complex_numbers_are_those_of_their_parts()
    {
        NDArray values = ComplexData.Grid(DType.Complex128, 9);
        values.Span<Complex>()[6] = new Complex(double.NaN, 1);
        var z = new DataArray(values, ["x"]);
        Complex[] x = values.ToArray<Complex>(),
            sums = z.Rolling("x", 3).Sum().Compute().ToArray<Complex>(),
            means = z.Rolling("x", 3, minPeriods: 2).Mean().Compute().ToArray<Complex>();
        Assert.True(double.IsNaN(sums[1].Real) && double.IsNaN(sums[6].Imaginary) && double.IsNaN(sums[8].Real));
        Assert.Equal(x[2] + x[3] + x[4], sums[4]);
        Assert.Equal((x[4] + x[5]) / 2, means[6]);
        Assert.Contains(
            "complex128",
            Assert.Throws<GchunkException>(() => z.Rolling("x", 3).Max().Compute()).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(14, 5)]
    [InlineData(5, 5)]
    [InlineData(5, 14)]
    public void The_managed_decompositions_of_complex_matrices_need_no_library(int m, int n)
    {
        int k = Math.Min(m, n);
        Complex[] x = ComplexData.Grid(DType.Complex128, (n, m)).ToArray<Complex>(),
            u = new Complex[m * k],
            vt = new Complex[k * n];
        double[] s = new double[k];
        fixed (
            Complex* xp = x,
                up = u,
                vp = vt
        )
        {
            fixed (double* sp = s)
            {
                (Complex[] q, Complex[] r) = ManagedDecompositions.Qr(m, n, xp);
                Assert.True(ManagedDecompositions.Svd(m, n, xp, sp, up, vp));
                for (int j = 0; j < n; j++)
                {
                    for (int i = 0; i < m; i++)
                    {
                        Complex qr = 0,
                            usv = 0;
                        for (int l = 0; l < k; l++)
                        {
                            if (l <= j)
                                qr += q[l * m + i] * r[j * k + l];
                            usv += u[l * m + i] * s[l] * vt[j * k + l];
                        }
                        Assert.True(Complex.Abs(x[j * m + i] - qr) < 1e-11, $"q r at {i}, {j}");
                        Assert.True(Complex.Abs(x[j * m + i] - usv) < 1e-11, $"u s v at {i}, {j}");
                    }
                }
            }
        }
    }

    [Fact]
    public void The_managed_solutions_and_eigenvalues_of_complex_matrices_need_no_library()
    {
        const int n = 6;
        Complex[] a = ComplexData.Grid(DType.Complex128, (n, n)).ToArray<Complex>(),
            b = ComplexData.Grid(DType.Complex128, (2, n)).ToArray<Complex>(),
            x = [.. b],
            factors = [.. a],
            hermitian = new Complex[n * n],
            vectors = new Complex[n * n],
            w = new Complex[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                hermitian[i * n + j] = a[i * n + j] + Complex.Conjugate(a[j * n + i]);
        }

        Complex[] of = [.. hermitian];
        double[] values = new double[n];
        int[] pivots = new int[n];
        fixed (
            Complex* ap = a,
                fp = factors,
                xp = x,
                hp = hermitian,
                vp = vectors,
                wp = w
        )
        {
            fixed (double* ep = values)
            {
                ManagedDecompositions.Factor(n, fp, pivots);
                ManagedDecompositions.Solve(n, 2, fp, pivots, xp);
                Assert.True(ManagedDecompositions.Eigen(n, hp, ep));
                Assert.True(ManagedDecompositions.GeneralEigen(n, ap, wp, vp));
            }
        }

        for (int i = 0; i < n; i++)
        {
            Complex product = 0;
            for (int j = 0; j < n; j++)
                product += a[j * n + i] * x[j];
            Assert.True(Complex.Abs(product - b[i]) < 1e-11);
            Assert.Equal(1, Enumerable.Range(0, n).Sum(j => Math.Pow(Complex.Abs(hermitian[i * n + j]), 2)), 12);
            for (int c = 0; c < n; c++)
            {
                (Complex ofGeneral, Complex ofHermitian) = (0, 0);
                for (int j = 0; j < n; j++)
                {
                    ofGeneral += a[j * n + i] * vectors[c * n + j];
                    ofHermitian += of[j * n + i] * hermitian[c * n + j];
                }
                Assert.True(Complex.Abs(ofGeneral - w[c] * vectors[c * n + i]) < 1e-10);
                Assert.True(Complex.Abs(ofHermitian - values[c] * hermitian[c * n + i]) < 1e-10);
            }
        }
    }

    [Fact]
    public void A_user_function_of_complex_numbers_is_admitted_with_their_bytes()
    {
        ChunkedArray real = Zeros(1000, chunks: 1000).Persist(),
            complex = Zeros(1000, chunks: 1000, dtype: DType.Complex128).Persist();
        Assert.NotEqual(
            real.MapBlocks(b => b.Copy()).Explain().Split('\n')[^2],
            complex.MapBlocks(b => b.Copy(), DType.Complex128).Explain().Split('\n')[^2]
        );
    }
}
