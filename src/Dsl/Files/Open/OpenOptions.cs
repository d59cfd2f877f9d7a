namespace Gchunk.Dsl.Files.Open;

/// <summary>How files are put together.</summary>
/// <param name="Combine">In which order.</param>
/// <param name="Join">Which labels of the other dimensions are kept.</param>
/// <param name="Compat">What is asked of variables that are not joined.</param>
/// <param name="DataVars">Which variables are joined.</param>
/// <param name="ConcatDim">The dimension along which they are joined, or null for the one whose labels differ.</param>
/// <param name="Preprocess">What is done with the data set of each file first, or null.</param>
internal sealed record CombineOptions(
    Combine Combine = Combine.ByCoords,
    Join Join = Join.Exact,
    Compat Compat = Compat.Small,
    DataVars DataVars = DataVars.Minimal,
    string? ConcatDim = null,
    Func<Dataset, Dataset>? Preprocess = null
);

/// <summary>What opening a file is told.</summary>
/// <param name="Group">The path of a group, or null for the root.</param>
/// <param name="Chunks">Chunk lengths by dimension, or null.</param>
/// <param name="DecodeCf">Whether anything is decoded.</param>
/// <param name="MaskAndScale">Whether packed and missing values are decoded.</param>
/// <param name="DecodeTimes">Whether times are decoded.</param>
/// <param name="DecodeCoords">Whether variables that others list as their coordinates become coordinates.</param>
/// <param name="DropVariables">The names of variables that are not looked at.</param>
internal sealed record OpenOptions(
    string? Group = null,
    IReadOnlyDictionary<string, long>? Chunks = null,
    bool DecodeCf = true,
    bool MaskAndScale = true,
    bool DecodeTimes = true,
    bool DecodeCoords = true,
    IReadOnlyCollection<string>? DropVariables = null
)
{
    public bool Masks => DecodeCf && MaskAndScale;

    public bool Times => DecodeCf && DecodeTimes;

    public bool Coords => DecodeCf && DecodeCoords;
}
