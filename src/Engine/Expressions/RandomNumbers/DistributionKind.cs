namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>The distributions whose parameters may be arrays; in brackets, the parameters in their order.</summary>
internal enum DistributionKind
{
    /// <summary>Normal (mean, std).</summary>
    Normal,

    /// <summary>Uniform (low, high).</summary>
    Uniform,

    /// <summary>Exponential (scale).</summary>
    Exponential,

    /// <summary>Gamma (k, scale).</summary>
    Gamma,

    /// <summary>Beta (a, b).</summary>
    Beta,

    /// <summary>Chi-square (df).</summary>
    ChiSquare,

    /// <summary>F (dfNum, dfDen).</summary>
    F,

    /// <summary>Noncentral chi-square (df, nonc).</summary>
    NoncentralChiSquare,

    /// <summary>Noncentral F (dfNum, dfDen, nonc).</summary>
    NoncentralF,

    /// <summary>Student's t (df).</summary>
    StandardT,

    /// <summary>Von Mises (mu, kappa).</summary>
    VonMises,

    /// <summary>Wald (mean, scale).</summary>
    Wald,

    /// <summary>Gumbel (loc, scale).</summary>
    Gumbel,

    /// <summary>Laplace (loc, scale).</summary>
    Laplace,

    /// <summary>Logistic (loc, scale).</summary>
    Logistic,

    /// <summary>Lognormal (mean, sigma).</summary>
    LogNormal,

    /// <summary>Rayleigh (scale).</summary>
    Rayleigh,

    /// <summary>Weibull (a).</summary>
    Weibull,

    /// <summary>Pareto II (a).</summary>
    Pareto,

    /// <summary>Power (a).</summary>
    Power,

    /// <summary>Triangular (left, mode, right).</summary>
    Triangular,

    /// <summary>Integers (low, high).</summary>
    Integers,

    /// <summary>Poisson (mean).</summary>
    Poisson,

    /// <summary>Binomial (n, p).</summary>
    Binomial,

    /// <summary>Negative binomial (n, p).</summary>
    NegativeBinomial,

    /// <summary>Geometric (p).</summary>
    Geometric,

    /// <summary>Hypergeometric (good, bad, sample).</summary>
    Hypergeometric,

    /// <summary>Logarithmic series (p).</summary>
    LogSeries,

    /// <summary>Zipf (a).</summary>
    Zipf,
}
