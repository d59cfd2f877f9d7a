using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.Arrays.NumericsData;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// The cases of make_numerics.py by name: gchunk's results for the same inputs, in chunks of a given length.
/// </summary>
internal static class NumericsCases
{
    private static readonly Dictionary<string, Func<int, ChunkedArray[]>> Cases = [];

    static NumericsCases()
    {
        Products();
        Histograms();
        Decompositions();
        Norms();
        Diagonals();
        Series();
        Fourier();
    }

    public static IReadOnlyCollection<string> Names => Cases.Keys;

    public static ChunkedArray[] Run(string name, int longest) => Cases[name](longest);

    private static void Products()
    {
        foreach (
            DType dtype in new[]
            {
                DType.Float64,
                DType.Float32,
                DType.Int64,
                DType.Int32,
                DType.UInt8,
                DType.Int8,
                DType.Bool,
            }
        )
        {
            One($"matmul.{dtype.Name}", c => X(c, (37, 53), 1, dtype).MatMul(X(c, (53, 29), 2, dtype)));
        }

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
        foreach (DType dtype in new[] { DType.Float64, DType.Int32, DType.UInt8 })
            One($"cross.{dtype.Name}", c => Cross(X(c, (5, 3), 1, dtype), X(c, (5, 3), 2, dtype)));
        One("cross.vectors", c => X(c, 3).Cross(X(c, 3, 2)));
        One("cross.axis", c => X(c, (4, 3, 5)).Cross(X(c, (4, 3, 5), 2), axis: 1));
        One("cross.broadcast", c => Cross(X(c, (4, 1, 3)), X(c, (6, 3), 2)));
        One("cross.two", c => Cross(X(c, (5, 2)), X(c, (5, 2), 2)));
        One("cross.twothree", c => Cross(X(c, (5, 2)), X(c, (5, 3), 2)));
        One("cross.threetwo", c => Cross(X(c, (3, 5)), X(c, (2, 5), 2), 0));
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
        Binned(
            "histogram.inf",
            c => Histogram(X(c, (50, 41)), [double.NegativeInfinity, -1, 0, double.PositiveInfinity])
        );
        Binned("histogram.density", c => Histogram(X(c, (50, 41)), [-7, -3, 0, 1, 6.0], density: true));
        Binned("histogram.weights", c => Histogram(X(c, (50, 41)), 17, (-5, 6), weights: X(c + 1, (50, 41), 3)));
        Binned("histogram.uint8", c => Histogram(X(c, 500, 1, DType.UInt8), 5, (0, 20)));
        Binned("histogram.onebin", c => Histogram(X(c, 500), 1, (0, 2)));
        Binned("histogram.empty", c => Histogram(X(c, 0), 3, (0, 2)));
        double infinity = double.PositiveInfinity;
        Joint(
            "histogram2d.even",
            c => Histogram2D(X(c, (50, 11)), X(c + 1, (50, 11), 2), (7, 5), ((-5, 6), (-3, 7.5)))
        );
        Joint(
            "histogram2d.edges",
            c => Histogram2D(X(c, 550), X(c, 550, 2), [-7, -2.5, 0, 0, 4, 7.875], [-infinity, -1, 0.015625, infinity])
        );
        Joint(
            "histogram2d.onedge",
            c => Histogram2D(X(c, 300, 1, DType.Int32), X(c, 300, 2, DType.UInt8), (11, 4), ((-11, 11), (0, 20)))
        );
        Joint("histogram2d.nan", c => Histogram2D(Cut(WithNaN(300), c), X(c, 300, 2), (3, 4), ((-3, 3), (-8, 8))));
        Joint(
            "histogram2d.point",
            c => Histogram2D(X(c, 300, 1, DType.Int32), X(c, 300, 2), (3, 2), ((2, 2), (-8, 8)))
        );
        Joint(
            "histogram2d.weights",
            c => Histogram2D(X(c, 550), X(c, 550, 2), (7, 5), ((-5, 6), (-3, 7.5)), X(c + 1, 550, 3))
        );
        Joint(
            "histogram2d.density",
            c => Histogram2D(X(c, 550), X(c, 550, 2), [-7, -3, 0, 1, 6.0], [-4, 0, 0.5], density: true)
        );
        Joint("histogram2d.empty", c => Histogram2D(X(c, 0), X(c, 0), (2, 3), ((0, 1), (0, 1))));
        JointDD("histogramdd.3", c => HistogramDD(X(c, (200, 3)), [3, 2, 4], [(-5, 6), (-3, 7.5), (-8, 8)]));
        JointDD("histogramdd.1", c => HistogramDD(X(c, (200, 1)), [6], [(-5, 6)]));
        JointDD(
            "histogramdd.density",
            c =>
                HistogramDD(
                    X(c, (200, 3)),
                    [
                        [-7, 0, 1, 6.0],
                        [-4, 0, 0.5],
                        [-8, 8],
                    ],
                    density: true
                )
        );
        JointDD(
            "histogramdd.weights",
            c => HistogramDD(X(c, (200, 2), 1, DType.Float32), [3, 2], [(-5, 6), (-3, 7.5)], X(c + 1, 200, 3))
        );
        One("bincount", c => Bincount(X(c, 500, 1, DType.UInt8)));
        One("bincount.length", c => Bincount(X(c, 500, 1, DType.UInt8), 30));
        One("bincount.weights", c => Bincount(X(c, 500, 1, DType.UInt8), weights: X(c, 500, 2)));
    }

