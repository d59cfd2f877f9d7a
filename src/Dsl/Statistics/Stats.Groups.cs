using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Stats
{
    /// <summary>Tests if samples have a given mean: Student's t test of one sample.</summary>
    /// <param name="x">The samples.</param>
    /// <param name="mean">The mean of the null hypothesis.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <returns>The t statistics and the probabilities of both tails.</returns>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    /// <example><code>
    /// var x = Rand.Normal((100, 3), mean: 0.2, seed: 1);
    /// Print(Stats.TTest1Samp(x, 0).PValue.Compute());
    /// </code></example>
    public static TestResult TTest1Samp(
        ChunkedArray x,
        ChunkedArray mean,
        int? axis = 0,
        string nanPolicy = "propagate"
    )
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy);
        ChunkedArray t = ((s.Mean() - mean) / (s.Variance() / s.Count).Sqrt()).AsType(s.DType);
        return StudentT(t, s.Count - 1.0);
    }

    private static TestResult StudentT(ChunkedArray t, ChunkedArray df) =>
        new(t, Tail(TestLaw.StudentT, t, varying: df));

    /// <summary>Tests if two independent groups of samples have the same mean.</summary>
    /// <param name="a">The first group.</param>
    /// <param name="b">The second group; of the same shape but for the axis.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="equalVar">
    /// True for Student's test, which takes the variances to be equal; false for Welch's (Biometrika 34, 1947).
    /// </param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <returns>The t statistics and the probabilities of both tails.</returns>
    /// <exception cref="GchunkException">The axis is out of range, or the shapes do not fit.</exception>
    public static TestResult TTestInd(
        ChunkedArray a,
        ChunkedArray b,
        int? axis = 0,
        bool equalVar = true,
        string nanPolicy = "propagate"
    )
    {
        (AxisSamples x, AxisSamples y) = (AxisSamples.Of(a, axis, nanPolicy), AxisSamples.Of(b, axis, nanPolicy));
        DType dtype = DTypes.Promote(x.DType, y.DType);
        (ChunkedArray n, ChunkedArray m) = (x.Count, y.Count);
        ChunkedArray difference = x.Mean() - y.Mean(),
            xVar = x.Variance(),
            yVar = y.Variance();
        if (equalVar)
        {
            ChunkedArray df = n + m - 2.0,
                pooled = (xVar * ((n - 1.0) / df) + yVar * ((m - 1.0) / df)) * (1.0 / n + 1.0 / m);
            return StudentT((difference / pooled.Sqrt()).AsType(dtype), df);
        }

        ChunkedArray xPart = xVar / n,
            yPart = yVar / m,
            both = xPart + yPart,
            freedom = both * both / (xPart * xPart / (n - 1.0) + yPart * yPart / (m - 1.0));
        // Without any variance, the degrees of freedom do not matter.
        return StudentT((difference / both.Sqrt()).AsType(dtype), Prelude.FillNa(freedom, 1.0));
    }

    /// <summary>Tests if two related groups of samples, paired in order, have the same mean.</summary>
    /// <param name="a">The first group.</param>
    /// <param name="b">The second group, of the same shape.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <returns>The t statistics and the probabilities of both tails.</returns>
    /// <exception cref="GchunkException">The shapes differ, or the axis is out of range.</exception>
    public static TestResult TTestRel(ChunkedArray a, ChunkedArray b, int? axis = 0, string nanPolicy = "propagate")
    {
        if (a.Shape != b.Shape)
            throw new GchunkException($"TTestRel needs pairs of samples; got shapes {a.Shape} and {b.Shape}");
        return TTest1Samp(Number(a) - Number(b), 0.0, axis, nanPolicy);
    }

    /// <summary>Tests if groups of samples have the same mean: the analysis of variance, along the first axis.</summary>
    /// <param name="groups">Two groups or more, of the same shape except for the first axis.</param>
    /// <returns>The F statistics and the probabilities of the upper tail.</returns>
    /// <exception cref="GchunkException">There are fewer than two groups, or their shapes do not fit.</exception>
    public static TestResult FOneWay(params IReadOnlyList<ChunkedArray> groups)
    {
        if (groups.Count < 2)
            throw new GchunkException($"FOneWay compares two groups or more; got {groups.Count}");
        double count = groups.Count,
            n = groups.Sum(g => g.Shape[0]);
        ChunkedArray[] means = [.. groups.Select(g => Number(g).Mean(0))];
        ChunkedArray mean = means.Select((m, i) => m * (groups[i].Shape[0] / n)).Aggregate((a, b) => a + b);
        ChunkedArray between = means
                .Select((m, i) => Prelude.Square(m - mean) * (double)groups[i].Shape[0])
                .Aggregate((a, b) => a + b),
            within = groups.Select(g => Number(g).Var(0) * (double)g.Shape[0]).Aggregate((a, b) => a + b);
        ChunkedArray f = between / (count - 1) / (within / (n - count));
        return new TestResult(f, Tail(TestLaw.F, f, count - 1, n - count));
    }

    /// <summary>Tests if counts have given frequencies: Pearson's chi-square test.</summary>
    /// <param name="observed">The counts.</param>
    /// <param name="expected">The expected counts; by default their mean.</param>
    /// <param name="ddof">
    /// The number that is subtracted from the degrees of freedom, the number of counts minus 1.
    /// </param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <exception cref="GchunkException">The axis is out of range, or the shapes do not broadcast.</exception>
    public static TestResult ChiSquare(
        ChunkedArray observed,
        ChunkedArray? expected = null,
        double ddof = 0,
        int? axis = 0
    ) => PowerDivergence(observed, expected, ddof, axis, 1);

    /// <summary>
    /// Tests if counts have given frequencies, by a statistic of a family (Cressie and Read, Journal of the Royal
    /// Statistical Society B 46, 1984).
    /// </summary>
    /// <param name="observed">The counts.</param>
    /// <param name="expected">The expected counts; by default their mean.</param>
    /// <param name="ddof">
    /// The number that is subtracted from the degrees of freedom, the number of counts minus 1.
    /// </param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="lambda">
    /// The power of the family: 1 for Pearson's statistic, 0 for the log-likelihood ratio (G test), -1/2 for
    /// Freeman-Tukey, -1 for the modified log-likelihood ratio, -2 for Neyman, 2/3 for Cressie-Read.
    /// </param>
    /// <exception cref="GchunkException">The axis is out of range, or the shapes do not broadcast.</exception>
    public static TestResult PowerDivergence(
        ChunkedArray observed,
        ChunkedArray? expected = null,
        double ddof = 0,
        int? axis = 0,
        double lambda = 1
    )
    {
        ChunkedArray o = Number(observed),
            e = expected is null ? o.Mean(All(axis), keepDims: true) : Number(expected);
        ChunkedArray terms = lambda switch
        {
            1 => Prelude.Square(o - e) / e,
            0 => 2 * TimesLog(o, o / e),
            -1 => 2 * TimesLog(e, e / o),
            _ => o * (Prelude.Pow(o / e, lambda) - 1.0) / (0.5 * lambda * (lambda + 1)),
        };
        ChunkedArray statistic = terms.Sum(All(axis));
        return new TestResult(
            statistic,
            Tail(TestLaw.ChiSquare, statistic, terms.Size / (double)Math.Max(1, statistic.Size) - 1 - ddof)
        );
    }

    /// <summary>
    /// Tests if counts have given frequencies, by a statistic given by its name: <c>pearson</c>, <c>log-likelihood</c>,
    /// <c>freeman-tukey</c>, <c>mod-log-likelihood</c>, <c>neyman</c> or <c>cressie-read</c>.
    /// </summary>
    /// <inheritdoc cref="PowerDivergence(ChunkedArray, ChunkedArray?, double, int?, double)"/>
    public static TestResult PowerDivergence(
        ChunkedArray observed,
        string lambda,
        ChunkedArray? expected = null,
        double ddof = 0,
        int? axis = 0
    ) =>
        PowerDivergence(
            observed,
            expected,
            ddof,
            axis,
            lambda switch
            {
                "pearson" => 1,
                "log-likelihood" => 0,
                "freeman-tukey" => -0.5,
                "mod-log-likelihood" => -1,
                "neyman" => -2,
                "cressie-read" => 2.0 / 3,
                _ => throw new GchunkException(
                    Spelling.Unknown(
                        "statistic",
                        lambda,
                        ["pearson", "log-likelihood", "freeman-tukey", "mod-log-likelihood", "neyman", "cressie-read"]
                    )
                ),
            }
        );

    // x log y, and 0 where x is 0.
    private static ChunkedArray TimesLog(ChunkedArray x, ChunkedArray y) =>
        Prelude.Where(Prelude.Equal(x, 0.0), 0.0, x * y.Log());
}
