namespace Gchunk.Dsl;

/// <summary>The order in which several files are combined to one data set.</summary>
public enum Combine
{
    /// <summary>In the order of their labels, along the dimensions whose labels differ.</summary>
    ByCoords,

    /// <summary>In the order in which they are given.</summary>
    Nested,
}

/// <summary>How variables that do not have the concatenated dimension are compared between files.</summary>
public enum Compat
{
    /// <summary>
    /// Variables of up to 1 MiB must be equal in all files; larger ones are taken from the first file that has them.
    /// </summary>
    Small,

    /// <summary>They must be equal in all files.</summary>
    Equal,

    /// <summary>They are not compared, but taken from the first file that has them.</summary>
    Override,
}

/// <summary>Which data variables are concatenated.</summary>
public enum DataVars
{
    /// <summary>Those that have the dimension; all of them along a new dimension.</summary>
    Minimal,

    /// <summary>
    /// All: a variable that does not have the dimension is repeated along it, with the values of each file.
    /// </summary>
    All,
}