    private static void Decompositions()
    {
        Several("qr.tall", c => Pair(Qr(X(c, (97, 5)))));
        Several("qr.square", c => Pair(Qr(Square(c, 7))));
        Several("qr.wide", c => Pair(Qr(X(c, (4, 9)))));
        Several("qr.float32", c => Pair(Qr(X(c, (40, 3), 1, DType.Float32))));
        Several("svd.tall", c => Triple(Svd(X(c, (97, 5)))));
        Several("svd.wide", c => Triple(Svd(X(c, (4, 60)))));
        Several("svd.ints", c => Triple(Svd(X(c, (31, 4), 1, DType.Int32))));
        One("svd.values", c => X(c, (12, 12)).Svd().S);
        One("solve.vector", c => Solve(Square(c, 9), X(c, 9, 2)));
        One("solve.matrix", c => Square(c, 9).Solve(X(c, (9, 4), 2)));
        One("inv", c => Inv(Square(c, 8)));
        One("det", c => Det(Square(c, 6)));
        One("det.singular", c => X(c, (6, 2)).MatMul(Cut(NDArray.Zeros((2, 6), DType.Float64), c)).Det());
    }

    private static void Norms()
    {
        foreach (
            (string name, double? ord) in new (string, double?)[]
            {
                ("None", null),
                ("1", 1),
                ("2", 2),
                ("3", 3),
                ("0", 0),
                ("inf", double.PositiveInfinity),
                ("-inf", double.NegativeInfinity),
            }
        )
        {
            One($"norm.vector.{name}", c => Norm(X(c, 37), ord));
            One($"norm.axis.{name}", c => X(c, (9, 8), 1, DType.Int32).Norm(ord, axis: 0));
        }
        foreach (
            (string name, double? ord) in new (string, double?)[]
            {
                ("None", null),
                ("1", 1),
                ("-1", -1),
                ("2", 2),
                ("-2", -2),
                ("inf", double.PositiveInfinity),
                ("-inf", double.NegativeInfinity),
            }
        )
        {
            One($"norm.matrix.{name}", c => X(c, (19, 8)).Norm(ord));
        }

        foreach (string name in new[] { "fro", "nuc" })
            One($"norm.matrix.{name}", c => X(c, (19, 8)).Norm(name));
        One("norm.nuc.wide", c => Norm(X(c, (4, 9), 1, DType.Int32), "nuc"));
        One("norm.nuc.keepdims", c => X(c, (9, 4)).Norm("nuc", keepDims: true));
        One("norm.keepdims", c => X(c, (9, 8)).Norm(1, axis: 1, keepDims: true));
        One("norm.nan", c => Cut(WithNaN((9, 8)), c).Norm(axis: 1));
        One("cov", c => Cov(X(c, (5, 40))));
        One("cov.columns", c => X(c, (40, 5)).Cov(rowVar: false, ddof: 0));
        One("cov.vector", c => X(c, 40).Cov());
        One("corr", c => Corr(X(c, (5, 40))));
    }

