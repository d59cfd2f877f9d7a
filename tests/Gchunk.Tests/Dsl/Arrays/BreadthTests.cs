using System.Globalization;
using Gchunk.Dsl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// Operations on shapes and along axes, with several chunkings, compared with the results of NumPy that
/// make_breadth_values.py wrote.
/// </summary>
public class BreadthTests
{
    private static readonly Dictionary<string, Func<ArrayInputs, ChunkedArray>> Cases = new()
    {
        ["expand"] = x => x.A.ExpandDims(1),
        ["expand.end"] = x => x.A.ExpandDims(-1),
        ["newaxis"] = x => x.A[.., NewAxis, "::2"],
        ["newaxis.text"] = x => x.C["..., newaxis, 1:3"],
        ["newaxis.int"] = x => x.C["None, 1, :, None"],
        ["swap"] = x => x.C.SwapAxes(0, 2),
        ["move"] = x => x.C.MoveAxis(0, -1),
        ["move.back"] = x => x.C.MoveAxis(2, 0),
        ["ravel"] = x => x.A.Ravel(),
        ["flip"] = x => x.A.Flip(),
        ["flip.0"] = x => x.A.Flip(0),
        ["flip.1"] = x => x.A.Flip(1),
        ["roll"] = x => x.A.Roll(5),
        ["roll.0"] = x => x.A.Roll(3, 0),
        ["roll.1"] = x => x.A.Roll(-14, 1),
        ["repeat"] = x => x.A.Repeat(3),
        ["repeat.0"] = x => x.A.Repeat(2, 0),
        ["repeat.1"] = x => x.A.Repeat(3, 1),
        ["repeat.none"] = x => x.A.Repeat(0, 1),
        ["tile"] = x => x.A.Tile((2, 3)),
        ["tile.more"] = x => x.V.Tile((2, 1, 3)),
        ["tile.less"] = x => x.C.Tile(2),
        ["stack.0"] = x => Stack([x.A, x.I]),
        ["stack.1"] = x => Stack([x.A, x.A * 2], axis: 1),
        ["stack.last"] = x => Stack([x.V, x.V + 1], axis: -1),
        ["vstack"] = x => VStack([x.V, x.V]),
        ["hstack"] = x => HStack([x.A, x.A]),
        ["dstack"] = x => DStack([x.A, x.A]),
        ["squeeze"] = x => x.A[":, :1"].Squeeze(1),
        ["pad.constant"] = x => x.A.Pad(2, value: 7),
        ["pad.uneven"] = x => x.A.Pad([(1, 0), (3, 5)], "edge"),
        ["pad.reflect"] = x => x.A.Pad(3, "reflect"),
        ["pad.reflect.far"] = x => x.V[..4].Pad([(9, 11)], "reflect"),
        ["pad.symmetric"] = x => x.A.Pad([(2, 9), (4, 30)], "symmetric"),
        ["pad.wrap"] = x => x.A.Pad([(8, 16), (1, 2)], "wrap"),
        ["take.0"] = x => x.A.Take([6, 0, 3, 3, -1], 0),
        ["take.1"] = x => x.A.Take([11, 2, 2], 1),
        ["take.flat"] = x => x.A.Take([80, 3, -1]),
        ["index.rows"] = x => x.C[new long[] { 0, 0, 0, 0, 2 }, 1..3],
        ["index.mixed"] = x => x.C[1, new[] { 3, 0, 1, 1 }],
        ["mask.vector"] = x => x.V[x.V > 9],
        ["mask.whole"] = x => x.A[x.A > 0.5],
        ["mask.rows"] = x => x.A[new[] { true, false, true, true, false, false, true }],
        ["mask.columns"] = x => x.A[.., x.A[0] > 0],
        ["mask.none"] = x => x.A[x.A > 100],
        ["compress"] = x => x.A.Compress(x.A[0] > 0, 1),
        ["nonzero.0"] = x => Where(x.I > 3)[0],
        ["nonzero.1"] = x => (x.I > 3).NonZero()[1],
        ["argwhere"] = x => ArgWhere(x.C > 10),
        ["split.1"] = x => x.A.Split(3, axis: 1)[1],
        ["split.at"] = x => x.A.Split([1, 5])[1],
        ["split.end"] = x => x.A.Split([1, 5])[2],
        ["cumsum.0"] = x => x.A.CumSum(0),
        ["cumsum.1"] = x => x.A.CumSum(1),
        ["cumsum"] = x => x.A.CumSum(),
        ["cumsum.int"] = x => x.I.CumSum(0),
        ["cumsum.u8"] = x => x.U.CumSum(1),
        ["cumsum.f32"] = x => x.F.CumSum(1),
        ["cumsum.nan"] = x => x.B.CumSum(0),
        ["nancumsum"] = x => x.B.CumSum(0, skipNaN: true),
        ["cumsum.3"] = x => x.C.CumSum(1),
        ["cumsum.bool"] = x => (x.A > 0).CumSum(0),
        ["cumprod.0"] = x => (x.A / 3).CumProd(0),
        ["nancumprod"] = x => x.B.CumProd(1, skipNaN: true),
        ["cumprod.int"] = x => x.I[":, :4"].CumProd(1),
        ["median.0"] = x => x.A.Median(0),
        ["median.1"] = x => x.A.Median(1),
        ["median"] = x => x.A.Median(),
        ["median.keep"] = x => x.I.Median(1, keepDims: true),
        ["median.nan"] = x => x.B.Median(0),
        ["nanmedian"] = x => x.B.Median(0, skipNaN: true),
        ["nanmedian.all"] = x => x.B.Median(skipNaN: true),
        ["median.f32"] = x => x.F.Median(1),
        ["median.bool"] = x => (x.A > 0).Median(0),
        ["quantile"] = x => x.A.Quantile(0.3),
        ["quantile.many"] = x => x.A.Quantile([0, 0.1, 0.25, 0.5, 0.9, 1], 1),
        ["quantile.two"] = x => x.C.Quantile([0.2, 0.7], 1),
        ["nanquantile"] = x => x.B.Quantile(0.4, 1, skipNaN: true),
        ["percentile"] = x => x.A.Percentile(95, 0),
        ["quantile.int"] = x => x.I.Quantile(0.25, axis: 1),
        ["sort.0"] = x => x.A.Sort(0),
        ["sort.1"] = x => x.B.Sort(1),
        ["sort.int"] = x => x.I.Sort(),
        ["sort.3"] = x => x.C.Sort(1),
        ["sort.u8"] = x => x.U.Sort(0),
        ["sort.bool"] = x => (x.A > 0).Sort(1),
        ["argsort.0"] = x => x.C.ArgSort(0),
        ["argsort.1"] = x => x.U.ArgSort(1),
        ["argsort.nan"] = x => x.B.ArgSort(1),
        ["topk"] = x => x.A.TopK(3),
        ["topk.0"] = x => x.I.TopK(2, 0),
        ["topk.least"] = x => x.A.TopK(-4, 1),
        ["topk.nan"] = x => x.B.TopK(5, 1),
        ["topk.more"] = x => x.A.TopK(9, 0),
        ["argtopk.more"] = x => x.V.ArgTopK(-30),
        ["expand.axes"] = x => x.A.ExpandDims((0, 2)),
        ["move.axes"] = x => x.C.MoveAxis((0, 1), (-1, -2)),
        ["roll.axes"] = x => x.A.Roll((1, 2), (0, 1)),
        ["roll.twice"] = x => x.A.Roll((1, -5), (1, 1)),
        ["compress.short"] = x => x.A.Compress(FromArray(new[] { true, false, true }), 1),
        ["diagonal.back"] = x => Diagonal(Concatenate([x.C, x.C[.., ..0]], 1), -1, 2, 0),
        ["shift.left"] = x => x.I << 3,
        ["shift.right"] = x => x.I >> 1,
        ["argmax"] = x => x.A.Flip().ArgMax(),
        ["argmin"] = x => x.I.Flip(0).ArgMin(),
        ["argmax.3"] = x => (-Square(x.C - 6.5)).ArgMax(),
        ["argmax.1"] = x => x.A.ArgMax(1),
        ["argmin.nan"] = x => x.B.Flip(0).ArgMin(skipNaN: true),
        ["argmax.complex"] = x => (x.A.Flip() + x.I * new System.Numerics.Complex(0, 1)).ArgMax(),
        // Masks leave chunks without elements.
        ["cumprod.picked"] = x => x.A[x.A.Sum(1) > 5].CumProd(0),
        ["cumprod.rows"] = x => x.A[new[] { false, false, false, true, false, true, false }].CumProd(0),
        ["average.sum"] = x => x.A.AverageWithWeights(Square(x.I[.., 0]), 0).SumOfWeights,
        ["cov.f32"] = x => x.F.Cov().Round(6),
        ["ptp"] = x => x.A.Ptp(),
        ["ptp.0"] = x => x.A.Ptp(0),
        ["average"] = x => x.A.Average(x.I - x.I.Min() + 1.0),
        ["average.0"] = x => x.A.Average(Arange(1.0, 8, 1), 0),
    };

    private static readonly NumPyTable Expected = NumPyTable.Beside("breadth_values.tsv");

    public static TheoryData<string> Names => [.. Expected.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_dtype_and_shape_are_those_of_NumPy_whatever_the_chunks(string name) =>
        Expected.Check(name, Case(name));

    [Fact]
    public void Every_case_has_a_value_and_every_value_a_case() =>
        Assert.Equal(
            Expected.Names.Order(),
            Cases.Keys.Concat(Expected.Names.Where(k => k.StartsWith("method.", StringComparison.Ordinal))).Order()
        );

    private static Func<ArrayInputs, ChunkedArray> Case(string name)
    {
        if (!name.StartsWith("method.", StringComparison.Ordinal))
            return Cases[name];
        string[] parts = name.Split('.', 3);
        return x => x.A.Quantile(double.Parse(parts[2], CultureInfo.InvariantCulture), 0, method: parts[1]);
    }
}
