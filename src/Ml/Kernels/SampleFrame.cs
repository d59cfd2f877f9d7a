using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// The coordinates in which samples are compared: (value − shift) · 2^−exponent, feature by feature.
/// </summary>
/// <remarks>
/// The shift keeps ‖x‖² − 2x·c + ‖c‖² accurate where values are far from 0. The exponent brings the largest deviation
/// near 1, so that no square overflows or vanishes; a power of two changes no digit.
/// </remarks>
/// <param name="Shift">Subtracted from each feature, float64.</param>
/// <param name="Exponent">The power of two that the differences are divided by.</param>
internal sealed record SampleFrame(NDArray Shift, int Exponent)
{
    /// <summary>Returns the frame whose coordinates are the values themselves.</summary>
    public static SampleFrame Plain(int features) => new(NDArray.Zeros(features, DType.Float64), 0);

    // Beyond, 2^−exponent is no finite number.
    private const int LeastExponent = -1000;

    /// <summary>
    /// Returns the exponent that brings deviations below 1. The argument is half the largest one, since the whole may
    /// not be finite.
    /// </summary>
    public static int ExponentOf(double halfDeviation) =>
        halfDeviation > 0 ? Math.Max(LeastExponent, Math.ILogB(halfDeviation) + 2) : 0;

    /// <summary>Returns a value of a feature from its coordinate in this frame.</summary>
    public double Restore(double coordinate, int feature)
    {
        // The half of a sum of two large numbers is finite where the sum is not.
        double half = Math.ScaleB(coordinate, Exponent - 1),
            shift = Shift.GetDouble(feature);
        double whole = shift + Math.ScaleB(coordinate, Exponent);
        return double.IsFinite(whole) ? whole : (shift / 2 + half) * 2;
    }

    /// <summary>Returns points × features, given in this frame, in the units of the samples.</summary>
    public NDArray Restore(NDArray placed)
    {
        int features = (int)placed.Shape[1];
        double[] points = placed.ToArray<double>();
        for (int i = 0; i < points.Length; i++)
            points[i] = Restore(points[i], i % features);
        return NDArray.From(points, placed.Shape);
    }

    /// <summary>Returns the coordinate, in this frame, of a value of a feature.</summary>
    public double Place(double value, int feature)
    {
        double shift = Shift.GetDouble(feature);
        return Exponent > 0
            ? Math.ScaleB(value, -Exponent) - Math.ScaleB(shift, -Exponent)
            : Math.ScaleB(value - shift, -Exponent);
    }

    /// <summary>Returns a distance, in the units of the samples, from one in this frame.</summary>
    public double RestoreDistance(double distance) => Math.ScaleB(distance, Exponent);

    /// <summary>Returns a distance in this frame from one in the units of the samples.</summary>
    public double PlaceDistance(double distance) => Math.ScaleB(distance, -Exponent);

    /// <summary>Returns the logarithm of a density, in the units of the samples, from one in this frame.</summary>
    public double RestoreLogDensity(double log) => log - Shift.Size * Exponent * Math.Log(2);

    /// <summary>Returns a squared distance in this frame from one in the units of the samples.</summary>
    public double PlaceSquare(double square) => Math.ScaleB(square, -2 * Exponent);

    /// <summary>Returns squared distances, in the units of the samples, from those in this frame.</summary>
    public double RestoreSquare(double square) => Math.ScaleB(square, 2 * Exponent);
}
