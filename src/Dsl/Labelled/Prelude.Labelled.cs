namespace Gchunk.Dsl;

/// <summary>The functions that are at hand without a class name.</summary>
public static partial class Prelude
{
    /// <summary>A closed interval of labels for <c>Sel</c>, whichever way the coordinate runs; null leaves an end open. Dates may be given in part.</summary>
    public static LabelSlice Slice(object? low, object? high) => new(low, high);

    /// <summary>Takes the label nearest to the one asked for; of two as near, the greater.</summary>
    public static SelectMethod Nearest => SelectMethod.Nearest;

    /// <summary>Puts files together by their coordinates: in the order of the one that differs, all others being equal.</summary>
    public static Combine ByCoords => Combine.ByCoords;

    /// <summary>Opens a NetCDF file as a lazy data set; only metadata and the labels of dimensions are read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <exception cref="Engine.GchunkException">There is no such file, or it is not NetCDF, truncated or damaged.</exception>
    public static Dataset OpenDataset(string path, string? group = null, IReadOnlyDictionary<string, long>? chunks = null, bool decodeCf = true) =>
        DatasetOpener.Open(path, new OpenOptions(group, chunks, decodeCf));

    /// <summary>Opens many NetCDF files as one lazy data set, joined along the dimension whose coordinate differs, in its order.</summary>
    /// <param name="pattern">A path with <c>*</c>, <c>?</c> or <c>**</c>.</param>
    /// <param name="combine">How files are put together.</param>
    /// <param name="group">The path of a group in each, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <exception cref="Engine.GchunkException">No file matches, or the files do not belong together; the file and the coordinate are named.</exception>
    public static Dataset OpenMfDataset(string pattern, Combine combine = Combine.ByCoords, string? group = null, IReadOnlyDictionary<string, long>? chunks = null, bool decodeCf = true) =>
        OpenMfDataset(FilePattern.Expand(pattern), combine, group, chunks, decodeCf);

    /// <summary>Opens many NetCDF files as one lazy data set, joined along the dimension whose coordinate differs, in its order.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="combine">How files are put together.</param>
    /// <param name="group">The path of a group in each, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <exception cref="Engine.GchunkException">The list is empty, or the files do not belong together; the file and the coordinate are named.</exception>
    public static Dataset OpenMfDataset(IEnumerable<string> paths, Combine combine = Combine.ByCoords, string? group = null, IReadOnlyDictionary<string, long>? chunks = null, bool decodeCf = true) =>
        DatasetOpener.OpenMany([.. paths], combine, new OpenOptions(group, chunks, decodeCf));
}
