using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// The statistics of <c>scipy.stats</c> that Dask has, lazy: along an axis, by default the first; null for all elements
/// together. NaN propagates.
/// </summary>
public static partial class Stats
{
    /// <summary>Computes a central moment: the mean of the differences from the mean, raised to a power.</summary>
    /// <param name="x">The samples.</param>
    /// <param name="moment">The power, 0 or more.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <exception cref="GchunkException">The power is negative, or the axis is out of range.</exception>
    public static ChunkedArray Moment(ChunkedArray x, int moment = 1, int? axis = 0)
    {
        if (moment == 1)
            return Number(x).Mean(All(axis)) * 0.0;
        return x.Moment(moment, All(axis));
    }

    /// <summary>
    /// Computes the skewness: the third central moment over the 1.5th power of the second; NaN for equal samples.
    /// </summary>
    /// <param name="x">The samples.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="bias">False to correct for the statistical bias of few samples.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    /// <example><code>
    /// var x = Rand.Exponential(10_000, seed: 1);
    /// Print(Stats.Skew(x).Compute());      // about 2
    /// </code></example>
    public static ChunkedArray Skew(ChunkedArray x, int? axis = 0, bool bias = true)
    {
        (ChunkedArray second, ChunkedArray third) = (Central(x, 2, axis), x.Moment(3, All(axis)));
        ChunkedArray skew = third / Prelude.Pow(second, 1.5);
        double n = Length(x, axis);
        return bias || n <= 2 ? skew : skew * (Math.Sqrt((n - 1) * n) / (n - 2));
    }

    /// <summary>
    /// Computes the kurtosis: the fourth central moment over the square of the second; NaN for equal samples.
    /// </summary>
    /// <param name="x">The samples.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="fisher">True to subtract 3, so that a normal distribution has 0.</param>
    /// <param name="bias">False to correct for the statistical bias of few samples.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public static ChunkedArray Kurtosis(ChunkedArray x, int? axis = 0, bool fisher = true, bool bias = true)
    {
        ChunkedArray second = Central(x, 2, axis),
            ratio = x.Moment(4, All(axis)) / (second * second);
        double n = Length(x, axis);
        if (!bias && n > 3)
            ratio = ((n * n - 1) * ratio - 3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3)) + 3.0;
        return fisher ? ratio - 3.0 : ratio;
    }

    /// <summary>Tests if the skewness is that of a normal distribution (D'Agostino, Biometrika 57, 1970).</summary>
    /// <param name="x">The samples, 8 or more along the axis.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <exception cref="GchunkException">There are fewer than 8 samples.</exception>
    public static TestResult SkewTest(ChunkedArray x, int? axis = 0)
    {
        double n = Enough(x, axis, 8, "SkewTest"),
            beta = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9)),
            w = -1 + Math.Sqrt(2 * (beta - 1)),
            delta = 1 / Math.Sqrt(0.5 * Math.Log(w)),
            alpha = Math.Sqrt(2 / (w - 1));
        ChunkedArray y = Skew(x, axis) * Math.Sqrt((n + 1) * (n + 3) / (6 * (n - 2)));
        y = Prelude.Where(Prelude.Equal(y, 0.0), 1.0, y) / alpha;
        return Normal(delta * (y + (y * y + 1.0).Sqrt()).Log());
    }

    /// <summary>
    /// Tests if the kurtosis is that of a normal distribution (Anscombe and Glynn, Biometrika 70, 1983).
    /// </summary>
    /// <param name="x">The samples, 5 or more along the axis; the test is good from 20.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <exception cref="GchunkException">There are fewer than 5 samples.</exception>
    public static TestResult KurtosisTest(ChunkedArray x, int? axis = 0)
    {
        double n = Enough(x, axis, 5, "KurtosisTest"),
            mean = 3 * (n - 1) / (n + 1),
            variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5)),
            root =
                6
                * (n * n - 5 * n + 2)
                / ((n + 7) * (n + 9))
                * Math.Sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3))),
            a = 6 + 8 / root * (2 / root + Math.Sqrt(1 + 4 / (root * root)));
        ChunkedArray z = (Kurtosis(x, axis, fisher: false) - mean) / Math.Sqrt(variance),
            below = 1.0 + z * Math.Sqrt(2 / (a - 4)),
            part = Prelude.Sign(below) * Prelude.Cbrt((1 - 2 / a) / below.Abs());
        part = Prelude.Where(Prelude.Equal(below, 0.0), double.NaN, part);
        return Normal((1 - 2 / (9 * a) - part) / Math.Sqrt(2 / (9 * a)));
    }

    /// <summary>
    /// Tests if samples come from a normal distribution, by skewness and kurtosis (D'Agostino and Pearson, Biometrika
    /// 60, 1973).
    /// </summary>
    /// <param name="x">The samples, 8 or more along the axis; the test is good from 20.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <exception cref="GchunkException">There are fewer than 8 samples.</exception>
    public static TestResult NormalTest(ChunkedArray x, int? axis = 0)
    {
        ChunkedArray skew = SkewTest(x, axis).Statistic,
            kurtosis = KurtosisTest(x, axis).Statistic,
            statistic = skew * skew + kurtosis * kurtosis;
        return new TestResult(statistic, Tail(TestLaw.ChiSquare, statistic, 2));
    }

    private static TestResult Normal(ChunkedArray z) => new(z, Tail(TestLaw.Normal, z));

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

    // A moment that is 0 to within rounding is that of equal samples, whose quotients are not defined.
    private static ChunkedArray Central(ChunkedArray x, int order, int? axis)
    {
        ChunkedArray moment = x.Moment(order, All(axis)),
            mean = Number(x).Mean(All(axis));
        double resolution = moment.DType == DType.Float32 ? 1e-6 : 1e-15;
        return Prelude.Where(moment <= Prelude.Square(mean * resolution), double.NaN, moment);
    }

    private static long Length(ChunkedArray x, int? axis) =>
        axis is { } one ? x.Shape[x.Shape.NormalizeAxis(one)] : x.Size;

    private static long Enough(ChunkedArray x, int? axis, long least, string function)
    {
        long n = Length(x, axis);
        return n >= least
            ? n
            : throw new GchunkException(
                $"{function} needs {least} samples or more along the axis; got {n} of shape {x.Shape}"
            );
    }
}
