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
        ("Histogram(x, 4, (0, 24)).Edges[1..] + 1", "(4,) float64\n[ 7, 13, 19, 25]"),
        ("(x * x).Compute()[0, 3]", "9"),
        ("x.Compute()[1].Mean()", "8.5"),
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
