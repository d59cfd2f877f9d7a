using Gchunk.Dsl.Files.Open;
using Gchunk.Engine.Storage.Manifests;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Opens a NetCDF or HDF5 file, or a Zarr store, as a lazy data set. Only metadata, index labels and text variables
    /// are read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="Engine.GchunkException">
    /// The file does not exist, is of another format, or is truncated or corrupt.
    /// </exception>
    public static Dataset OpenDataset(string path, OpenOptions options) => DatasetOpener.Open(path, options);

    /// <inheritdoc cref="OpenDataset(string, OpenOptions)"/>
    /// <param name="path">The file.</param>
    /// <param name="group">See <see cref="OpenOptions.Group"/>.</param>
    /// <param name="chunks">See <see cref="OpenOptions.Chunks"/>.</param>
    /// <param name="decodeCf">See <see cref="OpenOptions.DecodeCf"/>.</param>
    /// <param name="maskAndScale">See <see cref="OpenOptions.MaskAndScale"/>.</param>
    /// <param name="decodeTimes">See <see cref="OpenOptions.DecodeTimes"/>.</param>
    /// <param name="decodeCoords">See <see cref="OpenOptions.DecodeCoords"/>.</param>
    /// <param name="dropVariables">See <see cref="OpenOptions.DropVariables"/>.</param>
    public static Dataset OpenDataset(
        string path,
        string? group = null,
        Dictionary<string, long>? chunks = null,
        bool decodeCf = true,
        bool maskAndScale = true,
        bool decodeTimes = true,
        bool decodeCoords = true,
        IReadOnlyCollection<string>? dropVariables = null
    ) =>
        OpenDataset(
            path,
            new OpenOptions
            {
                Group = group,
                Chunks = chunks,
                DecodeCf = decodeCf,
                MaskAndScale = maskAndScale,
                DecodeTimes = decodeTimes,
                DecodeCoords = decodeCoords,
                DropVariables = dropVariables,
            }
        );

    /// <summary>
    /// Opens a Zarr store, of version 2 or 3, as a lazy data set. Only metadata and index labels are read.
    /// </summary>
    /// <param name="path">
    /// A folder, a zip file, or an address: <c>https://…</c>, or a public bucket as <c>gs://…</c> or <c>s3://…</c>.
    /// </param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="Engine.GchunkException">
    /// There is no such store or group, or it cannot be read, or it is corrupt.
    /// </exception>
    public static Dataset OpenZarr(string path, OpenOptions options) => DatasetOpener.OpenStore(path, options);

    /// <inheritdoc cref="OpenZarr(string, OpenOptions)"/>
    /// <param name="path">
    /// A folder, a zip file, or an address: <c>https://…</c>, or a public bucket as <c>gs://…</c> or <c>s3://…</c>.
    /// </param>
    /// <param name="group">See <see cref="OpenOptions.Group"/>.</param>
    /// <param name="chunks">See <see cref="OpenOptions.Chunks"/>.</param>
    /// <param name="decodeCf">See <see cref="OpenOptions.DecodeCf"/>.</param>
    public static Dataset OpenZarr(
        string path,
        string? group = null,
        Dictionary<string, long>? chunks = null,
        bool decodeCf = true
    ) =>
        OpenZarr(
            path,
            new OpenOptions
            {
                Group = group,
                Chunks = chunks,
                DecodeCf = decodeCf,
            }
        );

    /// <summary>
    /// Opens many NetCDF files or Zarr stores as one lazy data set, concatenated along the dimension whose labels
    /// differ, in the order of the labels; tiles of a grid along several. A variable that a file lacks is missing
    /// there.
    /// </summary>
    /// <param name="pattern">A path with <c>*</c>, <c>?</c> or <c>**</c>.</param>
    /// <param name="options">How to open and combine the files.</param>
    /// <exception cref="Engine.GchunkException">
    /// No file matches, or the files do not fit together; the message names every file and variable that does not.
    /// </exception>
    public static Dataset OpenMfDataset(string pattern, OpenOptions options) =>
        OpenMfDataset(FilePattern.Expand(pattern), options);

    /// <inheritdoc cref="OpenMfDataset(string, OpenOptions)"/>
    /// <param name="paths">The files.</param>
    /// <param name="options">How to open and combine the files.</param>
    public static Dataset OpenMfDataset(IEnumerable<string> paths, OpenOptions options) =>
        DatasetOpener.OpenMany([.. paths], options, options.Manifest ? ManifestCache.OfUser() : null);

    /// <inheritdoc cref="OpenMfDataset(string, OpenOptions)"/>
    /// <param name="pattern">A path with <c>*</c>, <c>?</c> or <c>**</c>.</param>
    /// <param name="combine">See <see cref="OpenOptions.Combine"/>.</param>
    /// <param name="group">See <see cref="OpenOptions.Group"/>.</param>
    /// <param name="chunks">See <see cref="OpenOptions.Chunks"/>.</param>
    /// <param name="decodeCf">See <see cref="OpenOptions.DecodeCf"/>.</param>
    /// <param name="preprocess">See <see cref="OpenOptions.Preprocess"/>.</param>
    /// <param name="join">See <see cref="OpenOptions.Join"/>.</param>
    /// <param name="compat">See <see cref="OpenOptions.Compat"/>.</param>
    /// <param name="dataVars">See <see cref="OpenOptions.DataVars"/>.</param>
    /// <param name="concatDim">See <see cref="OpenOptions.ConcatDim"/>.</param>
    /// <param name="maskAndScale">See <see cref="OpenOptions.MaskAndScale"/>.</param>
    /// <param name="decodeTimes">See <see cref="OpenOptions.DecodeTimes"/>.</param>
    /// <param name="decodeCoords">See <see cref="OpenOptions.DecodeCoords"/>.</param>
    /// <param name="dropVariables">See <see cref="OpenOptions.DropVariables"/>.</param>
    /// <param name="manifest">See <see cref="OpenOptions.Manifest"/>.</param>
    public static Dataset OpenMfDataset(
        string pattern,
        Combine combine = Combine.ByCoords,
        string? group = null,
        Dictionary<string, long>? chunks = null,
        bool decodeCf = true,
        Func<Dataset, Dataset>? preprocess = null,
        Join join = Join.Exact,
        Compat compat = Compat.Small,
        DataVars dataVars = DataVars.Minimal,
        string? concatDim = null,
        bool maskAndScale = true,
        bool decodeTimes = true,
        bool decodeCoords = true,
        IReadOnlyCollection<string>? dropVariables = null,
        bool manifest = true
    ) =>
        OpenMfDataset(
            FilePattern.Expand(pattern),
            combine,
            group,
            chunks,
            decodeCf,
            preprocess,
            join,
            compat,
            dataVars,
            concatDim,
            maskAndScale,
            decodeTimes,
            decodeCoords,
            dropVariables,
            manifest
        );

    /// <inheritdoc cref="OpenMfDataset(string, OpenOptions)"/>
    /// <param name="paths">The files.</param>
    /// <param name="combine">See <see cref="OpenOptions.Combine"/>.</param>
    /// <param name="group">See <see cref="OpenOptions.Group"/>.</param>
    /// <param name="chunks">See <see cref="OpenOptions.Chunks"/>.</param>
    /// <param name="decodeCf">See <see cref="OpenOptions.DecodeCf"/>.</param>
    /// <param name="preprocess">See <see cref="OpenOptions.Preprocess"/>.</param>
    /// <param name="join">See <see cref="OpenOptions.Join"/>.</param>
    /// <param name="compat">See <see cref="OpenOptions.Compat"/>.</param>
    /// <param name="dataVars">See <see cref="OpenOptions.DataVars"/>.</param>
    /// <param name="concatDim">See <see cref="OpenOptions.ConcatDim"/>.</param>
    /// <param name="maskAndScale">See <see cref="OpenOptions.MaskAndScale"/>.</param>
    /// <param name="decodeTimes">See <see cref="OpenOptions.DecodeTimes"/>.</param>
    /// <param name="decodeCoords">See <see cref="OpenOptions.DecodeCoords"/>.</param>
    /// <param name="dropVariables">See <see cref="OpenOptions.DropVariables"/>.</param>
    /// <param name="manifest">See <see cref="OpenOptions.Manifest"/>.</param>
    public static Dataset OpenMfDataset(
        IEnumerable<string> paths,
        Combine combine = Combine.ByCoords,
        string? group = null,
        Dictionary<string, long>? chunks = null,
        bool decodeCf = true,
        Func<Dataset, Dataset>? preprocess = null,
        Join join = Join.Exact,
        Compat compat = Compat.Small,
        DataVars dataVars = DataVars.Minimal,
        string? concatDim = null,
        bool maskAndScale = true,
        bool decodeTimes = true,
        bool decodeCoords = true,
        IReadOnlyCollection<string>? dropVariables = null,
        bool manifest = true
    ) =>
        OpenMfDataset(
            paths,
            new OpenOptions
            {
                Group = group,
                Chunks = chunks,
                DecodeCf = decodeCf,
                MaskAndScale = maskAndScale,
                DecodeTimes = decodeTimes,
                DecodeCoords = decodeCoords,
                DropVariables = dropVariables,
                Preprocess = preprocess,
                Combine = combine,
                Join = join,
                Compat = compat,
                DataVars = dataVars,
                ConcatDim = concatDim,
                Manifest = manifest,
            }
        );

    /// <summary>
    /// Opens a catalogue of named data sets with parameters: a YAML file in intake's form. See <see cref="Catalog"/>.
    /// </summary>
    /// <param name="path">
    /// The file, or its address (http, https, or a public gs or s3 address). The entries of a catalogue from a public
    /// server cannot be files of this machine, nor places on its network.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// The file does not exist or is not a catalogue; the message names the line.
    /// </exception>
    public static Catalog OpenCatalog(string path) => Catalog.Open(path);

    /// <inheritdoc cref="Dataset.ToMfNetCdf"/>
    public static void ToMfNetCdf(
        IReadOnlyList<Dataset> datasets,
        IReadOnlyList<string> paths,
        int? compression = null,
        Dictionary<string, VariableEncoding>? encoding = null
    ) => Dataset.ToMfNetCdf(datasets, paths, compression, encoding);
}