    private static void Diagonals()
    {
        One("eye", c => Eye(7, 9, -2, c == 0 ? null : (c, c)));
        One("eye.ints", c => Eye(6, chunks: c == 0 ? null : (c, c), dtype: DType.Int32));
        One("tri", c => Tri(7, 9, 1, c == 0 ? null : (c, c)));
        One("tril", c => Tril(X(c, (2, 7, 9)), -1));
        One("triu", c => Triu(X(c, (9, 7), 1, DType.Int16), 2));
        One("diag.matrix", c => Diag(X(c, 7), 2));
        One("diag.matrix.below", c => Diag(X(c, 7, 1, DType.Int32), -1));
        One("diag.of", c => Diag(X(c, (17, 11)), -3));
        One("diag.of.above", c => Diag(X(c, (5, 11), 1, DType.UInt8), 2));
        One("diag.of.beyond", c => Diag(X(c, (5, 11)), 12));
    }

    private static void Series()
    {
        double[] places = [0, 1, 1.5, 3, 4, 7, 7.25, 8, 10];
        One("diff", c => Diff(X(c, (5, 31))));
        One("diff.twice", c => X(c, (31, 5), 1, DType.Int32).Diff(2, axis: 0));
        One("diff.bool", c => X(c, 31, 1, DType.Bool).Diff());
        One("diff.all", c => X(c, 3).Diff(5));
        One("gradient", c => Gradient(X(c, (5, 31)), 0.25, axis: 1));
        One("gradient.order2", c => X(c, (31, 5), 1, DType.Int32).Gradient(2.0, 0, edgeOrder: 2));
        One("gradient.float32", c => X(c, 31, 1, DType.Float32).Gradient());
        One("gradient.coordinates", c => X(c, (4, 9)).Gradient(places));
        One("gradient.coordinates2", c => Gradient(X(c, (9, 4)), places, 0, 2));
        One("gradient.nan", c => Cut(WithNaN(31), c).Gradient());
        One("trapezoid", c => Trapezoid(X(c, (5, 31)), 0.5));
        One("trapezoid.coordinates", c => X(c, (9, 4)).Trapezoid(places, 0));
        foreach (string mode in new[] { "full", "same", "valid" })
        {
            One($"convolve.{mode}", c => Convolve(X(c, 53), X(c, 6, 2), mode));
            One($"convolve.long.{mode}", c => X(c, 5, 1, DType.Int32).Convolve(X(c, 53, 2, DType.Int64), mode));
        }
        One("convolve.uint8", c => X(c, 53, 1, DType.UInt8).Convolve(X(c, 5, 2, DType.UInt8)));
        One("convolve.nan", c => Cut(WithNaN(53), c).Convolve(X(c, 3, 2), "same"));
        One("digitize", c => Digitize(X(c, (9, 31)), [-5, -1, -1, 0, 2.5]));
        One("digitize.right", c => Digitize(X(c, 90, 1, DType.Int32), [-5, -1, 0, 2.0], right: true));
        One("digitize.descending", c => Digitize(X(c, 90, 1, DType.Int32), [5, 1, 0, -2.0]));
        One("digitize.descending.right", c => Digitize(X(c, 90, 1, DType.Int32), [5, 1, 0, -2.0], right: true));
        One("digitize.nan", c => Digitize(Cut(WithNaN(30), c), [-5, 0, 2.5]));
        foreach (DType dtype in new[] { DType.Float64, DType.Float32, DType.Int32, DType.UInt64, DType.Bool })
            Several($"unique.{dtype.Name}", c => Counted(Unique(X(c, (9, 31), 1, dtype))));
        Several("unique.nan", c => Counted(Unique(Cut(WithNaN(60), c))));
    }

