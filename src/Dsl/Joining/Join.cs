namespace Gchunk.Dsl;

/// <summary>Which labels are kept where arrays with different ones are put together.</summary>
public enum Join
{
    /// <summary>They must be equal: an error names the first that differ.</summary>
    Exact,

    /// <summary>Those that all have, in the order of the first.</summary>
    Inner,

    /// <summary>Those that any has, ascending; what an array lacks is missing.</summary>
    Outer,

    /// <summary>Those of the first.</summary>
    Left,

    /// <summary>Those of the last.</summary>
    Right,

    /// <summary>Those of the first, written over the others', which must be as many.</summary>
    Override,
}
