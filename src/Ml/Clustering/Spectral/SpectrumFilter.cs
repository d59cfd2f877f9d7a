namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>
/// A polynomial of a matrix that spreads its leading eigenvalues: a Chebyshev polynomial, 1 at 1, which grows above a
/// cut and is at most 1 / 74 between -1 and the cut (Zhou, Saad, Tiago and Chelikowsky 2006, "Self-consistent-field
/// calculations using Chebyshev-filtered subspace iteration", section 3).
/// </summary>
/// <param name="Cut">The end of the interval that is damped, from above -1 to below 1.</param>
/// <param name="Degree">The degree of the polynomial.</param>
internal sealed record SpectrumFilter(double Cut, int Degree)
{
    // cosh 5 is 74.
    private const double Growth = 5;
    private const double LeastGap = 1e-8;
    private const int MostDegree = 2000;

    /// <summary>Returns the filter that keeps the eigenvalues from a cut to 1.</summary>
    public static SpectrumFilter Above(double cut)
    {
        cut = Math.Clamp(cut, -0.5, 1 - LeastGap);
        double top = Math.Acosh((3 - cut) / (1 + cut));
        return new SpectrumFilter(cut, (int)Math.Clamp(Math.Ceiling(Growth / top), 1, MostDegree));
    }

    /// <summary>The value of the Chebyshev polynomial at 1, by which it is divided.</summary>
    public double Most => Math.Cosh(Degree * Math.Acosh((3 - Cut) / (1 + Cut)));

    /// <summary>Returns the eigenvalue of the matrix that has a value of the polynomial, at least the cut.</summary>
    public double Eigenvalue(double value)
    {
        double chebyshev = Math.Min(value, 1) * Most;
        return chebyshev <= 1 ? Cut : (Math.Cosh(Math.Acosh(chebyshev) / Degree) * (1 + Cut) - (1 - Cut)) / 2;
    }
}
