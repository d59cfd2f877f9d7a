using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>How the affinity of two samples follows from their features.</summary>
internal enum AffinityKernel
{
    /// <summary>exp(−γ‖x − y‖²).</summary>
    Rbf,

    /// <summary>The cosine of the angle between x and y, 0 where it is negative.</summary>
    Cosine,

    /// <summary>Pearson's correlation of the features of x and y, 0 where it is negative.</summary>
    Correlation,
}

/// <summary>How distances are computed.</summary>
internal enum DistancePrecision
{
    /// <summary>‖x‖² + ‖y‖² − 2x·y in float32.</summary>
    Single,

    /// <summary>‖x‖² + ‖y‖² − 2x·y in float64.</summary>
    Double,

    /// <summary>Sums of the squares of differences in float64, where the norms would cancel.</summary>
    Differences,
}

/// <summary>A measure of the affinity of samples; it travels to workers as a field of operations.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Gamma">The γ of <see cref="AffinityKernel.Rbf"/> for squared distances in the frame.</param>
/// <param name="Precision">How distances are computed.</param>
internal sealed record AffinityMeasure(
    AffinityKernel Kernel,
    SampleFrame Frame,
    double Gamma,
    DistancePrecision Precision
)
{
    /// <summary>The dtype in which samples are packed.</summary>
    public DType Packed => Precision == DistancePrecision.Single ? DType.Float32 : DType.Float64;
}
