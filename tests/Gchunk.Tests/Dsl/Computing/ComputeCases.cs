using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.Arrays.NumericsData;

namespace Gchunk.Tests.Dsl.Computing;

/// <summary>
/// The cases of make_compute_values.py by name: gchunk's results for the same inputs, in chunks of a given length.
/// </summary>
internal static partial class ComputeCases
{
    private static readonly Dictionary<string, Func<int, ChunkedArray[]>> Cases = [];
    private static readonly Dictionary<string, NDArray[]> Values = ReadFile(
        Path.Combine(Folder(), "compute_values.tsv")
    );

    static ComputeCases()
    {
        Functions();
        Choices();
        Reductions();
        Summations();
        Factors();
        Statistics();
        Masked();
    }

    public static IReadOnlyCollection<string> Names => Cases.Keys;

    public static IReadOnlyCollection<string> ExpectedNames => Values.Keys;

    public static NDArray[] Expected(string name) => Values[name];

    public static ChunkedArray[] Run(string name, int longest) => Cases[name](longest);

    private static ChunkedArray Special(int c, DType dtype = DType.Float64) =>
        Cut(
            NDArray
                .From([
                    double.NaN,
                    double.PositiveInfinity,
                    double.NegativeInfinity,
                    0.0,
                    -0.0,
                    1,
                    -1,
                    0.5,
                    -2.75,
                    1e-310,
                    3e300,
                    -7.5,
                    100.25,
                ])
                .AsType(dtype),
            c
        );

    private static void Functions()
    {
        Add("fabs", c => [FAbs(Special(c)), FAbs(X(c, 9, 1, DType.Int32))]);
        Add("fix", c => [Fix(Special(c)), Fix(X(c, 9, 1, DType.Float32))]);
        Add("spacing", c => [Spacing(Special(c)), Spacing(X(c, 9, 1, DType.Float32))]);
        Add("sinc", c => [Sinc(X(c, 40))]);
        Add("i0", c => [I0(X(c, 40))]);
        Add("logaddexp2", c => [LogAddExp2(X(c, 40), X(c, 40, 2)), LogAddExp2(Special(c), Special(c))]);
        Add("frexp", c => Two(Frexp(Special(c))));
        Add("modf", c => Two(Modf(Special(c))));
        Add(
            "ldexp",
            c =>
                [
                    Ldexp(X(c, 13, 3), X(c, 13, 1, DType.Int32)),
                    Ldexp(X(c, 5, 1, DType.Float32), NDArray.From([0, 5, -7, 300, -300])),
                ]
        );
        Add("divmod", c => Two(DivMod(X(c, 20, 1, DType.Int32), 7)));
        Add("divmod.float", c => Two(DivMod(X(c, 20), -1.25)));
        Add("around", c => [Around(X(c, 30), 1), Around(X(c, 30))]);
        Add(
            "nan_to_num",
            c => [NanToNum(Special(c)), NanToNum(Special(c, DType.Float32)), NanToNum(Special(c), 1, 2, 3)]
        );
        Add(
            "isclose",
            c =>
                [
                    IsClose(Special(c), Special(c)),
                    IsClose(Special(c), Special(c), equalNaN: true),
                    IsClose(Special(c).ExpandDims(1), Special(c)),
                    IsClose(X(c, 13, 3), X(c, 13, 3) + 1e-6, rtol: 0, atol: 1e-5),
                ]
        );
        Add("isclose.int", c => [IsClose(X(c, 20, 1, DType.UInt8), X(c, 20, 2, DType.UInt8), rtol: 0.5)]);
        Add(
            "allclose",
            c =>
                [
                    AllClose(X(c, 13, 3), X(c, 13, 3) + 1e-9),
                    AllClose(Special(c), Special(c)),
                    AllClose(Special(c), Special(c), equalNaN: true),
                ]
        );
    }

