using System.Globalization;
using Gchunk.Dsl.Showing;
using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Repl.Submissions;

/// <summary>Literals that C# does not convert, but whose meaning is plain.</summary>
// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public class LiteralMendingTests
{
    private static readonly string[] Before =
    [
        "var x = Arange(0, 24).Reshape((4, 6));",
        "var da = new DataArray(x, [\"lat\", \"lon\"]).AssignCoords(\"lat\", 10.0, 20, 30, 40);",
        "var daily = new DataArray(Arange(40), [\"time\"]).AssignCoords(\"time\", DateRange(\"2015-01-01\", periods: 40));",
    ];

    private const string AllTrue =
        "[[true, true, true, true, true, true],\n [true, true, true, true, true, true],\n [true, true, true, true, true, true],\n [true, true, true, true, true, true]]";

    // Code, and what it shows or the error it gives.
    private static readonly (string Code, string Shown)[] Cases =
    [
        ("da.Sel(\"lat\", 22.5, method: \"nearest\").Compute()[0]", "6"),
        ("da.Sel(\"lat\", 39, method: \"pad\").Compute()[0]", "12"),
        ("da.Sel(\"lat\", 39, \"back_fill\").Compute()[0]", "18"),
        ("da.Sel(\"lat\", 39, method: \"nearst\")", "no SelectMethod 'nearst'; did you mean 'Nearest'?"),
        ("da.Mean((\"lat\", \"lon\")).Scalar()", "11.5"),
        ("da.Mean(\"lat\", \"lon\").Scalar()", "11.5"),
        ("da.Mean([\"lat\", \"lon\"]).Scalar()", "11.5"),
        ("da.Stack(\"z\", (\"lat\", \"lon\")).Shape", "(24,)"),
        ("da.Median((\"lat\", \"lon\")).Scalar()", "11.5"),
        ("Zeros(2e3).Shape", "(2000,)"),
        ("Rand.Normal((1e2, 2e1)).Shape", "(100, 20)"),
        ("Arange(1e3).Size", "1000"),
        ("Ones((1e2, 1e2), chunks: 5e1).NumBlocks", "4"),
        ("x.AsType(\"float32\").DType", "Float32"),
        ("long count = 3e9; count", "3000000000"),
        ("Zeros(2.5)", "cannot convert from 'double'"),
        ("x['a'..]", "a range takes integers, and 'a' is a character; to select by labels, write Slice(\"a\", …)"),
        ("x[..'b']", "a range takes integers"),
        ("da[0, ^1].Scalar()", "5"),
        ("da[..2].Shape", "(2, 6)"),
        ("da[.., new[] { 0, 5 }].Sum().Scalar()", "92"),
        ("da[da[\"lat\"] > 20].Shape", "(2, 6)"),
        ("da[da > 3]", "x.Where(mask) keeps the shape"),
        ("da[0, 0, 0]", "got 3 positions for an array of 2 dimensions"),
        ("daily[\"2015-02\"].Shape", "(9,)"),
        ("daily[\"2015-01-03\"].Scalar()", "2"),
        ("daily[\"2015\"].Shape", "(40,)"),
        ("ZerosLike(da).Sum().Scalar()", "0"),
        ("FullLike(da, 2.0, DType.Float32).Dims", "[\"lat\", \"lon\"]"),
        ("OnesLike(da).Sel(\"lat\", 20).Sum().Scalar()", "6"),
        ("Rand.Choice(5, 300).Max().Compute() < 5", "true"),
        ("da.WithValues(new double[4, 6]).Max().Scalar()", "0"),
        ("Histogram(da, 4, (0, 24)).Hist.Compute()", "(4,) int64\n[6, 6, 6, 6]"),
        ("var (counts, bins) = Histogram(da, 4, (0, 24)); BarPlot(bins, counts).GetType().Name", "\"Figure\""),
        ("Histogram(x, 4, (0, 24)).Edges[1..] + 1", "(4,) float64\n[ 7, 13, 19, 25]"),
        ("(x * x).Compute()[0, 3]", "9"),
        ("x.Compute()[1].Mean()", "8.5"),
        // Arguments with Python's names, and dimensions by name.
        ("x.Sum(axis: 0, keepdims: true).Shape", "(1, 6)"),
        ("da.Mean(\"lat\", skipna: false).Dims", "[\"lon\"]"),
        ("da.Sel(lat: 22.5, method: \"nearest\").Compute()[0]", "6"),
        ("da.Isel(lat: 1, lon: ^1).Scalar()", "11"),
        ("da.Chunk(lat: 2).Chunks", "(2, 6)"),
        ("da.Rolling(lat: 2).Mean().Isel(lat: 1, lon: 0).Scalar()", "3"),
        ("da.Coarsen(lat: 2, lon: 3).Sum().Isel(lat: 0, lon: 0).Scalar()", "24"),
        ("da.Rename(lat: \"y\").Dims", "[\"y\", \"lon\"]"),
        ("da.AssignAttrs(units: \"mm\").Attrs[\"units\"]", "\"mm\""),
        ("da.AssignCoords(lon: Arange(6)).Sel(lon: 5).Sum().Scalar()", "56"),
        ("daily.Resample(time: \"MS\").Sum().Shape", "(2,)"),
        ("daily.Sel(time: Slice(\"2015-01-02\", \"2015-01-03\")).Sum().Scalar()", "3"),
        ("Rand.Normal(size: 3, loc: 5).Shape", "(3,)"),
        ("da.Plot(cmap: \"viridis\", vmin: 0, vmax: 30, xlabel: \"degrees\").GetType().Name", "\"Figure\""),
        ("daily.Plot(logy: true, lw: 2, c: \"red\").GetType().Name", "\"Figure\""),
        (
            "daily.Plot(cmap: \"viridis\", nonsense: 3)",
            "no argument 'cmap'; did you mean 'colors'; no argument 'nonsense'"
        ),
        ("da.PlotMap(projection: \"robinson\", nonsense: 1)", "no argument 'nonsense'"),
        (
            "new DataArray(x, \"lat\", \"lon\").AssignCoords(\"lat\", 1.0, 2, 3, 4).AssignCoords(\"lon\", Arange(6)).PlotMap(projection: \"robinson\").GetType().Name",
            "\"Figure\""
        ),
        ("Ones((10, 10), chunks: \"auto\").NumBlocks", "1"),
        ("x[.., [1, 3]].Sum().Compute()", "88"),
        ("x[[0, 2], [1, 3]].Compute()", "(2,) int64\n[ 1, 15]"),
        ("(x[0] + [1, 2, 3, 4, 5, 6]).Compute()", "(6,) int64\n[ 1,  3,  5,  7,  9, 11]"),
        ("(x[0] * new[] { 0.5, 1, 1, 1, 1, 2 }).Sum().Compute()", "20.0"),
        // Functions of NumPy with numbers, and reductions as functions.
        ("Sqrt(4)", "2.0"),
        ("Pow(2, 10)", "1024"),
        ("Exp(0.0) + 1", "2.0"),
        ("Mean(x, axis: 0).Shape", "(6,)"),
        ("Sum(da, \"lat\").Dims", "[\"lon\"]"),
        ("Std(x, ddof: 1).Compute()", "7.0710678118654755"),
        ("PolyVal([1, 2, 3], Arange(3)).Compute()", "(3,) float64\n[ 3,  6, 11]"),
        ("Piecewise(x[0], [x[0] < 2, x[0] >= 2], [-1, 1]).Compute()", "(6,) int64\n[-1, -1,  1,  1,  1,  1]"),
        ("x.Histogram(bins: [0, 12, 24]).Hist.Compute()", "(2,) int64\n[12, 12]"),
        ("Histogram(da, bins: [0, 12, 24]).Edges", "(3,) float64\n[ 0, 12, 24]"),
        ("Histogram(x, bins: Linspace(0, 24, 3)).Hist.Compute()", "(2,) int64\n[12, 12]"),
        (
            "Histogram2D(x, x, bins: 2, range: ((0, 24), (0, 24))).Hist.Compute()",
            "(2, 2) float64\n[[12,  0],\n [ 0, 12]]"
        ),
        ("Histogram2D(x, x)", "Histogram2D needs the range of its bins"),
        ("var (xs, ys) = MeshGrid(Arange(3), Arange(2), indexing: \"ij\"); xs.Shape", "(3, 2)"),
        ("var (low, high) = Compute(x.Min(), x.Max()); high - low", "23"),
        ("var (one, two) = new[] { 1, 2, 3 };", "3 values cannot be taken apart into 2 variables"),
        // Labelled data.
        ("new DataArray([1, 2, 3]).Dims", "[\"dim_0\"]"),
        ("new DataArray([1.5, 2], [\"t\"], name: \"q\").Name", "\"q\""),
        ("new DataArray(x, \"a\", \"b\").T.Dims", "[\"b\", \"a\"]"),
        ("new DataArray(x.Compute()).Dims", "[\"dim_0\", \"dim_1\"]"),
        ("new DataArray(x, \"a\")", "needs 2 dimension names; got a"),
        ("da.Rename(\"p\").ToDataset()[[\"p\"]].Names", "[\"p\"]"),
        ("da.Rename(\"p\").ToDataset()[[\"q\"]]", "no variable 'q'"),
        ("da.Rename(\"p\").ToDataset().Assign(\"twice\", d => d[\"p\"] * 2)[\"twice\"].Max().Scalar()", "46"),
        ("da.Rename(\"p\").ToDataset().Chunk(lat: 1)[\"p\"].Chunks", "(1, 6)"),
        ("da.Chunk(3).Chunks", "(3, 3)"),
        ("da.Interp(\"lat\", 25.0).Isel(\"lon\", 0).Scalar()", "9"),
        ("da.Interp(lat: 25, lon: 0, method: \"nearest\")", "'lon'"),
        ("da.Interp(\"lat\", Linspace(10, 40, 3)).Sizes[\"lat\"]", "3"),
        ("daily.Interp(\"time\", \"2015-01-01T12:00\").Scalar()", "0.5"),
        ("da.Where(da > 20, drop: true).Shape", "(1, 3)"),
        ("da.Coarsen(\"lat\", 3, boundary: \"exact\").Mean()", "lat"),
        // Arrays in memory.
        ("x.Compute() == x.Compute()", "(4, 6) bool\n" + AllTrue),
        ("(x.Compute() != 3).Sum()", "23"),
        ("x.Compute().Max() == 23", "true"),
        ("x.Compute() == null", "false"),
        ("x.Compute().T.Shape", "(6, 4)"),
        ("x.Compute().Flip()", "lazy arrays have it: x.Compute().ToLazy().Flip(…).Compute()"),
        // What would be read as something else.
        ("Rand.Normal(0, 1, 10)", "the shape comes first; write Rand.Normal(10, 0, 1)"),
        ("Rand.Normal(0.0, 1.0, 10).Shape", "(10,)"),
        ("Zeros(3, 4)", "an array of two axes is Zeros((3, 4))"),
        ("Ones(10, 5).NumBlocks", "2"),
        ("x.Sum().Compute", "'Compute' is a method; write x.Sum().Compute()"),
        ("da.Plot.Hist()", "'Plot' is a method; write da.Hist(…)"),
        ("if (x.Sum() > 3) Print(1);", "'ChunkedArray' is lazy, and no 'bool' yet; write (x.Sum() > 3).Compute()"),
        ("double total = x.Sum();", "write x.Sum().Compute()"),
        ("foreach (var row in x) Print(row);", "foreach (var v in x.Compute())"),
        ("da.Sel(\"lat\", 10..20)", "a range of labels is Slice(10, 20)"),
        ("daily.Sel(\"time\", \"2015-01\"..\"2015-02\")", "a range of labels is Slice(\"2015-01\", \"2015-02\")"),
        ("Concatenate(x, x)", "write Concatenate([x, x])"),
        ("x.ToList()", "'ChunkedArray' is no collection of .NET"),
        ("ApplyUFunc(Sqrt, da)", "'Sqrt' takes whole arrays; write Sqrt(da)"),
        ("da.Contour(levels: 10)", "levels are a list: levels: [0, 1, 2]"),
        ("array([1, 2, 3])", "arrays are made by FromArray([1, 2, 3])"),
    ];

    [Fact]
    public void Code_reads_as_a_Python_scientist_types_it()
    {
        var host = new ScriptHost(new ScriptGlobals([]), Path.GetTempPath());
        foreach (string line in Before)
            Assert.Empty(host.Evaluate(line, "before").Errors);
        var wrong = new List<string>();
        foreach (var (code, shown) in Cases)
        {
            var evaluation = host.Evaluate(code, "code");
            string found = !evaluation.Errors.IsEmpty
                ? evaluation.Errors[0].GetMessage(CultureInfo.InvariantCulture)
                : evaluation.Exception?.Message ?? ValueFormatter.Format(evaluation.Value) ?? "";
            bool isError = !evaluation.Succeeded;
            if (isError ? !found.Contains(shown, StringComparison.Ordinal) : found != shown)
                wrong.Add($"{code} → {found}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
