using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Ml.Preprocessing;

/// <summary>
/// Sums along dimensions in whole numbers, at the scale that <see cref="FixedScale"/> gives: the order of additions, and
/// so the chunks, do not change a bit of them.
/// </summary>
/// <remarks>Each pass is computed at once, so that no pass waits with its blocks for another.</remarks>
internal static class ExactSums
{
    /// <summary>Checks extremes or means of values, which are infinite where a value is.</summary>
    /// <exception cref="GchunkException">One is infinite.</exception>
    public static void RefuseInfinite(params DataArray[] found)
    {
        foreach (DataArray one in found)
        {
            using NDArray values = one.AsType(DType.Float64).Compute();
            if (values.Span<double>().ContainsAny(double.PositiveInfinity, double.NegativeInfinity))
                throw new GchunkException($"some values are infinite{Fitting.HowToLimit("leave them out")}");
        }
    }

    /// <summary>Makes the sum of values; missing values are ignored.</summary>
    /// <param name="terms">The values, float64.</param>
    /// <param name="bound">The largest magnitude of a value, for each sum, in memory.</param>
    /// <param name="over">The dimensions of the sum.</param>
    /// <param name="divisor">What each sum is divided by, which may be a float64 where the sum is none.</param>
    public static DataArray Sum(DataArray terms, DataArray bound, string[] over, DataArray? divisor = null)
    {
        long count = 1;
        foreach (string dim in over)
            count *= terms.Sizes[dim];
        int bits = FixedScale.For([1], count).Exponents[0];
        using NDArray bounds = bound.Compute();
        // In two factors: of the least values, the scale itself is no float64. Values that are not finite have a scale
        // of 0, and their sum is none.
        DataArray first = Factor(b => (bits - Math.ILogB(b)) / 2),
            second = Factor(b => bits - Math.ILogB(b) - (bits - Math.ILogB(b)) / 2);
        DataArray sum = Rint(terms * first * second).FillNa(0).AsType(DType.Int64).Sum(over).AsType(DType.Float64);
        return (divisor is null ? sum : sum / divisor) / first / second;

        DataArray Factor(Func<double, int> exponent) =>
            new(
                bounds.Map(b =>
                    !(b > 0) ? 1
                    : double.IsInfinity(b) ? 0
                    : Math.ScaleB(1, exponent(b))
                ),
                [.. bound.Dims]
            );
    }

    /// <summary>Makes the sum of values that are all at most one bound.</summary>
    public static DataArray Sum(DataArray terms, double bound, string[] over) =>
        Sum(terms, new DataArray(NDArray.From([bound]).Reshape(Shape.Scalar), []), over);

    /// <summary>Computes the mean of the values that are there, and by how much one differs from it at most.</summary>
    /// <param name="x">Float64.</param>
    /// <param name="over">The dimensions of the mean.</param>
    public static (DataArray Mean, DataArray Deviation) Mean(DataArray x, string[] over)
    {
        Dataset ends = new Dataset([
            x.Min(over).Rename("low"),
            x.Max(over).Rename("high"),
            x.NotNull().AsType(DType.Float64).Sum(over).Rename("count"),
        ]).Load();
        DataArray low = ends["low"],
            high = ends["high"];
        RefuseInfinite(low, high);
        DataArray middle = (low / 2 + high / 2).Load(),
            mean = (middle + Sum(x - middle, (high / 2 - low / 2).Load(), over, ends["count"])).Load();
        return (mean, Maximum(high - mean, mean - low).Load());
    }

    /// <summary>Computes the standard deviation of the values that are there, about their mean.</summary>
    /// <param name="x">Float64.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="deviation">By how much one differs from it at most.</param>
    /// <param name="over">The dimensions of the mean.</param>
    public static DataArray Deviation(DataArray x, DataArray mean, DataArray deviation, string[] over)
    {
        // In units near the largest deviation, squares neither overflow nor vanish.
        using NDArray most = deviation.Compute();
        var unit = new DataArray(
            most.Map(d => d > 0 && double.IsFinite(d) ? Math.ScaleB(1, Math.ILogB(d)) : 1),
            [.. deviation.Dims]
        );
        DataArray away = (x - mean) / unit,
            count = x.NotNull().AsType(DType.Float64).Sum(over);
        return Sqrt(Sum(away * away, 4, over) / count) * unit;
    }
}
