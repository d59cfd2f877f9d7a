using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// A sequence of random numbers that belongs to one element: for distributions whose number of draws varies from element
/// to element.
/// </summary>
internal struct RandomStream(ulong index, uint purpose, ulong seed)
{
    private uint draw;
    private ulong spare;
    private bool hasSpare;

    /// <summary>Returns a number uniform over (0, 1).</summary>
    public double Uniform()
    {
        ulong bits = spare;
        if (!hasSpare)
            bits = Philox.Draw(index, draw++, purpose, seed, out spare);
        hasSpare = !hasSpare;
        return ((bits >> 12) + 0.5) * (1.0 / (1UL << 52));
    }

    /// <summary>
    /// Returns a standard normal number: the polar method (Marsaglia and Bray, SIAM Review 6, 1964).
    /// </summary>
    public double Normal()
    {
        while (true)
        {
            double x = 2 * Uniform() - 1,
                y = 2 * Uniform() - 1,
                square = x * x + y * y;
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    /// <summary>
    /// Returns a gamma number of scale 1: Marsaglia and Tsang (ACM TOMS 26, 2000), with section 6 for shapes below 1.
    /// </summary>
    public double Gamma(double shape)
    {
        if (shape < 1)
            return Gamma(shape + 1) * Math.Exp(Math.Log(Uniform()) / shape);
        double d = shape - 1.0 / 3,
            c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(),
                v = 1 + c * x;
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(Uniform()) < 0.5 * x * x + d * (1 - v + Math.Log(v)))
                return d * v;
        }
    }

    /// <summary>
    /// Returns a Poisson number: for means below 10 by inversion, otherwise by PTRS (Hörmann, Insurance: Mathematics and
    /// Economics 12, 1993).
    /// </summary>
    public double Poisson(double mean)
    {
        if (mean < 10)
        {
            double p = Math.Exp(-mean),
                left = Uniform();
            int count = 0;
            while (left > p && p > 0)
            {
                left -= p;
                p *= mean / ++count;
            }

            return count;
        }

        double b = 0.931 + 2.53 * Math.Sqrt(mean),
            a = -0.059 + 0.02483 * b,
            certain = 0.9277 - 3.6224 / (b - 2),
            logAlpha = Math.Log(1.1239 + 1.1328 / (b - 3.4)),
            logMean = Math.Log(mean);
        while (true)
        {
            double u = Uniform() - 0.5,
                v = Uniform(),
                near = 0.5 - Math.Abs(u),
                k = Math.Floor((2 * a / near + b) * u + mean + 0.43);
            if (near >= 0.07 && v <= certain)
                return k;
            if (k < 0 || near < 0.013 && v > near)
                continue;
            if (Math.Log(v) + logAlpha - Math.Log(a / (near * near) + b) <= k * logMean - mean - LogFactorial(k))
            {
                return k;
            }
        }
    }

    /// <summary>Returns log k!, by Stirling's series above 15.</summary>
    public static double LogFactorial(double k)
    {
        if (k < 16)
        {
            double product = 1;
            for (int i = 2; i <= k; i++)
                product *= i;
            return Math.Log(product);
        }

        return (k + 0.5) * Math.Log(k) - k + 0.9189385332046728 + Stirling(k);
    }

    /// <summary>Returns what the first terms of Stirling's formula lack of log k!, for k of 16 or more.</summary>
    public static double Stirling(double k)
    {
        double square = 1 / (k * k);
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - square / 1680) * square) * square) / k;
    }

    /// <summary>Returns log(1 + x), accurate near 0.</summary>
    public static double Log1P(double x) => Log1p.Invoke(x);

    /// <summary>Returns e^x - 1, accurate near 0.</summary>
    public static double ExpM1(double x) => Expm1.Invoke(x);
}
