namespace Gchunk.Engine.Kernels;

/// <summary>
/// The relation of a reduction's result to the elements. It decides which reductions times and texts have, and what
/// their results mean.
/// </summary>
public enum ReductionResult : byte
{
    /// <summary>A number, a truth value or a position; times and texts have none.</summary>
    Number,

    /// <summary>The number of elements of any kind.</summary>
    Count,

    /// <summary>A value between the elements, in their units: times have one.</summary>
    Between,

    /// <summary>One of the elements, chosen by its position.</summary>
    Element,

    /// <summary>The least element.</summary>
    Least,

    /// <summary>The greatest element.</summary>
    Greatest,
}