    private static void Choices()
    {
        Add(
            "select",
            c =>
            {
                (ChunkedArray a, ChunkedArray i) = (A(c), I(c));
                return [Select([a > 3, a < 0], [a, i * 2], -1), Select([i > 3, i > 0, i < -5], [i, i * i, -i])];
            }
        );
        Add("select.broadcast", c => [Select([A(c) > 3, A(c)[0] < 0], [A(c)[":, :1"], 2.5])]);
        Add(
            "piecewise",
            c =>
            {
                (ChunkedArray a, ChunkedArray i) = (A(c), I(c));
                return
                [
                    Piecewise(a, [a < 0, a > 2], v => -v, v => v * v),
                    Piecewise(i, [i > 0, i > 5], _ => 1, v => v * 3, v => v - 100),
                ];
            }
        );
        Add("choose", c => [Choose(I(c) % 3, [A(c), A(c) * 2, -A(c)])]);
        Add("choose.wrap", c => [Choose(I(c), [A(c), 5, I(c)[0]], "wrap")]);
        Add("choose.clip", c => [Choose(I(c), [I(c), I(c) + 100], "clip")]);
        Add("coarsen", c => [X(c, (6, 8)).Coarsen("mean", [(0, 2), (-1, 4)])]);
        Add("coarsen.trim", c => [X(c, (7, 11), 1, DType.Int32).Coarsen("max", [(1, 3)], trimExcess: true)]);
        Add("coarsen.function", c => [X(c, 12).Coarsen((v, axes) => v.Max(axes) - v.Min(axes), [(0, 4)])]);
    }

    private static void Reductions()
    {
        Add("inner", c => [Inner(X(c, (4, 5)), X(c, (3, 2, 5), 2))]);
        Add("inner.vectors", c => [Inner(X(c, 5, 1, DType.Int32), X(c, 5, 2, DType.Int32))]);
        Add("vdot", c => [VDot(X(c, (4, 5)), X(c, (2, 10), 2))]);
        Add("trace", c => [Trace(X(c, (5, 7))), Trace(X(c, (5, 7)), 2), Trace(X(c, (5, 7), 1, DType.Int32), -1)]);
        Add("trace.axes", c => [Trace(X(c, (3, 4, 5)), 1, 2, 0)]);
        Add("moment", c => [A(c).Moment(3), A(c).Moment(4, 0, ddof: 2), I(c).Moment(2, 1, keepDims: true)]);
        Add("average.returned", c => Two(A(c).AverageWithWeights(Arange(1.0, 7), 0)));
        Add("ediff1d", c => [EDiff1D(A(c)), EDiff1D(I(c), 99, NDArray.From([1, 2]))]);
        Add("cov.y", c => [Cov(A(c), y: X(c, (2, 7), 3))]);
        Add("cov.bias", c => [Cov(A(c), bias: true), Cov(A(c), rowVar: false, ddof: 2)]);
        Add("cov.fweights", c => [Cov(A(c), fweights: F(c))]);
        Add("cov.aweights", c => [Cov(A(c), aweights: W(c)), Cov(A(c), aweights: W(c), ddof: 0)]);
        Add("cov.weights", c => [Cov(A(c), fweights: F(c), aweights: W(c), ddof: 2)]);
        Add("corrcoef.y", c => [Corr(A(c), y: X(c, (2, 7), 3))]);
        Add("over_axes", c => [X(c, (2, 3, 4)).ApplyOverAxes((v, axis) => v.Sum(axis), 0, 2)]);
    }

    private static ChunkedArray A(int c) => X(c, (6, 7));

    private static ChunkedArray I(int c) => X(c, (6, 7), 2, DType.Int32);

    private static ChunkedArray F(int c) => X(c, 7, 4, DType.Int64).Abs();

    private static ChunkedArray W(int c) => X(c, 7, 5).Abs() + 0.5;

    private static ChunkedArray X(int longest, Shape shape, int seed = 1, DType dtype = DType.Float64) =>
        Cut(Data(shape, seed, dtype), longest);

    private static ChunkedArray[] Two((ChunkedArray, ChunkedArray) pair) => [pair.Item1, pair.Item2];

    private static void Add(string name, Func<int, ChunkedArray[]> make) => Cases[name] = make;

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