    private static void Fourier()
    {
        foreach (int n in new[] { 1, 2, 8, 12, 30, 77, 17, 64, 101 })
            Complex($"fft.{n}", c => Fft(X(c, n)));
        Complex("fft.axis", c => Fft(X(c, (6, 5, 4)), axis: 1));
        Complex("fft.cut", c => Fft(X(c, (5, 9)), 6));
        Complex("fft.padded", c => Fft(X(c, (5, 9), 1, DType.Int32), 16, 0));
        Complex("fft.complex", c => Fft(Both(c, (5, 9))));
        Complex("ifft", c => Ifft(Both(c, (5, 9)), axis: 0));
        Complex("rfft", c => Rfft(X(c, (3, 10))));
        Complex("rfft.odd", c => Rfft(X(c, (3, 11))));
        One("irfft", c => Irfft(Both(c, (3, 6))));
        One("irfft.odd", c => Irfft(Both(c, (3, 6)), 11));
        One("irfft.padded", c => Irfft(Both(c, (3, 6)), 16));
        foreach (string norm in new[] { "backward", "ortho", "forward" })
        {
            Complex($"fft.{norm}", c => Fft(X(c, (5, 9)), norm: norm));
            Complex($"ifft.{norm}", c => Ifft(Both(c, (5, 9)), norm: norm));
            One($"hfft.{norm}", c => Hfft(Both(c, (3, 6)), norm: norm));
            Complex($"ihfft.{norm}", c => Ihfft(X(c, (3, 10)), norm: norm));
            Complex($"fft2.{norm}", c => Fft2(X(c, (2, 5, 6)), norm: norm));
            One($"irfft2.{norm}", c => Irfft2(Both(c, (5, 6)), norm: norm));
        }
        Complex("fft2.sizes", c => Fft2(X(c, (5, 9)), [4, 12]));
        Complex("ifft2", c => Ifft2(Both(c, (5, 9)), axes: [1, 0]));
        Complex("fftn", c => FftN(Both(c, (3, 4, 5))));
        Complex("fftn.sizes", c => FftN(X(c, (3, 4, 5)), [6, 3]));
        Complex("ifftn", c => IfftN(Both(c, (3, 4, 5)), axes: [0, 2]));
        Complex("rfft2", c => Rfft2(X(c, (5, 9))));
        Complex("rfftn", c => RfftN(X(c, (3, 4, 5)), [4, 4, 6]));
        One("irfftn", c => IrfftN(Both(c, (3, 4, 5))));
        One("fftshift", c => FftShift(X(c, (5, 6))));
        One("fftshift.axis", c => FftShift(X(c, (5, 6)), 1));
        One("ifftshift", c => IfftShift(X(c, (5, 6))));
        Several(
            "fftfreq",
            _ =>
                [
                    NDArray.From(FftFreq(8, 0.5)),
                    NDArray.From(FftFreq(9, 0.5)),
                    NDArray.From(RfftFreq(8, 0.5)),
                    NDArray.From(RfftFreq(9, 0.5)),
                ]
        );
    }

    private static ChunkedArray Both(int longest, Shape shape) =>
        X(longest, shape) + X(longest, shape, 2) * System.Numerics.Complex.ImaginaryOne;

    private static void Complex(string name, Func<int, ChunkedArray> make) =>
        Cases[name] = longest =>
        {
            ChunkedArray made = make(longest);
            return [made.Real(), made.Imag()];
        };

    private static ChunkedArray Square(int longest, int n) => X(longest, (n, n)) + Eye(n) * 12;

    private static ChunkedArray[] Pair((ChunkedArray, ChunkedArray) results) => [results.Item1, results.Item2];

    private static ChunkedArray[] Triple((ChunkedArray, ChunkedArray, ChunkedArray) results) =>
        [results.Item1, results.Item2, results.Item3];

    private static ChunkedArray[] Counted((NDArray Values, NDArray Counts) results) => [results.Values, results.Counts];

    private static void Several(string name, Func<int, ChunkedArray[]> make) => Cases[name] = make;

    private static ChunkedArray X(int longest, Shape shape, int seed = 1, DType dtype = DType.Float64) =>
        Cut(Data(shape, seed, dtype), longest);

    private static void One(string name, Func<int, ChunkedArray> make) => Cases[name] = longest => [make(longest)];

    private static void Joint(string name, Func<int, (ChunkedArray Hist, double[] XEdges, double[] YEdges)> make) =>
        Cases[name] = longest =>
        {
            (ChunkedArray hist, double[] x, double[] y) = make(longest);
            return [hist, NDArray.From(x), NDArray.From(y)];
        };

    private static void JointDD(string name, Func<int, (ChunkedArray Hist, double[][] Edges)> make) =>
        Cases[name] = longest =>
        {
            (ChunkedArray hist, double[][] edges) = make(longest);
            return [hist, .. edges.Select(e => (ChunkedArray)NDArray.From(e))];
        };

    private static void Binned(string name, Func<int, (ChunkedArray Hist, NDArray Edges)> make) =>
        Cases[name] = longest =>
        {
            (ChunkedArray hist, NDArray edges) = make(longest);
            return [hist, edges];
        };
}
