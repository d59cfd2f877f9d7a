using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// Code that small cases do not reach: several rounds, groups of the inner axis, and the fallback without OpenBLAS.
/// </summary>
public unsafe class NumericsLargeTests
{
    [Fact]
    public void A_tall_array_of_many_blocks_is_decomposed_in_rounds()
    {
        ChunkedArray x = Rand.Normal((20_000, 6), chunks: (40, 6), seed: 5);
        (ChunkedArray q, ChunkedArray r) = Qr(x);
        NDArray[] made = Compute(
            (q.MatMul(r) - x).Abs().Max(),
            (q.T.MatMul(q) - Eye(6)).Abs().Max(),
            Tril(r, -1).Abs().Max()
        );
        Assert.InRange(made[0].ToDouble(), 0, 1e-13);
        Assert.InRange(made[1].ToDouble(), 0, 1e-13);
        Assert.Equal(0, made[2].ToDouble());
        Assert.True(x.NumBlocks > 100 && q.NumBlocks > 100);
    }

    [Fact]
    public void An_inner_axis_that_is_long_is_cut_and_the_sums_are_those_of_one_block()
    {
        ChunkedArray x = Rand.Integers((6_000_000, 8), -9, 9, chunks: (100_000, 8), seed: 2).AsType(DType.Float64);
        ChunkedArray gram = x.T.MatMul(x);
        Assert.Equal("sum", gram.Expression.Name == "slice" ? gram.Expression.Inputs[0].Name : gram.Expression.Name);
        NDArray[] both = Compute(gram[3, 5], (x[.., 3] * x[.., 5]).Sum());
        Assert.Equal(both[1].ToDouble(), both[0].ToDouble());
    }

    [Fact]
    public void The_compressed_decomposition_finds_a_planted_spectrum()
    {
        ChunkedArray u = Qr(Rand.Normal((300, 5), seed: 1)).Q,
            v = Qr(Rand.Normal((200, 5), seed: 2)).Q;
        ChunkedArray x = (u * FromArray(NDArray.From(new double[] { 50, 40, 30, 20, 10 })))
            .MatMul(v.T)
            .Rechunk((70, 60));
        (ChunkedArray left, ChunkedArray values, ChunkedArray right) = SvdCompressed(x, 5, iterations: 1, seed: 3);
        Assert.All(
            Compute(values)[0].ToArray<double>().Zip([50.0, 40, 30, 20, 10]),
            pair => Assert.Equal(pair.Second, pair.First, 9)
        );
        Assert.InRange(((left * values).MatMul(right) - x).Abs().Max().Compute().ToDouble(), 0, 1e-9);
    }

    [Theory]
    [InlineData(37, 53, 29)]
    [InlineData(1, 300, 1)]
    [InlineData(5, 1, 67)]
    public void Managed_products_agree_with_OpenBLAS(int m, int k, int n)
    {
        NDArray a = NumericsData.Data((m, k)),
            b = NumericsData.Data((n, k), 2);
        NDArray managed = NDArray.Allocate((m, n), DType.Float64),
            native = NDArray.Allocate((m, n), DType.Float64);
        ManagedGemm.Multiply(
            m,
            n,
            k,
            (double*)a.Pointer,
            k,
            1,
            (double*)b.Pointer,
            1,
            k,
            (double*)managed.Pointer,
            default
        );
        Gemm.Multiply(
            DType.Float64,
            new Matrix((nint)a.Pointer, m, k),
            new Matrix((nint)b.Pointer, n, k).T,
            native.Pointer
        );
        Assert.Equal(native.ToArray<double>(), managed.ToArray<double>());
    }

    [Theory]
    [InlineData(40, 7)]
    [InlineData(7, 7)]
    [InlineData(7, 40)]
    [InlineData(1, 1)]
    public void Managed_decompositions_agree_with_LAPACK(int m, int n)
    {
        int k = Math.Min(m, n);
        double[] x = NumericsData.Data((n, m)).ToArray<double>(),
            s = new double[k],
            u = new double[m * k],
            vt = new double[k * n];
        fixed (
            double* xp = x,
                sp = s,
                up = u,
                vp = vt
        )
        {
            (double[] q, double[] r) = ManagedDecompositions.Qr(m, n, xp);
            Assert.True(ManagedDecompositions.Svd(m, n, xp, sp, up, vp));
            for (int j = 0; j < n; j++)
            {
                for (int i = 0; i < m; i++)
                {
                    double qr = 0,
                        usv = 0;
                    for (int l = 0; l < k; l++)
                    {
                        if (l <= j)
                            qr += q[l * m + i] * r[j * k + l];
                        usv += u[l * m + i] * s[l] * vt[j * k + l];
                    }
                    Assert.Equal(x[j * m + i], qr, 11);
                    Assert.Equal(x[j * m + i], usv, 11);
                }
            }
        }
        // In row order, these columns are the transpose, which has the same singular values.
        double[] lapack = FromArray(NDArray.From(x, (n, m))).Svd().S.Compute().ToArray<double>();
        Assert.All(lapack.Zip(s), pair => Assert.Equal(pair.First, pair.Second, 11));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(60)]
    public void Managed_solutions_and_eigenvalues_agree_with_LAPACK(int n)
    {
        double[] x = NumericsData.Data((n, n)).ToArray<double>(),
            symmetric = new double[n * n],
            b = NumericsData.Data((3, n), 2).ToArray<double>();
        for (int i = 0; i < n; i++)
        {
            x[i * n + i] += n;
            for (int j = 0; j < n; j++)
                symmetric[i * n + j] = x[i * n + j] + x[j * n + i];
        }
        double[][] factors =

            [
                [.. x],
                [.. x],
            ],
            solved =

            [
                [.. b],
                [.. b],
            ],
            vectors =

            [
                [.. symmetric],
                [.. symmetric],
            ],
            values = [new double[n], new double[n]];
        int[][] pivots = [new int[n], new int[n]];
        for (int way = 0; way < 2; way++)
        {
            fixed (
                double* f = factors[way],
                    y = solved[way],
                    a = vectors[way],
                    v = values[way]
            )
            {
                if (way == 0)
                {
                    ManagedDecompositions.Factor(n, f, pivots[way]);
                    ManagedDecompositions.Solve(n, 3, f, pivots[way], y);
                    Assert.True(ManagedDecompositions.Eigen(n, a, v));
                }
                else
                {
                    Lapack.Factor(n, f, pivots[way]);
                    Lapack.Solve(n, 3, f, pivots[way], y);
                    Assert.True(Lapack.Eigen(n, a, v));
                }
            }
        }

        Assert.Equal(pivots[1], pivots[0]);
        Assert.All(solved[1].Zip(solved[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        Assert.All(values[1].Zip(values[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                for (int l = 0; l < n; l++)
                    sum += symmetric[l * n + i] * vectors[0][j * n + l];
                Assert.Equal(values[0][j] * vectors[0][j * n + i], sum, 1e-11);
            }
        }
    }
}
