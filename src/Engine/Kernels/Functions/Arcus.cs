using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Parts shared by the inverses of sine, cosine and tangent. Source of the schemes: Cody and Waite, "Software manual
/// for the elementary functions" (1980), chapters 10 and 11; the polynomials have the least relative error
/// (make_polynomials.py).
/// </summary>
[AlsoInHalves]
internal static partial class Arcus
{
    // π/4 in two parts; the first has four spare bits, so its multiples up to four are exact.
    private const double QuarterHigh = 0.7853981633974474,
        QuarterLow = 9.18794589678809e-16;

    /// <summary>
    /// Returns turn × π/4 + sign × arctan(y / x) for x ≥ y ≥ 0 and an even turn from 0 to 4: beyond tan(π/8) the
    /// quotient becomes (y - x) / (y + x), and π/4 is added. The quotient is computed in two parts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tangent(
        Vector512<double> y,
        Vector512<double> x,
        Vector512<double> turn,
        Vector512<double> sign
    )
    {
        Vector512<double> steep = Vector512.GreaterThan(y, x * 0.41421356237309503);
        Vector512<double> up = TwoSum(y, -(x & steep), out Vector512<double> upLow),
            down = FastTwoSum(x, y & steep, out Vector512<double> downLow);
        Vector512<double> t = up / down,
            low = (Fma(-t, down, up) + (upLow - t * downLow)) / down,
            z = t * t;
        Vector512<double> p = Vector512.Create(-0.017920812135671087);
        p = Fma(p, z, 0.03807701034235288);
        p = Fma(p, z, -0.05039795150113746);
        p = Fma(p, z, 0.05847998031354479);
        p = Fma(p, z, -0.06663118931493821);
        p = Fma(p, z, 0.07692061513548783);
        p = Fma(p, z, -0.09090897829765746);
        p = Fma(p, z, 0.11111110785915827);
        p = Fma(p, z, -0.1428571428024431);
        p = Fma(p, z, 0.19999999999954043);
        p = Fma(p, z, -0.333333333333332);
        // The derivative of the arc tangent is 1 - t² to first order.
        Vector512<double> rest = Fma(t * z, p, Fma(-low, z, low)),
            quarters = turn + (steep & sign);
        Vector512<double> sum = TwoSum(quarters * QuarterHigh, t * sign, out Vector512<double> lost);
        return sum + (lost + Fma(rest, sign, quarters * QuarterLow));
    }

    /// <summary>Returns (arcsin t - t) / t³ for z = t² up to 1/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SineTail(Vector512<double> z)
    {
        Vector512<double> p = Vector512.Create(0.032676920679235534);
        p = Fma(p, z, -0.021077362227207012);
        p = Fma(p, z, 0.021763564784529517);
        p = Fma(p, z, 0.003683007549059966);
        p = Fma(p, z, 0.010786540404051451);
        p = Fma(p, z, 0.01139777350682629);
        p = Fma(p, z, 0.013980961818688582);
        p = Fma(p, z, 0.017351600055021694);
        p = Fma(p, z, 0.02237221566275458);
        p = Fma(p, z, 0.030381942683512922);
        p = Fma(p, z, 0.04464285717512345);
        p = Fma(p, z, 0.07499999999970258);
        return Fma(p, z, 0.16666666666666763);
    }
}
