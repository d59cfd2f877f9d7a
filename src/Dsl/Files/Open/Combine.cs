namespace Gchunk.Dsl;

/// <summary>How many files become one data set.</summary>
public enum Combine
{
    /// <summary>By their coordinates: joined along the dimension whose labels differ, in the order of these.</summary>
    ByCoords,

    /// <summary>In the order in which they are given.</summary>
    Nested,
}

/// <summary>What is asked of variables that do not run along the dimension along which files are joined.</summary>
public enum Compat
{
    /// <summary>
    /// Those of up to a mebibyte must be equal in all files; larger ones are taken from the first that has them.
    /// </summary>
    Small,

    /// <summary>They must be equal in all files.</summary>
    Equal,

    /// <summary>They are taken from the first file that has them.</summary>
    Override,
}

/// <summary>Which data variables are joined.</summary>
public enum DataVars
{
    /// <summary>Those that run along the dimension.</summary>
    Minimal,

    /// <summary>All: what does not run along the dimension is repeated along it.</summary>
    All,
}
