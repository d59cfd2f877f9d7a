namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The number of failures before n successes of probability p: a Poisson number whose mean has a gamma distribution, so
/// that n may be any positive number.
/// </summary>
public sealed class NegativeBinomialDistribution(double n, double p) : StreamDistribution
{
    internal override uint Purpose => 14;

    internal override bool IsDiscrete => true;

    internal override void AddIdentity(ExprHash hash) => hash.Add(n).Add(p);

    internal override double Next(ref RandomStream stream) => stream.Poisson(stream.Gamma(n) * ((1 - p) / p));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"negative_binomial({n}, {p})");
}
