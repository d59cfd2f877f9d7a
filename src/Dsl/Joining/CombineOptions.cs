namespace Gchunk.Dsl.Joining;

/// <summary>How <see cref="Combiner"/> combines data sets.</summary>
internal sealed record CombineOptions
{
    /// <summary>The order of the data sets along a dimension.</summary>
    public Combine Order { get; init; } = Combine.Nested;

    /// <summary>The dimension to concatenate along, or null for those whose labels differ.</summary>
    public string? ConcatDim { get; init; }

    /// <summary>Which labels to keep along the other dimensions.</summary>
    public Join Join { get; init; }

    /// <summary>How variables that are not concatenated are compared.</summary>
    public Compat Compat { get; init; } = Compat.Equal;

    /// <summary>Which data variables are concatenated.</summary>
    public DataVars DataVars { get; init; }

    /// <summary>
    /// True for files: a variable that one lacks is missing there, and coordinates are compared as data variables are.
    /// False for data sets in memory: a coordinate that not all have is left out, and one that differs is concatenated.
    /// </summary>
    public bool AreFiles { get; init; }

    /// <summary>The function that was called, for messages.</summary>
    public string Caller { get; init; } = "Concat";

    /// <summary>What is combined, for messages.</summary>
    public string Noun => AreFiles ? "files" : "data sets";
}
