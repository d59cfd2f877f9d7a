using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

public class NumericsTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string name in NumericsData.Names)
            {
                foreach (int longest in new[] { 0, 4, 10, 1 })
                {
                    if (longest != 1 || NumericsData.Expected(name)[0].Size < 200)
                        data.Add(name, longest);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_case_of_NumPy_is_run() => Assert.Equal(NumericsData.Names.Order(), NumericsCases.Names.Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_agrees_with_NumPy_however_it_is_chunked(string name, int longest)
    {
        NDArray[] expected = NumericsData.Expected(name),
            actual = Compute(NumericsCases.Run(name, longest));
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Shape, actual[i].Shape);
            Assert.Equal(expected[i].DType, actual[i].DType);
            AssertClose(expected[i], actual[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_the_same_bits_on_any_number_of_threads(string name, int longest)
    {
        ArrayExpr[] expressions = [.. NumericsCases.Run(name, longest).Select(a => a.Expression)];
        byte[][] serial = Bytes(expressions, new SerialExecutor());
        foreach (int threads in new[] { 2, 8 })
            Assert.Equal(serial, Bytes(expressions, new ThreadsExecutor(threads)));
    }

    private static byte[][] Bytes(ArrayExpr[] expressions, IExecutor executor)
    {
        Gathered[] sinks = [.. expressions.Select(e => new Gathered(e))];
        executor.Run(Planner.Plan(ExprOptimizer.Run(expressions)), sinks, 1L << 30, default);
        return Array.ConvertAll(sinks, s => s.Bytes());
    }

    internal static void AssertClose(NDArray expected, NDArray actual)
    {
        double[] e = expected.ToArray<double>(),
            a = actual.ToArray<double>();
        double scale = e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max(),
            tolerance = expected.DType switch
            {
                DType.Float64 => 2e-13 * Math.Max(scale, 1e-3),
                DType.Float32 => 1e-6 * scale,
                _ => 0,
            };
        for (int i = 0; i < e.Length; i++)
        {
            bool same = e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance;
            Assert.True(same, $"element {i}: {a[i]:R}, NumPy {e[i]:R}");
        }
    }

    private sealed class Gathered(ArrayExpr expr) : IBlockSink
    {
        private readonly SortedDictionary<string, byte[]> blocks = [];

        public unsafe void Write(long[] origin, NDArray block)
        {
            lock (blocks)
            {
                blocks.Add(
                    string.Join(',', origin.Select(o => o.ToString("D9", null))) + block.Shape,
                    new Span<byte>(block.Pointer, (int)block.NBytes).ToArray()
                );
            }
        }

        public byte[] Bytes()
        {
            Assert.Equal(expr.NBytes, blocks.Values.Sum(b => b.Length));
            return [.. blocks.Values.SelectMany(b => b)];
        }
    }

    public static TheoryData<string, Func<object>, string[]> Mistakes =>
        new()
        {
            { "inner lengths differ", () => Ones((2, 3)).MatMul(Ones((4, 5))), ["(2, 3)", "(4, 5)", "must be equal"] },
            { "vectors differ", () => Ones(3).MatMul(Ones(4)), ["(3,)", "(4,)"] },
            { "batches differ", () => Ones((2, 3, 4)).MatMul(Ones((3, 4, 5))), ["(2,)", "(3,)"] },
            { "no axes", () => Ones(Shape.Scalar).MatMul(Ones(3)), ["()", "(3,)"] },
            { "tensordot lengths differ", () => Ones((2, 3)).TensorDot(Ones((3, 2)), 2), ["(2, 3)", "(3, 2)"] },
            { "tensordot axis out of range", () => Ones((2, 3)).TensorDot(Ones((3, 2)), [5], [0]), ["axis 5"] },
            { "no range", () => Histogram(Ones(3), 10), ["range: (0, 1)"] },
            { "no bins", () => Histogram(Ones(3), 0, (0, 1)), ["got 0"] },
            { "range descends", () => Histogram(Ones(3), 3, (1, 0)), ["(1, 0)"] },
            { "range not finite", () => Histogram(Ones(3), 3, (0, double.NaN)), ["NaN"] },
            { "edges descend", () => Histogram(Ones(3), [0, 2, 1]), ["edge 2 is 1 after 2"] },
            { "weights of another shape", () => Histogram(Ones(3), 3, (0, 1), Ones(4)), ["(3,)", "(4,)"] },
            {
                "joint histogram of other shapes",
                () => Histogram2D(Ones(3), Ones(4), (2, 2), ((0, 1), (0, 1))),
                ["Histogram2D", "(3,)", "(4,)"]
            },
            {
                "joint histogram of too many cells",
                () => HistogramDD(Ones((3, 3)), [100_000, 100_000, 100_000], [(0, 1), (0, 1), (0, 1)]),
                ["too many cells", "100000 x 100000"]
            },
            {
                "joint histogram without edges",
                () =>
                    HistogramDD(
                        Ones((3, 3)),
                        [
                            [0, 1.0],
                            [0, 1.0],
                        ]
                    ),
                ["(3, 3)", "edges for 2"]
            },
            { "cross of long vectors", () => Cross(Ones((3, 4)), Ones((3, 4))), ["3 components", "(3, 4)"] },
            { "no such named norm", () => Ones((3, 3)).Norm("nucl"), ["'nucl'", "nuc"] },
            { "named norm of a vector", () => Ones(3).Norm("nuc"), ["'nuc'", "(3,)"] },
            { "bincount of floats", () => Bincount(Ones(3)), ["float64", "Histogram"] },
            { "bincount of negative numbers", () => Bincount(Arange(-3, 3), 5).Compute(), ["3 elements are negative"] },
            { "bincount beyond its length", () => Bincount(Arange(10), 5).Compute(), ["5 elements are greater"] },
            { "qr of a vector", () => Qr(Ones(3)), ["two axes", "(3,)"] },
            { "svd of three axes", () => Svd(Ones((2, 3, 4))), ["two axes", "(2, 3, 4)"] },
            { "svd of NaN", () => (Ones((5, 2)) * double.NaN).Svd().S.Compute(), ["NaN", "FillNa"] },
            { "too many singular values", () => SvdCompressed(Ones((9, 4)), 5), ["1 to 4", "k = 5"] },
            { "inverse of no square", () => Inv(Ones((2, 3))), ["square", "(2, 3)"] },
            { "inverse of a singular matrix", () => Inv(Ones((3, 3))).Compute(), ["singular"] },
            { "right side of another length", () => Solve(Eye(3), Ones(4)), ["(3,)", "(4,)"] },
            { "too few observations", () => Cov(Ones((3, 1))), ["1 observations", "rowVar"] },
            { "no such matrix norm", () => Ones((3, 3)).Norm(3), ["Frobenius"] },
            { "too short a gradient", () => Gradient(Ones(2), edgeOrder: 2), ["3 elements", "(2,)"] },
            { "coordinates of another length", () => Gradient(Ones(4), [1.0, 2]), ["4 elements", "got 2"] },
            { "mode of convolve", () => Convolve(Ones(4), Ones(2), "sam"), ["'sam'", "same"] },
            { "convolve of nothing", () => Convolve(Ones(4), Ones(0)), ["(4,)", "(0,)"] },
            { "edges of digitize", () => Digitize(Ones(4), [1, 3, 2]), ["ascend"] },
            { "transform of nothing", () => Fft(Ones(0)), ["length of 1 or more", "(0,)"] },
            { "half a spectrum of complex numbers", () => Rfft(Ifft(Ones(4))), ["Rfft", "complex128", "Fft"] },
            { "a norm that there is not", () => Fft(Ones(4), norm: "orto"), ["norm", "'orto'", "ortho"] },
            { "lengths for other axes", () => Fft2(Ones((4, 4)), [3]), ["1 lengths", "2 axes", "(4, 4)"] },
            { "diagonal of three axes", () => Diag(Ones((2, 2, 2))), ["(2, 2, 2)"] },
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
