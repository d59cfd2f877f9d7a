using Gchunk.Engine.Arrays;
using MathNet.Numerics;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>A law of a test statistic.</summary>
internal enum TestLaw
{
    /// <summary>The standard normal law, of both tails.</summary>
    Normal,

    /// <summary>Student's t, of both tails.</summary>
    StudentT,

    /// <summary>Chi-square, of the upper tail.</summary>
    ChiSquare,

    /// <summary>Fisher's F, of the upper tail.</summary>
    F,
}

/// <summary>
/// The probability of a statistic at least as extreme as each element of the first input, float64; degrees of freedom
/// that vary are the second input.
/// </summary>
/// <remarks>
/// By the complementary error function and the regularized incomplete gamma and beta functions of MathNet.Numerics, in
/// the forms in which no digits of small probabilities cancel.
/// </remarks>
/// <param name="Law">The law.</param>
/// <param name="First">The degrees of freedom, of the numerator for F.</param>
/// <param name="Second">The degrees of freedom of the denominator, for F.</param>
internal sealed record TailOp(TestLaw Law, double First, double Second) : BlockOp
{
    public override string Name => "statistics.tail";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        ReadOnlySpan<double> statistic = inputs[0].Span<double>();
        Span<double> tail = result.Span<double>();
        foreach (NDArray input in inputs)
            Bounds.Require(input.Size == result.Size);
        for (int i = 0; i < tail.Length; i++)
        {
            double first = inputs.Length > 1 ? inputs[1].Span<double>()[i] : First;
            tail[i] =
                double.IsNaN(statistic[i]) || !(first > 0) && Law != TestLaw.Normal
                    ? double.NaN
                    : Math.Clamp(Tail(statistic[i], first), 0, 1);
        }

        return result;
    }

    private double Tail(double x, double df) =>
        Law switch
        {
            TestLaw.Normal => SpecialFunctions.Erfc(Math.Abs(x) / Math.Sqrt(2)),
            TestLaw.StudentT => double.IsInfinity(x) ? 0 : Beta(df / 2, 0.5, df / (df + x * x)),
            TestLaw.ChiSquare => x <= 0 ? 1
            : double.IsInfinity(x) ? 0
            : SpecialFunctions.GammaUpperRegularized(df / 2, x / 2),
            _ => x <= 0 ? 1
            : double.IsInfinity(x) ? 0
            : Beta(Second / 2, df / 2, Second / (Second + df * x)),
        };

    private static double Beta(double a, double b, double x) =>
        x >= 1 ? 1
        : x <= 0 ? 0
        : SpecialFunctions.BetaRegularized(a, b, x);
}
