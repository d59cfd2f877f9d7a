namespace Gchunk.Dsl;

/// <summary>
/// The options of <see cref="Prelude.OpenDataset(string, OpenOptions)"/>,
/// <see cref="Prelude.OpenMfDataset(string, OpenOptions)"/> and <see cref="Prelude.OpenZarr(string, OpenOptions)"/>.
/// The named arguments of these functions have the same names and defaults.
/// </summary>
/// <remarks>
/// <see cref="Combine"/> and the options below it say how several files are combined; they have no effect on a single
/// file.
/// </remarks>
/// <example><code>
/// var options = new OpenOptions { Chunks = new Dictionary&lt;string, long&gt; { ["time"] = 1 } };
/// Print(OpenDataset("rain.nc", options)["pr"].Chunks);
/// </code></example>
public sealed record OpenOptions
{
    /// <summary>The path of the group to open, or null for the root group.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// Chunk lengths by dimension, -1 for the whole dimension; null for chunks that follow those of the file.
    /// </summary>
    public IReadOnlyDictionary<string, long>? Chunks { get; init; }

    /// <summary>
    /// True to keep variables that are stored as float16, and not packed, in that dtype; by default they are widened to
    /// float32.
    /// </summary>
    public bool KeepHalf { get; init; }

    /// <summary>True to decode by the CF conventions; false returns every variable as it is stored.</summary>
    public bool DecodeCf { get; init; } = true;

    /// <summary>True to unpack values and replace fill values by NaN.</summary>
    public bool MaskAndScale { get; init; } = true;

    /// <summary>
    /// True to decode times. Times whose units cannot be decoded ("months since …") stay numbers, with a notice.
    /// </summary>
    public bool DecodeTimes { get; init; } = true;

    /// <summary>
    /// True to make the variables that an attribute <c>coordinates</c> lists coordinates instead of data variables.
    /// </summary>
    public bool DecodeCoords { get; init; } = true;

    /// <summary>The names of variables to leave out, or null.</summary>
    public IReadOnlyCollection<string>? DropVariables { get; init; }

    /// <summary>A function applied to the data set of each file before the files are combined, or null.</summary>
    public Func<Dataset, Dataset>? Preprocess { get; init; }

    /// <summary>The order in which files are combined.</summary>
    public Combine Combine { get; init; }

    /// <summary>Which labels to keep along the dimensions that files are not concatenated along.</summary>
    public Join Join { get; init; }

    /// <summary>
    /// How the variables that do not have the concatenated dimension are compared between files.
    /// </summary>
    public Compat Compat { get; init; }

    /// <summary>Which data variables are concatenated.</summary>
    public DataVars DataVars { get; init; }

    /// <summary>
    /// The dimension to concatenate files along. If no file has it, it is a new one, and every data variable gets it.
    /// Null for the dimension whose labels differ.
    /// </summary>
    public string? ConcatDim { get; init; }

    /// <summary>
    /// True to keep what opening reads of many NetCDF files in the user's cache folder, so that files that have not
    /// changed need not be opened the next time.
    /// </summary>
    public bool Manifest { get; init; } = true;

    internal bool Masks => DecodeCf && MaskAndScale;

    internal bool Times => DecodeCf && DecodeTimes;

    internal bool Coords => DecodeCf && DecodeCoords;
}
