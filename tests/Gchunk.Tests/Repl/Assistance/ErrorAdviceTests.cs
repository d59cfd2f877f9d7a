using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Repl.Assistance;

// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public class ErrorAdviceTests
{
    [Theory]
    [InlineData("Ones((2, 3)).mean()", "'ChunkedArray' has no member 'mean'; did you mean 'Mean'?")]
    [InlineData("Ones((2, 3)).arg_max()", "'ChunkedArray' has no member 'arg_max'; did you mean 'ArgMax'?")]
    [InlineData("Ones((2, 3))?.Meen()", "'ChunkedArray' has no member 'Meen'; did you mean 'Mean'?")]
    [InlineData("Math.Sqr(2)", "'Math' has no member 'Sqr'; did you mean 'Sqrt'?")]
    [InlineData(
        "OpenZarr(\"a\").tasmax",
        "'Dataset' has no member 'tasmax'; to get a variable, write OpenZarr(\"a\")[\"tasmax\"]"
    )]
    [InlineData("linspace(0, 1)", "no name 'linspace' here; did you mean 'Linspace'?")]
    [InlineData("open_dataset(\"a.nc\")", "no name 'open_dataset' here; did you mean 'OpenDataset'?")]
    [InlineData("new Kmeans(3)", "no type 'Kmeans'; did you mean 'KMeans'?")]
    [InlineData(
        "Ones((2, 3)).Mean(axs: 0)",
        "no argument 'axs'; did you mean 'axis'? (there are: axis, keepDims, skipNaN)"
    )]
    [InlineData(
        "#r \"Serilog.Core\"",
        "no assembly 'Serilog.Core'; to reference a package, write #r \"nuget: Serilog.Core\""
    )]
    [InlineData(
        "using var c = new MemoryStream();",
        "'using var' is not allowed at a script's top level; write using (var …) { … }, or var … and Dispose() at the end"
    )]
    [InlineData("xyzzyplugh", "no name 'xyzzyplugh' here")]
    [InlineData("var k = rv + 1;", "no name 'rv' here")]
    [InlineData("double rate = 2; var k = rat + 1;", "no name 'rat' here; did you mean 'rate'?")]
    [InlineData("var k = qr + 1;", "no name 'qr' here; did you mean 'Qr'?")]
    [InlineData("pr.Sum()", "no name 'pr' here")]
    [InlineData(
        "cluster.Scale(2)",
        "no name 'cluster' here: make one first: var cluster = new LocalCluster(workers: 2)"
    )]
    [InlineData("lisnpace(0, 1)", "no name 'lisnpace' here; did you mean 'Linspace'?")]
    [InlineData("2.0 ^ 3", "^ is no power; write Math.Pow(2.0, 3)")]
    [InlineData("Ones(3) ^ 2;", "^ is no power; write Pow(Ones(3), 2)")]
    [InlineData("Ones(3) ^ 2.5;", "^ is no power; write Pow(Ones(3), 2.5)")]
    [InlineData(
        "Ones(3) + 1;",
        "a value alone is no statement; without the semicolon it is shown, or keep it: var y = Ones(3) + 1;"
    )]
    [InlineData("Ones((2, 3)).values", "this looks like Python; write Ones((2, 3)).Compute()")]
    [InlineData(
        "OpenZarr(\"a\")[\"b\"][true]",
        "brackets take positions, a mask or the name of a coordinate; select by position with OpenZarr(\"a\")[\"b\"].Isel(\"dim\", index) and by label with OpenZarr(\"a\")[\"b\"].Sel(\"dim\", label)"
    )]
    [InlineData("OpenZarr(\"a\")[\"b\"].numpy()", "'DataArray' has no member 'numpy': Compute() returns the values")]
    public void An_error_of_the_compiler_says_what_may_be_meant(string code, string message) =>
        Assert.Equal(message, Error(code));

    [Theory]
    [InlineData("int x = \"a\";", "Cannot implicitly convert type 'string' to 'int'")]
    [InlineData("1 +* 2", "The * or -> operator must be applied to a pointer")]
    public void Without_advice_the_compilers_own_words_stay(string code, string message) =>
        Assert.Equal(message, Error(code));

    [Fact]
    public void The_place_stays_that_of_the_error()
    {
        var error = new ScriptHost(new ScriptGlobals([]), Path.GetTempPath())
            .Evaluate("var a = 1;\nvar b = Ones((2, 3)).mean();", "one")
            .Errors.Single();
        Assert.Equal("CS1061", error.Id);
        Assert.Equal(
            (1, 21, 25),
            (
                error.Location.GetLineSpan().StartLinePosition.Line,
                error.Location.GetLineSpan().StartLinePosition.Character,
                error.Location.GetLineSpan().EndLinePosition.Character
            )
        );
    }

    private static string Error(string code) =>
        new ScriptHost(new ScriptGlobals([]), Path.GetTempPath())
            .Evaluate(code, "one")
            .Errors[0]
            .GetMessage(System.Globalization.CultureInfo.InvariantCulture);
}
