using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Affinities;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>A measure of the affinity of any two samples.</summary>
internal abstract class PairAffinity
{
    /// <summary>True if float32 holds the affinities as well as they are known.</summary>
    public virtual bool IsNarrow => true;

    /// <summary>The dtype in which the affinities are computed, float32 or float64.</summary>
    public virtual DType Precision => DType.Float64;

    /// <summary>Makes the affinities of all samples to each other, 0 on the diagonal.</summary>
    /// <param name="samples">Samples × features, in blocks of whole samples.</param>
    /// <param name="dtype">Float32 or float64.</param>
    public abstract ArrayExpr Among(ArrayExpr samples, DType dtype);

    /// <summary>Makes the affinities of samples to other samples, samples × others.</summary>
    public abstract ArrayExpr Between(ArrayExpr samples, ArrayExpr others, DType dtype);

    /// <summary>Writes what the affinity needs besides what the user chose.</summary>
    public virtual void Write(ModelState state) { }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="state">The state.</param>
    /// <param name="affinity">What the user chose.</param>
    /// <param name="features">The number of features of a sample.</param>
    public static PairAffinity Read(ModelState state, Affinity affinity, long features) =>
        affinity.Form switch
        {
            AffinityForm.Precomputed => new PrecomputedAffinity(),
            AffinityForm.Cosine => new KernelAffinity(
                KernelAffinity.ReadMeasure(state, AffinityKernel.Cosine, features)
            ),
            AffinityForm.Correlation => new KernelAffinity(
                KernelAffinity.ReadMeasure(state, AffinityKernel.Correlation, features)
            ),
            AffinityForm.Rbf => new KernelAffinity(KernelAffinity.ReadMeasure(state, AffinityKernel.Rbf, features)),
            _ => throw new InvalidOperationException($"a file holds no affinity {affinity}"),
        };
}

/// <summary>Affinities that a kernel gives.</summary>
internal sealed class KernelAffinity(AffinityMeasure measure) : PairAffinity
{
    // The greatest relative error of an affinity that the rounding of norms may cause, about.
    private const double Error = 2e-4;

    public override DType Precision => measure.Packed;

    public override ArrayExpr Among(ArrayExpr samples, DType dtype) => AffinitiesOp.Create(samples, measure, dtype);

    public override ArrayExpr Between(ArrayExpr samples, ArrayExpr others, DType dtype) =>
        AffinitiesOp.Between(samples, others, measure, dtype);

    /// <summary>Makes exp(−γ‖x − y‖²), computed as precisely as these samples need.</summary>
    public static KernelAffinity Rbf(Samples samples, double gamma)
    {
        ArrayExpr placed = PlaceOp.Create(samples);
        double norm = Computation.Compute(Exprs.Max(Exprs.Sum(Exprs.Multiply(placed, placed), [1]))).GetDouble();
        double own = Math.Min(Math.ScaleB(gamma, 2 * samples.Frame.Exponent), double.MaxValue);
        DistancePrecision precision =
            own * norm * Math.ScaleB(4, -24) <= Error ? DistancePrecision.Single
            : own * norm * Math.ScaleB(4, -53) <= Error ? DistancePrecision.Double
            : DistancePrecision.Differences;
        return new KernelAffinity(new AffinityMeasure(AffinityKernel.Rbf, samples.Frame, own, precision));
    }

    /// <summary>The measure.</summary>
    public AffinityMeasure Measure => measure;

    public override void Write(ModelState state) =>
        state.Set(measure.Frame).Set("gamma", measure.Gamma).Set("precision", $"{measure.Precision}");

    /// <summary>Reads the measure that <see cref="Write"/> wrote.</summary>
    public static AffinityMeasure ReadMeasure(ModelState state, AffinityKernel kernel, long features)
    {
        string name = state.Text("precision");
        // Angles are computed in float64.
        DistancePrecision[] known =
            kernel == AffinityKernel.Rbf ? Enum.GetValues<DistancePrecision>() : [DistancePrecision.Double];
        foreach (DistancePrecision precision in known)
        {
            if (name == $"{precision}" && state.Double("gamma") is >= 0 and <= double.MaxValue and var gamma)
                return new AffinityMeasure(kernel, state.Frame(features), gamma, precision);
        }
        throw new GchunkException(
            $"its affinities have the precision '{VisibleText.Of(name)}' and gamma {state.Double("gamma")}; known are {string.Join(", ", known)}, and gamma is at least 0"
        );
    }

    /// <summary>Makes the affinity of samples that the user chose.</summary>
    public static PairAffinity Of(Affinity affinity, Samples samples, double gamma) =>
        affinity.Form switch
        {
            AffinityForm.Cosine => Angles(samples, AffinityKernel.Cosine),
            AffinityForm.Correlation => Angles(samples, AffinityKernel.Correlation),
            AffinityForm.Function => new FunctionAffinity(affinity.Function!),
            AffinityForm.Precomputed => new PrecomputedAffinity(),
            _ => Rbf(samples, gamma),
        };

    // Angles are those about 0, not about the mean.
    private static KernelAffinity Angles(Samples samples, AffinityKernel kernel)
    {
        ArrayExpr wide = CastExpr.Create(samples.Expr, DType.Float64);
        double most = Computation.Compute(Exprs.Max(Exprs.Abs(wide))).GetDouble();
        SampleFrame frame = SampleFrame.Plain(samples.Features) with { Exponent = SampleFrame.ExponentOf(most / 2) };
        return new KernelAffinity(new AffinityMeasure(kernel, frame, 0, DistancePrecision.Double));
    }
}
