using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.Arrays.NumericsData;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>The cases of make_numerics.py, by their names: what gchunk makes of the same inputs, cut into blocks of a length.</summary>
internal static class NumericsCases
{
    private static readonly Dictionary<string, Func<int, ChunkedArray[]>> Cases = [];

    static NumericsCases()
    {
        Products();
        Histograms();
    }

    public static IReadOnlyCollection<string> Names => Cases.Keys;

    public static ChunkedArray[] Run(string name, int longest) => Cases[name](longest);

    private static void Products()
    {
        foreach (DType dtype in new[] { DType.Float64, DType.Float32, DType.Int64, DType.Int32, DType.UInt8, DType.Int8, DType.Bool })
            One($"matmul.{dtype.Name}", c => X(c, (37, 53), 1, dtype).MatMul(X(c, (53, 29), 2, dtype)));
        One("matmul.mixed", c => X(c, (5, 7), 1, DType.Int32).MatMul(X(c, (7, 3), 2, DType.Float32)));
        One("matmul.batch", c => X(c, (3, 1, 5, 7)).MatMul(X(c, (4, 7, 6), 2)));
        One("matmul.vector", c => X(c, (5, 7)).MatMul(X(c, 7, 2)));
        One("matmul.rowvector", c => X(c, 7).MatMul(X(c, (2, 7, 5), 2)));
        One("matmul.inner", c => MatMul(X(c, 9), X(c, 9, 2)));
        One("matmul.empty", c => X(c, (3, 0)).MatMul(X(c, (0, 4))));
        One("matmul.norows", c => X(c, (0, 3)).MatMul(Cut(NDArray.Zeros((3, 4), DType.Float64), c)));
        One("matmul.nan", c => Cut(WithNaN((6, 11)), c).MatMul(X(c, (11, 4), 2)));
        One("matmul.transposed", c => X(c, (53, 37)).T.MatMul(X(c, (29, 53), 2).T));
        One("dot.vectors", c => X(c, 9).Dot(X(c, 9, 2)));
        One("dot.nd", c => Dot(X(c, (2, 3, 5)), X(c, (4, 5, 6), 2)));
        One("dot.ndvector", c => X(c, (2, 3, 5)).Dot(X(c, 5, 2)));
        One("tensordot.2", c => X(c, (4, 5, 6)).TensorDot(X(c, (5, 6, 3), 2)));
        One("tensordot.axes", c => TensorDot(X(c, (4, 5, 6)), X(c, (6, 3, 4), 2), [2, 0], [0, 2]));
        One("tensordot.0", c => X(c, (2, 3)).TensorDot(X(c, 4, 2), 0));
        One("outer", c => Outer(X(c, (2, 3)), X(c, 4, 2, DType.Int32)));
    }

    private static void Histograms()
    {
        Binned("histogram.even", c => Histogram(X(c, (50, 41)), 17, (-5, 6)));
        Binned("histogram.onedge", c => Histogram(X(c, 500, 1, DType.Int32), 22, (-11, 11)));
        Binned("histogram.fine", c => Histogram(X(c, 700), 1009, (-504 / 64.0, 505 / 64.0)));
        Binned("histogram.nan", c => Histogram(Cut(WithNaN(300), c), 10, (-3, 3)));
        Binned("histogram.point", c => Histogram(X(c, 300, 1, DType.Int32), 4, (2, 2)));
        Binned("histogram.edges", c => Histogram(X(c, (50, 41)), [-7, -3, -2.5, 0, 0, 0.015625, 4, 7.875]));
        Binned("histogram.inf", c => Histogram(X(c, (50, 41)), [double.NegativeInfinity, -1, 0, double.PositiveInfinity]));
        Binned("histogram.density", c => Histogram(X(c, (50, 41)), [-7, -3, 0, 1, 6.0], density: true));
        Binned("histogram.weights", c => Histogram(X(c, (50, 41)), 17, (-5, 6), weights: X(c + 1, (50, 41), 3)));
        Binned("histogram.uint8", c => Histogram(X(c, 500, 1, DType.UInt8), 5, (0, 20)));
        Binned("histogram.onebin", c => Histogram(X(c, 500), 1, (0, 2)));
        Binned("histogram.empty", c => Histogram(X(c, 0), 3, (0, 2)));
        One("bincount", c => Bincount(X(c, 500, 1, DType.UInt8)));
        One("bincount.length", c => Bincount(X(c, 500, 1, DType.UInt8), 30));
        One("bincount.weights", c => Bincount(X(c, 500, 1, DType.UInt8), weights: X(c, 500, 2)));
    }

    private static ChunkedArray X(int longest, Shape shape, int seed = 1, DType dtype = DType.Float64) => Cut(Data(shape, seed, dtype), longest);

    private static void One(string name, Func<int, ChunkedArray> make) => Cases[name] = longest => [make(longest)];

    private static void Binned(string name, Func<int, (ChunkedArray Hist, double[] Edges)> make) => Cases[name] = longest =>
    {
        (ChunkedArray hist, double[] edges) = make(longest);
        return [hist, NDArray.From(edges)];
    };
}
