namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The beta distribution of parameters up to 1: Jöhnk's method (Metrika 8, 1964), in logarithms where both powers vanish.
/// </summary>
public sealed class BetaDistribution(double a, double b) : StreamDistribution
{
    internal override uint Purpose => 8;

    internal override bool IsDiscrete => false;

    internal override void AddIdentity(ExprHash hash) => hash.Add(a).Add(b);

    internal override double Next(ref RandomStream stream)
    {
        while (true)
        {
            double u = Math.Log(stream.Uniform()) / a,
                v = Math.Log(stream.Uniform()) / b,
                x = Math.Exp(u),
                sum = x + Math.Exp(v);
            if (sum > 1)
                continue;
            if (sum > 0)
                return x / sum;
            double most = Math.Max(u, v);
            return Math.Exp(u - most - Math.Log(Math.Exp(u - most) + Math.Exp(v - most)));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"beta({a}, {b})");
}
