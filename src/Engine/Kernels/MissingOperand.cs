namespace Gchunk.Engine.Kernels;

/// <summary>
/// The result of an elementwise operation for a missing time (NaT), which the kernels do not know, unlike NaN.
/// </summary>
public enum MissingOperand : byte
{
    /// <summary>The result is missing.</summary>
    IsMissing,

    /// <summary>The result is false: a comparison with a missing time does not hold.</summary>
    IsFalse,

    /// <summary>The result is true: a missing time differs from every time.</summary>
    IsTrue,

    /// <summary>The result is the operand that the operation chooses, missing or not.</summary>
    IsChosen,
}
