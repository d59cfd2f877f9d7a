namespace Gchunk.Dsl;

/// <summary>How many files become one data set.</summary>
public enum Combine
{
    /// <summary>By their coordinates: joined along the dimension whose labels differ, in the order of these; all other labels must be equal.</summary>
    ByCoords,
    /// <summary>In the order in which they are given, along the dimension whose labels differ.</summary>
    Nested,
}

/// <summary>What opening a file is told.</summary>
/// <param name="Group">The path of a group, or null for the root.</param>
/// <param name="Chunks">Chunk lengths by dimension, or null.</param>
/// <param name="DecodeCf">Whether packed and missing values and times are decoded.</param>
internal sealed record OpenOptions(string? Group = null, IReadOnlyDictionary<string, long>? Chunks = null, bool DecodeCf = true);
