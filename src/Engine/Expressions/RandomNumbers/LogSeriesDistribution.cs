namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// The logarithmic series distribution: Kemp's algorithm LK ("Efficient generation of logarithmically distributed
/// pseudo-random variables", Applied Statistics 30, 1981).
/// </summary>
public sealed class LogSeriesDistribution(double p) : StreamDistribution
{
    internal override uint Purpose => 11;

    internal override bool IsDiscrete => true;

    internal override void AddIdentity(ExprHash hash) => hash.Add(p);

    internal override double Next(ref RandomStream stream)
    {
        double v = stream.Uniform();
        if (v >= p)
            return 1;
        double q = -RandomStream.ExpM1(RandomStream.Log1P(-p) * stream.Uniform());
        if (v <= q * q)
            return Math.Min(Math.Max(1, Math.Floor(1 + Math.Log(v) / Math.Log(q))), long.MaxValue / 2.0);
        return v >= q ? 1 : 2;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"logseries({p})");
}
