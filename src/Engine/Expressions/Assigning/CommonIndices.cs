namespace Gchunk.Engine.Expressions.Assigning;

/// <summary>
/// The indices that two evenly spaced sequences share, along one axis: the positions at which they are in each.
/// </summary>
/// <param name="First">The position of the first shared index in the first sequence.</param>
/// <param name="Step">The distance of shared indices in the first sequence.</param>
/// <param name="Count">Their number.</param>
/// <param name="OtherFirst">The position of the first shared index in the second sequence.</param>
/// <param name="OtherStep">The distance of shared indices in the second sequence; may be negative.</param>
internal readonly record struct CommonIndices(long First, long Step, long Count, long OtherFirst, long OtherStep)
{
    /// <summary>Finds the shared indices.</summary>
    /// <param name="start">The first index of the first sequence.</param>
    /// <param name="step">Its step, which may be negative but not 0.</param>
    /// <param name="count">Its length, at least 1.</param>
    /// <param name="otherStart">The first index of the second sequence.</param>
    /// <param name="otherStep">Its step, at least 1.</param>
    /// <param name="otherCount">Its length, at least 1.</param>
    /// <returns>A count of 0 if there are none.</returns>
    public static CommonIndices Of(long start, long step, long count, long otherStart, long otherStep, long otherCount)
    {
        long low = otherStart,
            high = otherStart + (otherCount - 1) * otherStep;
        // The positions of the first sequence between the ends of the second.
        long from = step > 0 ? CeilDiv(low - start, step) : CeilDiv(start - high, -step),
            to = step > 0 ? FloorDiv(high - start, step) : FloorDiv(start - low, -step);
        (from, to) = (Math.Max(from, 0), Math.Min(to, count - 1));
        if (from > to)
            return default;
        (long gcd, long inverse) = Bezout(Math.Abs(step), otherStep);
        long every = otherStep / gcd,
            apart = otherStart - start;
        if (apart % gcd != 0)
            return default;
        // Solves position × step = apart, modulo the other step.
        var solved = (Int128)(apart / gcd) * inverse * Math.Sign(step) % every;
        long first = (long)(solved < 0 ? solved + every : solved);
        first += CeilDiv(from - first, every) * every;
        if (first > to)
            return default;
        return new CommonIndices(
            first,
            every,
            (to - first) / every + 1,
            (start + first * step - otherStart) / otherStep,
            step / gcd
        );
    }

    // The greatest common divisor of a and b, and the inverse of a / gcd modulo b / gcd.
    private static (long Gcd, long Inverse) Bezout(long a, long b)
    {
        (long r, long next) = (a, b);
        (long x, long nextX) = (1, 0);
        while (next != 0)
        {
            long q = r / next;
            (r, next) = (next, r - q * next);
            (x, nextX) = (nextX, x - q * nextX);
        }
        return (r, x);
    }

    private static long FloorDiv(long a, long b) => a / b - (a % b < 0 ? 1 : 0);

    private static long CeilDiv(long a, long b) => a / b + (a % b > 0 ? 1 : 0);
}
