using Gchunk.Dsl.Files.Open;
using Gchunk.Engine.Storage.Manifests;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Opens a NetCDF or HDF5 file as a lazy data set; only metadata, the labels of dimensions and texts are read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether anything is decoded: false leaves everything as stored.</param>
    /// <param name="maskAndScale">Whether packed and missing values are decoded.</param>
    /// <param name="decodeTimes">
    /// Whether times are decoded; where their units are not known, they are left as numbers with a notice.
    /// </param>
    /// <param name="decodeCoords">Whether variables that others list as their coordinates become coordinates.</param>
    /// <param name="dropVariables">The names of variables that are left out.</param>
    /// <exception cref="Engine.GchunkException">
    /// There is no such file, or it is not NetCDF, truncated or damaged.
    /// </exception>
    public static Dataset OpenDataset(
        string path,
        string? group = null,
        IReadOnlyDictionary<string, long>? chunks = null,
        bool decodeCf = true,
        bool maskAndScale = true,
        bool decodeTimes = true,
        bool decodeCoords = true,
        IReadOnlyCollection<string>? dropVariables = null
    ) =>
        DatasetOpener.Open(
            path,
            new OpenOptions(group, chunks, decodeCf, maskAndScale, decodeTimes, decodeCoords, dropVariables)
        );

    /// <summary>
    /// Opens many NetCDF files or Zarr stores as one lazy data set, joined along the dimension whose coordinate
    /// differs, in its order; tiles of a grid along several. A variable that a file lacks is missing there.
    /// </summary>
    /// <param name="pattern">A path with <c>*</c>, <c>?</c> or <c>**</c>.</param>
    /// <param name="combine">How files are put together.</param>
    /// <param name="group">The path of a group in each, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <param name="preprocess">What is done with the data set of each file first, or null.</param>
    /// <param name="join">
    /// Which labels of the dimensions along which files are not joined are kept; by default they must be equal.
    /// </param>
    /// <param name="compat">What is asked of variables that do not run along the dimension.</param>
    /// <param name="dataVars">Which data variables are joined.</param>
    /// <param name="concatDim">The dimension along which files are joined, in the order given where
    /// <paramref name="combine"/> is Nested; a new one where they have none of that name. Null for the one whose labels
    /// differ.</param>
    /// <param name="maskAndScale">Whether packed and missing values are decoded.</param>
    /// <param name="decodeTimes">Whether times are decoded.</param>
    /// <param name="decodeCoords">Whether variables that others list as their coordinates become coordinates.</param>
    /// <param name="dropVariables">The names of variables that are left out.</param>
    /// <param name="manifest">
    /// Whether what opening reads of the files is kept in the user's cache folder: they are then not opened the next
    /// time, unless their size or time is another.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// No file matches, or the files do not belong together; every file and variable is named that disagrees.
    /// </exception>
    public static Dataset OpenMfDataset(
        string pattern,
        Combine combine = Combine.ByCoords,
        string? group = null,
        IReadOnlyDictionary<string, long>? chunks = null,
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

    /// <summary>
    /// Opens many NetCDF files or Zarr stores as one lazy data set, joined along the dimension whose coordinate
    /// differs, in its order; tiles of a grid along several. A variable that a file lacks is missing there.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="combine">How files are put together.</param>
    /// <param name="group">The path of a group in each, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <param name="preprocess">What is done with the data set of each file first, or null.</param>
    /// <param name="join">
    /// Which labels of the dimensions along which files are not joined are kept; by default they must be equal.
    /// </param>
    /// <param name="compat">What is asked of variables that do not run along the dimension.</param>
    /// <param name="dataVars">Which data variables are joined.</param>
    /// <param name="concatDim">The dimension along which files are joined, in the order given where
    /// <paramref name="combine"/> is Nested; a new one where they have none of that name. Null for the one whose labels
    /// differ.</param>
    /// <param name="maskAndScale">Whether packed and missing values are decoded.</param>
    /// <param name="decodeTimes">Whether times are decoded.</param>
    /// <param name="decodeCoords">Whether variables that others list as their coordinates become coordinates.</param>
    /// <param name="dropVariables">The names of variables that are left out.</param>
    /// <param name="manifest">
    /// Whether what opening reads of the files is kept in the user's cache folder: they are then not opened the next
    /// time, unless their size or time is another.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// The list is empty, or the files do not belong together; every file and variable is named that disagrees.
    /// </exception>
    public static Dataset OpenMfDataset(
        IEnumerable<string> paths,
        Combine combine = Combine.ByCoords,
        string? group = null,
        IReadOnlyDictionary<string, long>? chunks = null,
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
        DatasetOpener.OpenMany(
            [.. paths],
            new CombineOptions(combine, join, compat, dataVars, concatDim, preprocess),
            new OpenOptions(group, chunks, decodeCf, maskAndScale, decodeTimes, decodeCoords, dropVariables),
            manifest ? ManifestCache.OfUser() : null
        );

    /// <summary>Writes several data sets, each to a NetCDF-4 file of its own, computing them together.</summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="paths">As many files.</param>
    /// <param name="compression">The level of compression, 0 (none) to 9.</param>
    /// <param name="encoding">How variables are stored, by their names, or null.</param>
    public static void ToMfNetCdf(
        IReadOnlyList<Dataset> datasets,
        IReadOnlyList<string> paths,
        int compression = 4,
        Dictionary<string, VariableEncoding>? encoding = null
    ) => Dataset.ToMfNetCdf(datasets, paths, compression, encoding);
}
