using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;
using TestResult = Gchunk.Dsl.TestResult;

namespace Gchunk.Tests.Dsl.Computing;

/// <summary>Statistics that leave out or refuse NaN, compared with SciPy's (make_nan_policy.py).</summary>
public class NanPolicyTests
{
    private static ChunkedArray X => Samples()[..];
    private static ChunkedArray Y
    {
        get
        {
            ChunkedArray flat = Samples().Flatten(),
                i = Arange(120);
            return Where(Equal(i % 5, 0L), flat + 1.0, flat * 1.01)[..90].Reshape((30, 3));
        }
    }

    public static TheoryData<string> Names() =>
        new(File.ReadLines(Path.Combine(Folder(), "nan_policy.tsv")).Select(line => line.Split('\t')[0]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Omitting_gives_what_scipy_gives(string name)
    {
        ChunkedArray[] results = name switch
        {
            "moment" => [Stats.Moment(X, 3, nanPolicy: "omit")],
            "skew" => [Stats.Skew(X, nanPolicy: "omit")],
            "skew.unbiased" => [Stats.Skew(X, bias: false, nanPolicy: "omit")],
            "kurtosis" => [Stats.Kurtosis(X, nanPolicy: "omit")],
            "kurtosis.unbiased" => [Stats.Kurtosis(X, fisher: false, bias: false, nanPolicy: "omit")],
            "kurtosis.all" => [Stats.Kurtosis(X, null, nanPolicy: "omit")],
            "skewtest" => Both(Stats.SkewTest(X, nanPolicy: "omit")),
            "kurtosistest" => Both(Stats.KurtosisTest(X, nanPolicy: "omit")),
            "normaltest" => Both(Stats.NormalTest(X, nanPolicy: "omit")),
            "ttest_1samp" => Both(Stats.TTest1Samp(X, 20.0, nanPolicy: "omit")),
            "ttest_ind" => Both(Stats.TTestInd(X, Y, nanPolicy: "omit")),
            "ttest_ind.welch" => Both(Stats.TTestInd(X, Y, equalVar: false, nanPolicy: "omit")),
            "ttest_rel" => Both(Stats.TTestRel(X[..30], Y, nanPolicy: "omit")),
            _ => throw new ArgumentException(name, nameof(name)),
        };
        double[] expected =

            [
                .. File.ReadLines(Path.Combine(Folder(), "nan_policy.tsv"))
                    .First(line => line.StartsWith(name + "\t", StringComparison.Ordinal))
                    .Split('\t')[1]
                    .Split(' ')
                    .Select(v => double.Parse(v, CultureInfo.InvariantCulture)),
            ],
            got = [.. results.SelectMany(r => r.Compute().ToArray<double>())];
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
            Assert.Equal(expected[i], got[i], 1e-9 * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void Raising_names_the_way_out_and_passes_what_has_no_NaN()
    {
        TestResult test = Stats.NormalTest(X, nanPolicy: "raise");
        string message = Assert.Throws<GchunkException>(() => test.PValue.Compute()).Message;
        Assert.Contains("omit", message, StringComparison.Ordinal);
        ChunkedArray filled = FillNa(X, 1.0);
        Assert.Equal(
            Stats.Skew(filled).Compute().ToArray<double>(),
            Stats.Skew(filled, nanPolicy: "raise").Compute().ToArray<double>()
        );
        Assert.Contains(
            "propagate",
            Assert.Throws<GchunkException>(() => Stats.Skew(filled, nanPolicy: "skip")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_test_of_too_few_samples_is_NaN()
    {
        ChunkedArray x = Where(Arange(40).Reshape((40, 1)) < 4L, X, double.NaN);
        Assert.All(
            Stats.SkewTest(x, nanPolicy: "omit").Statistic.Compute().ToArray<double>(),
            v => Assert.True(double.IsNaN(v))
        );
        Assert.True(double.IsNaN(Stats.Skew(X).Compute().GetDouble(0)));
    }

    private static ChunkedArray[] Both(TestResult result) => [result.Statistic, result.PValue];

    private static ChunkedArray Samples()
    {
        var values = new double[120];
        for (long i = 0; i < values.Length; i++)
            values[i] = i % 7 == 3 ? double.NaN : Math.Pow((i * 7919 + 13) % 1009 / 64.0, 1.5);
        return FromArray(NDArray.From(values, (40, 3)), (9, 2));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
