using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Integers stay integers and wrap. A negative exponent, which NumPy rejects, gives the integer part of the true power:
/// 0, but ±1 for a base of ±1.
/// </summary>
/// <remarks>
/// Floats: e^(b log a), with the logarithm in two parts accurate to about 2^-63 of it. The exponents 1, 2, 3, 4 and ½
/// are multiplications and a root; only the value decides, so the bits do not depend on neighbours. Special values as
/// in IEEE 754, section 9.2.1.
/// </remarks>
[AlsoInHalves]
internal readonly partial struct Pow : INumericBinaryKernel, IDoublePairFunction
{
    public static bool HasVector<T>() => typeof(T) == typeof(double) || typeof(T) == typeof(float);

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return (T)(object)Float((double)(object)a, (double)(object)b);
        if (typeof(T) == typeof(float))
            return (T)(object)Float((float)(object)a, (float)(object)b);
        return Integer(a, b);
    }

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> =>
        Vector512.IsHardwareAccelerated
            ? Power(a, b)
            : Vector512.Create(Power(a.GetLower(), b.GetLower()), Power(a.GetUpper(), b.GetUpper()));

    // Too large for the loop: compiled separately, with full optimization at the first call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> Power<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T>
    {
        // The exponent is usually the same number for all elements.
        T first = b[0],
            two = T.One + T.One,
            three = two + T.One,
            four = two + two,
            half = T.One / two;
        Vector512<T> square = a * a;
        if (b == Vector512.Create(first))
        {
            if (first == two)
                return square;
            if (first == T.One)
                return a;
            if (first == three)
                return square * a;
            if (first == four)
                return square * square;
            if (first == half)
                return Root(a);
        }
        Vector512<T> value = General(a, b);
        value = Vector512.ConditionalSelect(Vector512.Equals(b, Vector512.Create(two)), square, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(b, Vector512.Create(T.One)), a, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(b, Vector512.Create(three)), square * a, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(b, Vector512.Create(four)), square * square, value);
        return Vector512.ConditionalSelect(Vector512.Equals(b, Vector512.Create(half)), Root(a), value);
    }

    // Separate: with all of this in it, the loop would be too large to be compiled as one.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> General<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged => Apply<Pow, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> one = Vector512<double>.One,
            zero = Vector512<double>.Zero,
            infinity = Vector512.Create(double.PositiveInfinity),
            size = Vector512.Abs(a);
        Vector512<double> high = LogInTwoParts(size, out Vector512<double> low);
        Vector512<double> edge = Vector512.Equals(size, zero) | Vector512.Equals(size, infinity);
        high = Select(edge, Select(Vector512.Equals(size, zero), -infinity, infinity), high);
        low = Vector512.AndNot(low, edge);
        Vector512<double> product = TwoProduct(b, high, out Vector512<double> lost),
            rest = Fma(b, low, lost);
        // Beyond this the result is 0 or infinite; the rounding error there may be NaN.
        Vector512<double> far = Above(Vector512.Abs(product), 1000);
        Vector512<double> value = Exponential.Of(Within(product, 1000), Vector512.AndNot(rest, far));

        // A negative base takes only integer exponents, and odd ones keep the sign. From 2^53 on, all are even.
        Vector512<double> whole = Vector512.Equals(Vector512.Truncate(b), b),
            half = b * 0.5,
            odd = Vector512.AndNot(whole, Vector512.Equals(Vector512.Truncate(half), half));
        value = Select(
            Vector512.AndNot(Vector512.LessThan(a, zero), whole | Vector512.Equals(size, infinity)),
            double.NaN,
            value
        );
        value ^= SignOf(a) & odd;
        value = Select(Vector512.Equals(size, one) & Vector512.Equals(Vector512.Abs(b), infinity), one, value);
        value = Select(Vector512.Equals(a, a) & Vector512.Equals(b, b), value, double.NaN);
        return Select(Is(a, 1) | Is(b, 0), one, value);
    }

    // As in Logarithm, with s and the first term of the series in two parts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogInTwoParts(Vector512<double> x, out Vector512<double> low)
    {
        Vector512<double> fraction = Logarithm.SplitAny(x, out Vector512<double> k),
            f = fraction - Vector512<double>.One;
        Vector512<double> down = f + Vector512.Create(2.0),
            downLow = f - (down - Vector512.Create(2.0)),
            inverse = Vector512<double>.One / down;
        Vector512<double> s = f * inverse,
            sLow = (Fma(-s, down, f) - s * downLow) * inverse;
        Vector512<double> z = TwoProduct(s, s, out Vector512<double> zLow);
        zLow = Fma(s + s, sLow, zLow);
        Vector512<double> p = Vector512.Create(0.13087358019991335);
        p = Fma(p, z, 0.13269342489267352);
        p = Fma(p, z, 0.1538618584938057);
        p = Fma(p, z, 0.1818179746205128);
        p = Fma(p, z, 0.2222222236362635);
        p = Fma(p, z, 0.2857142857099843);
        p = Fma(p, z, 0.40000000000000385);
        // The series without its first term, 2s, is s z (2/3 + z P).
        Vector512<double> c = FastTwoSum(Vector512.Create(0.6666666666666666), z * p, out Vector512<double> cLow);
        cLow += Vector512.Create(3.700743415417188e-17) + Fma(z, p, -(z * p));
        Vector512<double> q = TwoProduct(z, c, out Vector512<double> qLow);
        qLow += Fma(z, cLow, zLow * c);
        Vector512<double> t = TwoProduct(s, q, out Vector512<double> tLow);
        tLow += Fma(s, qLow, sLow * q);
        Vector512<double> sum = FastTwoSum(s + s, t, out Vector512<double> sumLow);
        sumLow += tLow + (sLow + sLow);
        Vector512<double> high = FastTwoSum(k * Logarithm.Ln2High, sum, out Vector512<double> highLow);
        return FastTwoSum(high, highLow + Fma(k, Logarithm.Ln2Low, sumLow), out low);
    }

    // Here the root of -0 is 0 and that of negative infinity is positive, as pow defines it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Root<T>(Vector512<T> a)
        where T : unmanaged =>
        typeof(T) == typeof(double) ? Root(a.AsDouble()).As<double, T>() : Root(a.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Root(Vector512<double> a) =>
        Vector512.ConditionalSelect(
            Vector512.Equals(a, Vector512.Create(double.NegativeInfinity)),
            -a,
            Vector512.Sqrt(a + Vector512<double>.Zero)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Root(Vector512<float> a) =>
        Vector512.ConditionalSelect(
            Vector512.Equals(a, Vector512.Create(float.NegativeInfinity)),
            -a,
            Vector512.Sqrt(a + Vector512<float>.Zero)
        );

    private static T Float<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T two = T.One + T.One;
        if (b == two)
            return a * a;
        if (b == T.One)
            return a;
        if (b == two + T.One)
            return a * a * a;
        return T.Pow(a, b);
    }

    private static T Integer<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (T.IsNegative(b))
        {
            if (a == T.One)
                return a;
            if (T.IsNegative(a) && a + T.One == T.Zero)
                return T.IsOddInteger(b) ? a : T.One;
            return T.Zero;
        }
        T two = T.One + T.One,
            power = T.One;
        while (b != T.Zero)
        {
            if (T.IsOddInteger(b))
                power *= a;
            a *= a;
            b /= two;
        }
        return power;
    }
}
