using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// How a quantile is chosen from sorted values: the nine methods of Hyndman and Fan (1996), and NumPy's older four.
/// </summary>
public enum QuantileMethod : byte
{
    /// <summary>Interpolates between neighbours of n - 1 intervals (method 7).</summary>
    Linear,

    /// <summary>The lower of the neighbours.</summary>
    Lower,

    /// <summary>The higher of the neighbours.</summary>
    Higher,

    /// <summary>The midpoint of the neighbours.</summary>
    Midpoint,

    /// <summary>The nearer neighbour; of two equally near, the one with the even index.</summary>
    Nearest,

    /// <summary>The inverse of the empirical distribution (method 1).</summary>
    InvertedCdf,

    /// <summary>As method 1, with the mean at steps (method 2).</summary>
    AveragedInvertedCdf,

    /// <summary>The nearest observation; of two equally near, the one with the even rank (method 3).</summary>
    ClosestObservation,

    /// <summary>Interpolates between steps of the empirical distribution (method 4).</summary>
    InterpolatedInvertedCdf,

    /// <summary>Interpolates between the midpoints of the steps (method 5).</summary>
    Hazen,

    /// <summary>Interpolates between neighbours of n + 1 intervals (method 6).</summary>
    Weibull,

    /// <summary>Median-unbiased for every distribution (method 8).</summary>
    MedianUnbiased,

    /// <summary>Unbiased for the normal distribution (method 9).</summary>
    NormalUnbiased,

    /// <summary>The mean of the two middle values: NumPy's median.</summary>
    Median,
}

/// <summary>Finds quantile methods by name, and the position of quantiles.</summary>
public static class QuantileMethods
{
    /// <summary>Returns the method with NumPy's name: <c>linear</c>, <c>median_unbiased</c>.</summary>
    /// <exception cref="GchunkException">There is no such method.</exception>
    public static QuantileMethod Parse(string name)
    {
        foreach (QuantileMethod method in Enum.GetValues<QuantileMethod>())
        {
            if (method != QuantileMethod.Median && Name(method) == name)
                return method;
        }

        throw new GchunkException(
            Spelling.Unknown(
                "quantile method",
                name,
                Enum.GetValues<QuantileMethod>().Where(m => m != QuantileMethod.Median).Select(Name)
            )
        );
    }

    private static string Name(QuantileMethod method) =>
        string.Concat(
            method
                .ToString()
                .Select(
                    (c, i) =>
                        i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()
                )
        );

    /// <summary>
    /// Returns the index of the lower neighbour among n sorted values, and how far the quantile is towards the next
    /// one, from 0 to 1; 0 at the ends.
    /// </summary>
    internal static (int Index, double Fraction) Locate(this QuantileMethod method, double q, int n)
    {
        double at = method switch
        {
            QuantileMethod.Lower => Math.Floor(q * (n - 1)),
            QuantileMethod.Higher => Math.Ceiling(q * (n - 1)),
            QuantileMethod.Nearest => Math.Round(q * (n - 1), MidpointRounding.ToEven),
            QuantileMethod.InvertedCdf => Math.Ceiling(n * q) - 1,
            QuantileMethod.AveragedInvertedCdf => n * q - 1,
            QuantileMethod.ClosestObservation => Closest(n * q - 1.5),
            QuantileMethod.InterpolatedInvertedCdf => Index(0, 1),
            QuantileMethod.Hazen => Index(0.5, 0.5),
            QuantileMethod.Weibull => Index(0, 0),
            QuantileMethod.MedianUnbiased => Index(1 / 3.0, 1 / 3.0),
            QuantileMethod.NormalUnbiased => Index(3 / 8.0, 3 / 8.0),
            _ => q * (n - 1),
        };
        if (at <= 0 && method != QuantileMethod.AveragedInvertedCdf)
            return (0, 0);
        if (at < 0)
            return (0, 0);
        if (at >= n - 1)
            return (n - 1, 0);
        double floor = Math.Floor(at),
            fraction = at - floor;
        if (method == QuantileMethod.AveragedInvertedCdf)
            fraction = fraction == 0 ? 0.5 : 1;
        if (method is QuantileMethod.Midpoint or QuantileMethod.Median && fraction != 0)
            fraction = 0.5;
        return ((int)floor, fraction);

        static double Closest(double position) =>
            Math.Floor(position) == position && Math.Floor(position) % 2 == 0 ? position : Math.Floor(position) + 1;

        // Hyndman and Fan's plotting positions by their two parameters, as NumPy writes them.
        double Index(double alpha, double beta) => n * q + (alpha + q * (1 - alpha - beta)) - 1;
    }

    /// <summary>Returns the value between two neighbours.</summary>
    internal static double Between(this QuantileMethod method, double low, double high, double fraction)
    {
        if (low == high)
            return low;
        if (method == QuantileMethod.Median)
            return (low + high) / 2;
        // Computed from the nearer end, as NumPy does: exact at both.
        return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
    }

    /// <summary>Returns the values between pairs of neighbours; the same bits as one pair at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<double> Between(
        this QuantileMethod method,
        Vector<double> low,
        Vector<double> high,
        double fraction
    )
    {
        Vector<double> between =
            method == QuantileMethod.Median ? (low + high) / new Vector<double>(2)
            : fraction < 0.5 ? low + (high - low) * new Vector<double>(fraction)
            : high - (high - low) * new Vector<double>(1 - fraction);
        return Vector.ConditionalSelect(Vector.Equals(low, high), low, between);
    }
}
