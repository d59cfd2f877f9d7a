using Gchunk.Dsl;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

internal static partial class ComputeCases
{
    private static void Statistics()
    {
        foreach (int? axis in new int?[] { 0, 1, null })
        {
            Add(
                $"stats.shape.{axis?.ToString(null, null) ?? "None"}",
                c =>
                    [
                        Stats.Skew(P(c), axis),
                        Stats.Skew(P(c), axis, bias: false),
                        Stats.Kurtosis(P(c), axis),
                        Stats.Kurtosis(P(c), axis, fisher: false, bias: axis == 1),
                        Stats.Moment(P(c), 3, axis),
                        Stats.Moment(P(c), 1, axis),
                    ]
            );
        }

        Add("stats.constant", _ => [Stats.Skew(Ones((5, 2))), Stats.Kurtosis(Ones((5, 2)))]);
        Add("stats.skewtest", c => Tests(Stats.SkewTest(P(c)), Stats.SkewTest(P(c), null)));
        Add("stats.kurtosistest", c => Tests(Stats.KurtosisTest(P(c)), Stats.KurtosisTest(P(c), null)));
        Add("stats.normaltest", c => Tests(Stats.NormalTest(P(c))));
        Add("stats.ttest_1samp", c => Tests(Stats.TTest1Samp(P(c), 0.25), Stats.TTest1Samp(P(c), 30, axis: 1)));
        Add(
            "stats.ttest_ind",
            c =>
                Tests(
                    Stats.TTestInd(P(c), Q(c)),
                    Stats.TTestInd(P(c), Q(c), equalVar: false),
                    Stats.TTestInd(P(c), Q(c), null)
                )
        );
        Add("stats.ttest_rel", c => Tests(Stats.TTestRel(P(c)[..17], Q(c))));
        Add("stats.f_oneway", c => Tests(Stats.FOneWay(P(c), Q(c), Q(c)[..9] + 1)));
        Add(
            "stats.chisquare",
            c =>
            {
                ChunkedArray counts = Frequencies(c),
                    flipped = counts.Flip(1);
                return Tests(
                    Stats.ChiSquare(counts),
                    Stats.ChiSquare(counts, flipped / flipped.Sum(0) * counts.Sum(0), ddof: 1),
                    Stats.ChiSquare(counts, axis: null)
                );
            }
        );
        foreach (
            string name in new[]
            {
                "pearson",
                "log-likelihood",
                "freeman-tukey",
                "mod-log-likelihood",
                "neyman",
                "cressie-read",
            }
        )
        {
            Add($"stats.power_divergence.{name}", c => Tests(Stats.PowerDivergence(Frequencies(c), name)));
        }
    }

    private static ChunkedArray P(int c) => X(c, (21, 4), 6);

    private static ChunkedArray Q(int c) => X(c, (17, 4), 7) * 0.5 + 0.3;

    private static ChunkedArray Frequencies(int c) => X(c, (6, 3), 8).Abs() + 1;

    private static ChunkedArray[] Tests(params TestResult[] results) =>
        [.. results.SelectMany(r => new[] { r.Statistic, r.PValue })];
}
