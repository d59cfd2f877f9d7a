namespace Gchunk.Dsl;

/// <summary>Which labels to keep when arrays with different labels are aligned.</summary>
public enum Join
{
    /// <summary>Labels must be equal; an error names the first that differ.</summary>
    Exact,

    /// <summary>The labels that all arrays have, in the order of the first array.</summary>
    Inner,

    /// <summary>
    /// The labels that any array has, in ascending order; where an array lacks a label, its values are missing.
    /// </summary>
    Outer,

    /// <summary>The labels of the first array.</summary>
    Left,

    /// <summary>The labels of the last array.</summary>
    Right,

    /// <summary>
    /// The labels of the first array in place of those of the others, which must have the same length.
    /// </summary>
    Override,
}
