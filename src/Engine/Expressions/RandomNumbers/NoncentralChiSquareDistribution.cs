namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The noncentral chi-square distribution: a central one with twice a Poisson number more degrees of freedom (Johnson,
/// Kotz and Balakrishnan, "Continuous univariate distributions", volume 2, chapter 29).
/// </summary>
public sealed class NoncentralChiSquareDistribution(double df, double nonc) : StreamDistribution
{
    internal override uint Purpose => 15;

    internal override bool IsDiscrete => false;

    internal override void AddIdentity(ExprHash hash) => hash.Add(df).Add(nonc);

    internal override double Next(ref RandomStream stream) => 2 * stream.Gamma(df / 2 + stream.Poisson(nonc / 2));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"noncentral_chisquare({df}, {nonc})");
}
