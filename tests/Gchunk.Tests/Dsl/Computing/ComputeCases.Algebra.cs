using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

internal static partial class ComputeCases
{
    private static void Summations()
    {
        // The name has the subscripts and the shapes of the operands.
        foreach (string name in Values.Keys.Where(n => n.StartsWith("einsum|", StringComparison.Ordinal)))
        {
            string[] parts = name.Split('|');
            Add(
                name,
                c =>
                    [
                        Einsum(
                            parts[1],
                            [
                                .. parts[2..]
                                    .Select(
                                        (shape, k) =>
                                            X(
                                                c,
                                                new Shape([
                                                    .. shape
                                                        .Split('x')
                                                        .Select(n => long.Parse(n, CultureInfo.InvariantCulture)),
                                                ]),
                                                k + 1
                                            )
                                    ),
                            ]
                        ),
                    ]
            );
        }

        foreach (DType dtype in new[] { DType.Float32, DType.Int32, DType.UInt8, DType.Bool })
        {
            Add(
                $"einsum.{dtype.Name}",
                c =>
                    [
                        Einsum("ij,jk->ik", X(c, (5, 7), 1, dtype), X(c, (7, 4), 2, dtype)),
                        Einsum("ij,ij->j", X(c, (5, 7), 1, dtype), X(c, (5, 7), 2, dtype)),
                        Einsum("ii->", X(c, (5, 5), 1, dtype)),
                    ]
            );
        }

        Add("einsum.mixed", c => [Einsum("ij,j", X(c, (5, 7), 1, DType.Int32), X(c, 7, 2, DType.Float32))]);
        Add("einsum.scalars", c => [Einsum(",i->i", 2.5, X(c, 4)), Einsum(",->", 3.0, 2.0)]);
    }

    private static ChunkedArray Positive(int c, int n)
    {
        ChunkedArray b = X(c, (n + 3, n));
        return b.T.MatMul(b) + Eye(n);
    }

    private static ChunkedArray Regular(int c) => X(c, (7, 7), 3) + 5 * Eye(7);

    private static void Factors()
    {
        Add(
            "cholesky",
            c =>
                [
                    Cholesky(Positive(c, 9)),
                    Cholesky(Positive(c, 9), lower: false),
                    Cholesky(NDArray.From([4.0], (1, 1))),
                ]
        );
        Add("lu", c => Three(Lu(X(c, (7, 7), 3))));
        Add("lu.tall", c => Three(Lu(X(c, (9, 5), 4))));
        Add("lu.wide", c => Three(Lu(X(c, (5, 9), 4))));
        Add("lu.one", _ => Three(Lu(NDArray.From([3.0], (1, 1)))));
        Add(
            "solve_triangular",
            c =>
                [
                    SolveTriangular(Regular(c), X(c, (7, 3))),
                    SolveTriangular(Regular(c), X(c, 7), lower: true),
                    SolveTriangular(Regular(c), X(c, (7, 2)), lower: true, unit: true),
                    SolveTriangular(Regular(c), X(c, (7, 2)), transposed: true),
                ]
        );
        Add("solve.pos", c => [Solve(Positive(c, 8), X(c, (8, 3)), "pos")]);
        Add("lstsq", c => Fit(X(c, (12, 4)), X(c, (12, 3), 2)));
        Add("lstsq.vector", c => Fit(X(c, (12, 4)), X(c, 12, 2)));
        Add("lstsq.wide", c => Fit(X(c, (4, 9)), X(c, 4, 2)));
        Add("pinv", c => [Pinv(X(c, (6, 3))), Pinv(X(c, (3, 6)))]);
        Add("matrix_rank", c => [MatrixRank(X(c, 5).Outer(X(c, 6, 2))), MatrixRank(X(c, (5, 8)))]);
        Add(
            "matrix_power",
            c => [MatrixPower(Regular(c) / 8, 5), MatrixPower(Regular(c) / 8, 0), MatrixPower(Regular(c) / 8, -2)]
        );
        Add("slogdet", c => Two(SlogDet(-Regular(c))));
        Add("slogdet.singular", _ => Two(SlogDet(Ones((3, 3)))));
        double[] orders = [1, -1, double.PositiveInfinity, double.NegativeInfinity];
        Add(
            "norm.axes",
            c =>
                [
                    X(c, (3, 4, 5)).Norm(null, (0, 2)),
                    .. orders.Select(o => X(c, (3, 4, 5)).Norm(o, (0, 2))),
                    X(c, (4, 5)).Norm(1, (1, 0)),
                    X(c, (4, 5)).Norm(2, (0, 1), keepDims: true),
                ]
        );
    }

    // NumPy's rank is an int32.
    private static ChunkedArray[] Fit(ChunkedArray a, ChunkedArray b)
    {
        (ChunkedArray x, ChunkedArray residuals, ChunkedArray rank, ChunkedArray s) = a.Lstsq(b);
        return [x, residuals, rank.AsType(DType.Int32), s];
    }

    private static ChunkedArray[] Three((ChunkedArray, ChunkedArray, ChunkedArray) made) =>
        [made.Item1, made.Item2, made.Item3];
}
