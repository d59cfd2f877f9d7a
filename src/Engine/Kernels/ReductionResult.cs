namespace Gchunk.Engine.Kernels;

/// <summary>
/// What the result of a reduction is to the elements: it decides which reductions times and texts have, and what their
/// results mean.
/// </summary>
public enum ReductionResult : byte
{
    /// <summary>A number, a truth value or a position; times and texts have none.</summary>
    Number,

    /// <summary>The number of elements, of whatever kind they are.</summary>
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
