using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// The statistics of <c>scipy.stats</c> that Dask has, lazy: along an axis, by default the first; null for all elements
/// together.
/// </summary>
/// <remarks>
/// The parameter nanPolicy is SciPy's <c>nan_policy</c>: by default, <c>propagate</c>, the result is NaN where a sample is;
/// <c>omit</c> leaves these samples out; <c>raise</c> is an error when it is computed. Where omitting leaves too few
/// samples for a test, the result is NaN.
/// </remarks>
public static partial class Stats
{
    /// <summary>Computes a central moment: the mean of the differences from the mean, raised to a power.</summary>
    /// <param name="x">The samples.</param>
    /// <param name="moment">The power, 0 or more.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <exception cref="GchunkException">The power is negative, or the axis is out of range.</exception>
    public static ChunkedArray Moment(ChunkedArray x, int moment = 1, int? axis = 0, string nanPolicy = "propagate")
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy);
        return moment == 1 ? s.Mean() * 0.0 : s.Moment(moment);
    }

    /// <summary>
    /// Computes the skewness: the third central moment over the 1.5th power of the second; NaN for equal samples.
    /// </summary>
    /// <param name="x">The samples.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="bias">False to correct for the statistical bias of few samples.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    /// <example><code>
    /// var x = Rand.Exponential(10_000, seed: 1);
    /// Print(Stats.Skew(x).Compute());      // about 2
    /// </code></example>
    public static ChunkedArray Skew(ChunkedArray x, int? axis = 0, bool bias = true, string nanPolicy = "propagate")
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy);
        return SkewOf(s, bias).AsType(s.DType);
    }

    private static ChunkedArray SkewOf(in AxisSamples s, bool bias)
    {
        ChunkedArray skew = s.Moment(3) / Prelude.Pow(s.Spread(), 1.5);
        if (bias)
            return skew;
        ChunkedArray n = s.Count;
        return Prelude.Where(n <= 2.0, skew, skew * (((n - 1.0) * n).Sqrt() / (n - 2.0)));
    }

    /// <summary>
    /// Computes the kurtosis: the fourth central moment over the square of the second; NaN for equal samples.
    /// </summary>
    /// <param name="x">The samples.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="fisher">True to subtract 3, so that a normal distribution has 0.</param>
    /// <param name="bias">False to correct for the statistical bias of few samples.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public static ChunkedArray Kurtosis(
        ChunkedArray x,
        int? axis = 0,
        bool fisher = true,
        bool bias = true,
        string nanPolicy = "propagate"
    )
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy);
        return KurtosisOf(s, fisher, bias).AsType(s.DType);
    }

    private static ChunkedArray KurtosisOf(in AxisSamples s, bool fisher, bool bias)
    {
        ChunkedArray second = s.Spread(),
            ratio = s.Moment(4) / (second * second);
        if (!bias)
        {
            ChunkedArray n = s.Count,
                less = n - 1.0;
            ratio = Prelude.Where(
                n <= 3.0,
                ratio,
                ((n * n - 1.0) * ratio - 3.0 * less * less) / ((n - 2.0) * (n - 3.0)) + 3.0
            );
        }

        return fisher ? ratio - 3.0 : ratio;
    }

    /// <summary>Tests if the skewness is that of a normal distribution (D'Agostino, Biometrika 57, 1970).</summary>
    /// <param name="x">The samples, 8 or more along the axis.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <exception cref="GchunkException">There are fewer than 8 samples.</exception>
    public static TestResult SkewTest(ChunkedArray x, int? axis = 0, string nanPolicy = "propagate")
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy, 8, "SkewTest");
        return Normal(SkewStatistic(s), s);
    }

    private static ChunkedArray SkewStatistic(in AxisSamples s)
    {
        ChunkedArray n = s.Count,
            beta =
                3.0
                * (n * n + 27.0 * n - 70.0)
                * (n + 1.0)
                * (n + 3.0)
                / ((n - 2.0) * (n + 5.0) * (n + 7.0) * (n + 9.0)),
            w = (2.0 * (beta - 1.0)).Sqrt() - 1.0,
            delta = 1.0 / (0.5 * w.Log()).Sqrt(),
            alpha = (2.0 / (w - 1.0)).Sqrt(),
            y = SkewOf(s, true) * ((n + 1.0) * (n + 3.0) / (6.0 * (n - 2.0))).Sqrt();
        y = Prelude.Where(Prelude.Equal(y, 0.0), 1.0, y) / alpha;
        return delta * (y + (y * y + 1.0).Sqrt()).Log();
    }

    /// <summary>
    /// Tests if the kurtosis is that of a normal distribution (Anscombe and Glynn, Biometrika 70, 1983).
    /// </summary>
    /// <param name="x">The samples, 5 or more along the axis; the test is good from 20.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <exception cref="GchunkException">There are fewer than 5 samples.</exception>
    public static TestResult KurtosisTest(ChunkedArray x, int? axis = 0, string nanPolicy = "propagate")
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy, 5, "KurtosisTest");
        return Normal(KurtosisStatistic(s), s);
    }

    private static ChunkedArray KurtosisStatistic(in AxisSamples s)
    {
        ChunkedArray n = s.Count,
            mean = 3.0 * (n - 1.0) / (n + 1.0),
            variance = 24.0 * n * (n - 2.0) * (n - 3.0) / ((n + 1.0) * (n + 1.0) * (n + 3.0) * (n + 5.0)),
            root =
                6.0
                * (n * n - 5.0 * n + 2.0)
                / ((n + 7.0) * (n + 9.0))
                * (6.0 * (n + 3.0) * (n + 5.0) / (n * (n - 2.0) * (n - 3.0))).Sqrt(),
            a = 6.0 + 8.0 / root * (2.0 / root + (1.0 + 4.0 / (root * root)).Sqrt()),
            z = (KurtosisOf(s, false, true) - mean) / variance.Sqrt(),
            below = 1.0 + z * (2.0 / (a - 4.0)).Sqrt(),
            part = Prelude.Sign(below) * Prelude.Cbrt((1.0 - 2.0 / a) / below.Abs());
        part = Prelude.Where(Prelude.Equal(below, 0.0), double.NaN, part);
        return (1.0 - 2.0 / (9.0 * a) - part) / (2.0 / (9.0 * a)).Sqrt();
    }

    /// <summary>
    /// Tests if samples come from a normal distribution, by skewness and kurtosis (D'Agostino and Pearson, Biometrika
    /// 60, 1973).
    /// </summary>
    /// <param name="x">The samples, 8 or more along the axis; the test is good from 20.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: see <see cref="Stats"/>.</param>
    /// <exception cref="GchunkException">There are fewer than 8 samples.</exception>
    public static TestResult NormalTest(ChunkedArray x, int? axis = 0, string nanPolicy = "propagate")
    {
        AxisSamples s = AxisSamples.Of(x, axis, nanPolicy, 8, "NormalTest");
        ChunkedArray skew = SkewStatistic(s),
            kurtosis = KurtosisStatistic(s),
            statistic = s.Enough(skew * skew + kurtosis * kurtosis);
        return new TestResult(statistic, Tail(TestLaw.ChiSquare, statistic, 2));
    }

    private static TestResult Normal(ChunkedArray statistic, in AxisSamples s)
    {
        ChunkedArray z = s.Enough(statistic);
        return new TestResult(z, Tail(TestLaw.Normal, z));
    }

    // The probability beyond the statistic, of its dtype.
    private static ChunkedArray Tail(
        TestLaw law,
        ChunkedArray statistic,
        double first = 0,
        double second = 0,
        ChunkedArray? varying = null
    )
    {
        var inputs = new List<ArrayExpr> { statistic.AsType(DType.Float64).Expression };
        if (varying is not null)
            inputs.Add(ElementwiseExpr.Fit(varying.AsType(DType.Float64).Expression, statistic.Chunks));
        int[] axes = [.. Enumerable.Range(0, statistic.Rank)];
        return new ChunkedArray(
            new BlockOpExpr(
                new TailOp(law, first, second),
                [.. inputs],
                [.. inputs.Select(_ => axes)],
                DType.Float64,
                statistic.Chunks
            )
        ).AsType(statistic.DType);
    }

    private static Axes All(int? axis) => axis is { } one ? one : default(Axes);

    private static ChunkedArray Number(ChunkedArray x) => x.DType.IsFloat ? x : x.AsType(DType.Float64);
}
