using Gchunk.Dsl.Files.Write;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Writes the data set to a NetCDF-4 file; what is lazy is computed in one pass, in bounded memory.
    /// </summary>
    /// <remarks>
    /// The file takes its name only when it is whole: an error or an interrupt leaves nothing behind, and a file that
    /// was there stays. Times are written in the coarsest units that hold them exactly.
    /// </remarks>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="compression">The level of compression, 0 (none) to 9.</param>
    /// <param name="unlimited">Dimensions that may grow later.</param>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, a dimension is stacked, or an attribute cannot be stored.
    /// </exception>
    public void ToNetCdf(string path, int compression = 4, params string[] unlimited) =>
        DatasetWriter.Write([(this, path)], compression, null, unlimited);

    /// <summary>
    /// The same, with how some variables are stored: dtype, scale and offset, missing value, chunks, compression.
    /// Others are packed as in the file that they come from.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="encoding">How variables are stored, by their names.</param>
    /// <param name="compression">The level of compression of what says nothing else, 0 (none) to 9.</param>
    /// <param name="unlimited">Dimensions that may grow later.</param>
    /// <exception cref="GchunkException">As above; or a value is outside what its packed form can hold.</exception>
    public void ToNetCdf(
        string path,
        Dictionary<string, VariableEncoding> encoding,
        int compression = 4,
        params string[] unlimited
    ) => DatasetWriter.Write([(this, path)], compression, encoding, unlimited);

    /// <summary>
    /// Appends the data set to a NetCDF-4 file along an unlimited dimension, stored as the file stores it. The file is
    /// replaced when that is done: until then, and after an error, it is as it was.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="dim">The dimension.</param>
    /// <exception cref="GchunkException">
    /// The dimension is not unlimited, a variable is not in the file or lies along other dimensions, or a value cannot
    /// be stored as the file stores it.
    /// </exception>
    public void AppendToNetCdf(string path, string dim) => DatasetAppender.Append(this, path, dim);

    /// <summary>
    /// Writes several data sets, each to a file of its own, computing them together: what they share is computed once.
    /// </summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="paths">As many files.</param>
    /// <param name="compression">The level of compression, 0 (none) to 9.</param>
    /// <param name="encoding">How variables are stored, by their names, or null.</param>
    /// <exception cref="GchunkException">
    /// There are not as many paths as data sets, a path occurs twice, or a file cannot be written.
    /// </exception>
    public static void ToMfNetCdf(
        IReadOnlyList<Dataset> datasets,
        IReadOnlyList<string> paths,
        int compression = 4,
        Dictionary<string, VariableEncoding>? encoding = null
    )
    {
        if (datasets.Count != paths.Count)
            throw new GchunkException($"{datasets.Count} data sets need as many paths; got {paths.Count}");
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new GchunkException($"'{twice.First()}' is named for several data sets");
        DatasetWriter.Write([.. datasets.Zip(paths)], compression, encoding, []);
    }
}
