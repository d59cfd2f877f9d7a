namespace Gchunk.Engine.Expressions.RandomNumbers;

/// <summary>
/// Von Mises' distribution of angles, from -π to π: Best and Fisher, "Efficient simulation of the von Mises
/// distribution", Applied Statistics 28 (1979).
/// </summary>
public sealed class VonMisesDistribution(double mu, double kappa) : StreamDistribution
{
    // Best and Fisher's s, a function of the concentration.
    private readonly double s = Shape(kappa);

    internal override uint Purpose => 13;

    internal override bool IsDiscrete => false;

    internal override void AddIdentity(ExprHash hash) => hash.Add(mu).Add(kappa);

    internal override double Next(ref RandomStream stream)
    {
        double angle =
            kappa < 1e-8 ? Math.PI * (2 * stream.Uniform() - 1)
            // So narrow that it is normal to within rounding.
            : kappa > 1e6 ? stream.Normal() / Math.Sqrt(kappa)
            : Reject(ref stream);
        return Math.IEEERemainder(mu + angle, 2 * Math.PI);
    }

    private static double Shape(double kappa)
    {
        if (kappa < 1e-5)
            return 1 / kappa + kappa;
        double r = 1 + Math.Sqrt(1 + 4 * kappa * kappa),
            rho = (r - Math.Sqrt(2 * r)) / (2 * kappa);
        return (1 + rho * rho) / (2 * rho);
    }

    private double Reject(ref RandomStream stream)
    {
        while (true)
        {
            double z = Math.Cos(Math.PI * stream.Uniform()),
                w = (1 + s * z) / (s + z),
                y = kappa * (s - w),
                v = stream.Uniform();
            if (y * (2 - y) - v >= 0 || Math.Log(y / v) + 1 - y >= 0)
                return stream.Uniform() < 0.5 ? -Math.Acos(Math.Clamp(w, -1, 1)) : Math.Acos(Math.Clamp(w, -1, 1));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"vonmises({mu}, {kappa})");
}
