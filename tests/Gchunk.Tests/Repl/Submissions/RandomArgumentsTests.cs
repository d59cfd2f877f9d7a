using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Gchunk.Dsl;
using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Repl.Submissions;

/// <summary>
/// Numbers in NumPy's order, the parameters and then the size: they are read as meant, or are answered by a spelling
/// that is; they never make an array of another shape.
/// </summary>
// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public partial class RandomArgumentsTests
{
    // Parameters of each distribution, in NumPy's order.
    private static readonly (string Function, string[] Parameters)[] Distributions =
    [
        ("Beta", ["2, 3", "2.5, 3", "1, 1"]),
        ("Binomial", ["10, 0.5", "10, 1"]),
        ("ChiSquare", ["3", "2.5"]),
        ("Choice", ["7"]),
        ("Dirichlet", ["[1, 2]", "new[] { 1.0, 2.0 }"]),
        ("Exponential", ["2", "0.5", "1"]),
        ("F", ["3, 4", "3.5, 4"]),
        ("Gamma", ["2, 1", "2, 3", "0.5, 1"]),
        ("Geometric", ["1", "0.3"]),
        ("Gumbel", ["0, 1", "1, 2", "-1, 2", "0.5, 2"]),
        ("Hypergeometric", ["10, 5, 3"]),
        ("Integers", ["0, 8", "1, 7", "-5, 5", "2, 3", "n, 9"]),
        ("Laplace", ["0, 1", "1, 2", "-1, 2"]),
        ("LogNormal", ["0, 1", "1, 2"]),
        ("LogSeries", ["0.5"]),
        ("Logistic", ["0, 1", "5, 2"]),
        ("Multinomial", ["20, [0.5, 0.5]"]),
        ("MultivariateNormal", ["[0.0, 0], [[1.0, 0], [0, 1]]"]),
        ("NegativeBinomial", ["5, 0.3", "5, 1"]),
        ("NoncentralChiSquare", ["3, 1", "3, 2"]),
        ("NoncentralF", ["3, 4, 1", "3, 4, 2"]),
        ("Normal", ["0, 1", "5, 2", "-1, 2", "n, 2", "n, n", "0.5, 2", "1, 1"]),
        ("Pareto", ["3", "2.5"]),
        ("Poisson", ["5", "2.5", "n"]),
        ("Power", ["3", "2.5"]),
        ("Rayleigh", ["2", "1"]),
        ("StandardGamma", ["2", "2.5"]),
        ("StandardT", ["3", "2.5"]),
        ("Triangular", ["0, 1, 2", "1, 2, 3", "-1, 0, 1"]),
        ("Uniform", ["0, 1", "1, 5", "-1, 1", "0.5, 1", "n, 9"]),
        ("VonMises", ["0, 4", "1, 2"]),
        ("Wald", ["1, 2", "1, 1"]),
        ("Weibull", ["2", "1.5"]),
        ("Zipf", ["2", "2.5"]),
    ];

    private static readonly string[] WithoutParameters =
    [
        "Permutation",
        "Random",
        "Seed",
        "StandardCauchy",
        "StandardExponential",
        "StandardNormal",
    ];

    // Other calls, with the answer to each.
    private static readonly (string Code, string Answer)[] Cases =
    [
        ("Rand.Integers(0, 8, 100, seed: 1)", "the shape comes first; write Rand.Integers(100, 0, 8, seed: 1)"),
        ("Rand.Integers(0, 10)", "the shape comes first; one number is Rand.Integers(1, 0, 10)"),
        ("Rand.Integers(10, 5)", "(10,)"),
        ("Rand.Integers(100, 1, 7)", "(100,)"),
        ("Rand.Uniform(100, 10, 50)", "(100,)"),
        ("Rand.Uniform(0, 1)", "the shape comes first; one number is Rand.Uniform(1, 0, 1)"),
        ("Rand.Normal(10, 0, 1)", "(10,)"),
        ("Rand.Normal(10, 0, 5)", "(10,)"),
        ("Rand.Normal(10, 5.5)", "(10,)"),
        ("Rand.Normal(10, 5, 2.5)", "(10,)"),
        ("Rand.Normal(shape: 10, 5, 2)", "(10,)"),
        ("Rand.Normal(10, mean: 5, std: 2)", "(10,)"),
        ("Rand.Normal(5, 2, size: 10)", "(10,)"),
        ("Rand.Normal((2, 3), 5, 2)", "(2, 3)"),
        ("Rand.Normal(5, 2, (2, 3))", "(2, 3)"),
        ("Rand.Beta(2, 3)", "()"),
        ("Rand.Random(3, 4)", "an array of two axes is Rand.Random((3, 4))"),
        ("Rand.StandardNormal(4, 3)", "an array of two axes is Rand.StandardNormal((4, 3))"),
        (
            "Rand.Normal(3, 4)",
            "3 numbers are Rand.Normal(shape: 3, 4), one is Rand.Normal(shape: 1, 3, 4), and an array of two axes Rand.Normal((3, 4))"
        ),
        (
            "Rand.Integers(1, 7, 100)",
            "has two meanings; as in NumPy it is Rand.Integers(shape: 100, 1, 7), with the shape first Rand.Integers(shape: 1, 7, 100)"
        ),
    ];

    [Fact]
    public void Numbers_in_NumPys_order_are_read_as_meant_or_answered_by_what_is()
    {
        var host = Host();
        var wrong = new List<string>();
        foreach (var (function, given) in Distributions)
        {
            foreach (string parameters in given)
            {
                string code = $"Rand.{function}({parameters}, 100)",
                    answer = Answer(host, code);
                // The first spelling is NumPy's reading.
                if (Spelled().Match(answer) is { Success: true } spelling)
                    answer = Answer(host, spelling.Value);
                if (!answer.StartsWith("(100,", StringComparison.Ordinal))
                    wrong.Add($"{code}: {answer}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Other_calls_are_read_as_meant_or_say_what_to_write()
    {
        var host = Host();
        Assert.All(Cases, c => Assert.EndsWith(c.Answer, Answer(host, c.Code), StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_of_the_user_may_have_the_same_name()
    {
        var host = Host();
        host.Evaluate("static class Rand { public static int Normal(int a, int b, int c) => a + b + c; }", "mine");
        Assert.Equal(17, host.Evaluate("Rand.Normal(5, 2, 10)", "guess").Value);
    }

    [Fact]
    public void Every_function_is_in_the_table() =>
        Assert.Equal(
            typeof(Rand)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(m => m.Name)
                .Distinct()
                .Order(StringComparer.Ordinal),
            Distributions.Select(d => d.Function).Concat(WithoutParameters).Order(StringComparer.Ordinal)
        );

    private static ScriptHost Host()
    {
        var host = new ScriptHost(new ScriptGlobals([]), Path.GetTempPath());
        Assert.Empty(host.Evaluate("int n = 3;", "before").Errors);
        return host;
    }

    // The shape of the array, or the error.
    private static string Answer(ScriptHost host, string code)
    {
        var evaluation = host.Evaluate($"({code}).Shape", "guess");
        return evaluation.Errors.Length > 0 ? evaluation.Errors[0].GetMessage(CultureInfo.InvariantCulture)
            : evaluation.Exception is { } e ? e.Message
            : $"{evaluation.Value}";
    }

    [GeneratedRegex(@"Rand\.\w+\((shape: )?100, .*?\)(?=, with|$)")]
    private static partial Regex Spelled();
}
