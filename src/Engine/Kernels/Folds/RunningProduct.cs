namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The product of consecutive floats, as a function of the product before them: what multiplying one by one, in float64,
/// would give. Segments that are computed apart are merged to what one pass gives.
/// </summary>
/// <remarks>
/// Multiplied one by one, a product that leaves the range of float64 stays infinite or 0, although later factors would
/// bring it back. Whether that happens in a segment depends on the product before it, of magnitude P. If some P
/// overflows first, so does every greater one; if some P underflows first, so does every smaller one. Two thresholds
/// therefore describe a segment: from <see cref="Overflow"/> on, P overflows, and up to <see cref="Underflow"/> it
/// underflows. An exact 0, infinity or NaN among the factors ends the walk, since later factors move it no more; what
/// they still decide (0 · ∞) is in the product. Between the thresholds the product has no limits of its exponent, so a
/// partial product in the subnormal range loses no bits. Thresholds are logarithms, accurate to one part in 10¹¹.
/// </remarks>
internal struct RunningProduct
{
    private const double Slack = 1e-11;
    private const double Top = 1024 + Slack,
        Bottom = -1075 + Slack;

    /// <summary>The signed product, from 1 to below 2 in magnitude; or 0, infinity or NaN.</summary>
    public double Significand;

    /// <summary>The exponent of 2 of the product.</summary>
    public double Exponent;

    /// <summary>The logarithm, base 2, of the least magnitude before the segment that overflows in it.</summary>
    public double Overflow;

    /// <summary>The logarithm, base 2, of the greatest magnitude before the segment that underflows in it.</summary>
    public double Underflow;

    /// <summary>The product of no factors.</summary>
    public static RunningProduct One =>
        new()
        {
            Significand = 1,
            Overflow = double.PositiveInfinity,
            Underflow = double.NegativeInfinity,
        };

    /// <summary>Returns the product of factors whose partial products have magnitudes in a range.</summary>
    public static RunningProduct Of(double product, double greatest, double least)
    {
        if (product == 0 || !double.IsFinite(product))
            return One with { Significand = product };
        int exponent = Math.ILogB(product);
        return new RunningProduct
        {
            Significand = Math.ScaleB(product, -exponent),
            Exponent = exponent,
            Overflow = Top - Math.Log2(greatest),
            Underflow = Bottom - Math.Log2(least),
        };
    }

    /// <summary>Returns the product of one factor.</summary>
    public static RunningProduct Of(double factor) => Of(factor, Math.Abs(factor), Math.Abs(factor));

    /// <summary>Appends a segment.</summary>
    public void Append(in RunningProduct later)
    {
        bool isOver = Significand == 0 || !double.IsFinite(Significand);
        if (!isOver)
        {
            double log = Exponent + Math.Log2(Math.Abs(Significand));
            (Overflow, Underflow) = (
                Math.Min(Overflow, Math.Max(Underflow, later.Overflow - log)),
                Math.Max(Underflow, Math.Min(Overflow, later.Underflow - log))
            );
        }
        Significand *= later.Significand;
        if (Significand == 0 || !double.IsFinite(Significand))
        {
            Exponent = 0;
            return;
        }
        Exponent += later.Exponent;
        if (Math.Abs(Significand) >= 2)
        {
            Significand /= 2;
            Exponent++;
        }
    }

    /// <summary>Returns the product if nothing is before it.</summary>
    public readonly double Result()
    {
        if (Overflow <= 0)
            return Significand == 0 ? double.NaN : Significand * double.PositiveInfinity;
        if (Underflow >= 0)
            return Significand * 0;
        return double.IsFinite(Significand) && Significand != 0
            ? Math.ScaleB(Significand, (int)Math.Clamp(Exponent, -5000, 5000))
            : Significand;
    }
}
