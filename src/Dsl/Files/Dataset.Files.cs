using Gchunk.Dsl.Files.Write;
using Gchunk.Engine;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Writes the data set to a NetCDF-4 file, computing lazy values in one pass, in bounded memory.</summary>
    /// <remarks>
    /// The write is atomic: after an error or an interrupt nothing is left behind, and a file that was there is
    /// unchanged. Times are written in the coarsest units that hold them exactly. What comes unchanged from a file
    /// keeps its encoding, as in xarray: packing and units, and from a NetCDF-4 file the compression, and the chunks
    /// unless the variable has another shape or was rechunked; see <see cref="DropEncoding"/>.
    /// </remarks>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="compression">
    /// The compression level, 0 (none) to 9; null for that of the NetCDF-4 file that a variable comes from, or 4.
    /// </param>
    /// <param name="unlimited">Dimensions that can be appended along later.</param>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, a dimension is stacked, or an attribute cannot be stored.
    /// </exception>
    public void ToNetCdf(string path, int? compression = null, params string[] unlimited) =>
        DatasetWriter.WriteNetCdf([(this, path)], compression, null, unlimited);

    /// <summary>
    /// Writes the data set to a NetCDF-4 file with an encoding for some variables: dtype, scale factor, add offset,
    /// fill value, chunks, compression. The others are packed as in the file that they come from.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="encoding">How variables are stored, by name.</param>
    /// <param name="compression">
    /// The compression level of variables without one of their own, 0 (none) to 9; null for that of the NetCDF-4 file
    /// that they come from, or 4.
    /// </param>
    /// <param name="unlimited">Dimensions that can be appended along later.</param>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, a dimension is stacked, an attribute cannot be stored, or a
    /// value is outside the range of its encoding.
    /// </exception>
    public void ToNetCdf(
        string path,
        Dictionary<string, VariableEncoding> encoding,
        int? compression = null,
        params string[] unlimited
    ) => DatasetWriter.WriteNetCdf([(this, path)], compression, encoding, unlimited);

    /// <summary>
    /// Writes the data set to a NetCDF file of a format, to a group, or besides what a file has already:
    /// <c>ds.ToNetCdf("out.nc", mode: "a", group: "model")</c>.
    /// </summary>
    /// <remarks>
    /// Like every write, it is atomic: until it is complete, and after an error, the file is unchanged.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="mode">
    /// <c>w</c> replaces an existing file; <c>a</c> keeps its groups and variables, except those of the same name, whose
    /// values and attributes are replaced. It needs NetCDF-4.
    /// </param>
    /// <param name="format">
    /// <c>NETCDF4</c>, <c>NETCDF3_CLASSIC</c>, <c>NETCDF3_64BIT</c> or <c>NETCDF3_64BIT_DATA</c>. The first two classic
    /// formats have no unsigned and no 64-bit integers. As in xarray, such integers are stored in smaller types if all
    /// values fit. Texts are stored as characters, and nothing is compressed.
    /// </param>
    /// <param name="group">The path of a group, <c>model/output</c>; null for the root group.</param>
    /// <param name="encoding">How variables are stored, by name, or null.</param>
    /// <param name="compression">
    /// The compression level, 0 (none) to 9; null for that of the NetCDF-4 file that a variable comes from, or 4.
    /// </param>
    /// <param name="unlimited">Dimensions that can be appended along later.</param>
    /// <exception cref="GchunkException">
    /// The mode or the format is unknown, the file has a dimension of another length or a variable of another form, or
    /// the format cannot hold the values.
    /// </exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc");
    /// ds.ToNetCdf("out.nc", format: "NETCDF3_CLASSIC");
    /// ds.ToNetCdf("groups.nc", group: "model/day");
    /// (ds * 2).ToNetCdf("groups.nc", mode: "a", group: "twice");
    /// Print(OpenDataset("groups.nc", group: "twice").Sizes);
    /// </code></example>
    public void ToNetCdf(
        string path,
        string mode = "w",
        string? format = null,
        string? group = null,
        Dictionary<string, VariableEncoding>? encoding = null,
        int? compression = null,
        IReadOnlyCollection<string>? unlimited = null
    )
    {
        if (mode is not ("w" or "a"))
            throw new GchunkException($"mode is \"w\", a new file, or \"a\", to add to one; got \"{mode}\"");
        NetCdfFormat named = NetCdfFormat.Named(format);
        if (mode == "a" && named.IsClassic)
        {
            throw new GchunkException(
                $"mode \"a\" adds to files of the format NETCDF4, not {named.Name}; open the file, add variables to the data set, and write it anew"
            );
        }

        var target = new NetCdfTarget
        {
            Format = named,
            Group = group,
            Adds = mode == "a",
        };
        DatasetWriter.WriteNetCdf([(this, path)], compression, encoding, unlimited ?? [], target);
    }

    /// <summary>
    /// Appends the data set to a NetCDF-4 file along an unlimited dimension, encoded as in the file. A copy is extended
    /// and then replaces the file: until then, and after an error, the file is unchanged.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="dim">The dimension.</param>
    /// <exception cref="GchunkException">
    /// The dimension is not unlimited, a variable is not in the file or has other dimensions, or a value cannot be
    /// encoded as the file is.
    /// </exception>
    public void AppendToNetCdf(string path, string dim)
    {
        using var file = new NetCdfUpdateSink(path);
        DatasetUpdate.Append(this, file, dim);
    }

    /// <summary>
    /// Writes several data sets, each to its own NetCDF-4 file. They are computed together: what they share is computed
    /// once.
    /// </summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="paths">A path for each.</param>
    /// <param name="compression">
    /// The compression level, 0 (none) to 9; null for that of the NetCDF-4 file that a variable comes from, or 4.
    /// </param>
    /// <param name="encoding">How variables are stored, by name, or null.</param>
    /// <exception cref="GchunkException">
    /// The numbers of paths and data sets differ, a path is given twice, or a file cannot be written.
    /// </exception>
    public static void ToMfNetCdf(
        IReadOnlyList<Dataset> datasets,
        IReadOnlyList<string> paths,
        int? compression = null,
        Dictionary<string, VariableEncoding>? encoding = null
    )
    {
        if (datasets.Count != paths.Count)
            throw new GchunkException($"{datasets.Count} data sets need as many paths; got {paths.Count}");
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new GchunkException($"'{twice.First()}' is the path of several data sets; give each its own");
        DatasetWriter.WriteNetCdf([.. datasets.Zip(paths)], compression, encoding, []);
    }

    /// <summary>
    /// Writes the data set to a new Zarr store, computing lazy values in one pass, in bounded memory; chunks are
    /// compressed on all threads.
    /// </summary>
    /// <remarks>
    /// The write is atomic: after an error or an interrupt nothing is left behind, and a store that was there is
    /// unchanged. The chunks of the store follow those of each variable; chunks of unequal length are rechunked first,
    /// so that no chunk of the store is written by two tasks.
    /// </remarks>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; an existing store is replaced.</param>
    /// <param name="format">The Zarr format: 2, which every reader knows, or 3.</param>
    /// <param name="compression">
    /// How chunks are compressed; null for the compression of the store of the same format that a variable comes from,
    /// else for Blosc with LZ4, or zlib if libblosc is not installed.
    /// </param>
    /// <param name="chunks">
    /// Chunk lengths of the store by dimension, -1 for the whole dimension; those of the variables where none is given.
    /// </param>
    /// <param name="shards">The number of chunks in a shard by dimension; format 3 only.</param>
    /// <param name="group">
    /// The path of a group, which is added to an existing store, or replaced in it; null to write a whole store.
    /// </param>
    /// <param name="compute">
    /// True to compute and write values now; false to write only metadata and labels, so that regions can be written
    /// later.
    /// </param>
    /// <param name="encoding">
    /// How variables are stored, by name: dtype, scale factor, add offset, fill value, chunks, compression, units of
    /// times. The others are packed as in the file that they come from.
    /// </param>
    /// <param name="mode">"w" replaces an existing store, "w-" refuses to.</param>
    /// <exception cref="GchunkException">
    /// The parent folder does not exist or cannot be written, the path is not a Zarr store, a dimension is stacked, or
    /// a value is outside the range of its encoding.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc").ToZarr("rain.zarr", chunks: new() { ["time"] = 2 });
    /// Print(OpenZarr("rain.zarr")["pr"].Mean().Scalar());
    /// </code></example>
    public void ToZarr(
        string path,
        int format = 2,
        ZarrCompression? compression = null,
        Dictionary<string, long>? chunks = null,
        Dictionary<string, long>? shards = null,
        string? group = null,
        bool compute = true,
        Dictionary<string, VariableEncoding>? encoding = null,
        string mode = "w"
    )
    {
        if (mode is not ("w" or "w-"))
        {
            throw new GchunkException(
                mode == "a"
                    ? "mode \"a\" is not supported; ToZarr(path, appendDim: \"time\") appends along a dimension, and region: replaces a part"
                    : Spelling.Unknown("mode", mode, ["w", "w-"])
            );
        }
        if (mode == "w-" && Path.Exists(path))
            throw new GchunkException($"there is a {path} already; mode: \"w\" replaces it");
        var replaced = new ReplacedStore(path, group);
        DatasetWriter.WriteZarr(
            this,
            path,
            new ZarrLayout(format, compression, chunks, shards, group),
            encoding,
            compute
        );
        replaced.Tell();
    }

    /// <summary>Appends the data set to a Zarr store along a dimension, encoded as the store is.</summary>
    /// <remarks>
    /// Chunks are written first and metadata last: readers see the old length until everything is written, and an error
    /// or an interrupt leaves the store with it. A last chunk that is not full is written again together with the new
    /// values. Only one writer may append at a time.
    /// </remarks>
    /// <param name="path">The folder of the store.</param>
    /// <param name="appendDim">The dimension to append along.</param>
    /// <param name="group">The path of a group in the store, or null for the root group.</param>
    /// <exception cref="GchunkException">
    /// There is no such store, a variable of the dimension is missing or has another dtype, other labels differ, or the
    /// store has some of the labels already.
    /// </exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc");
    /// ds.Isel("time", ..2).ToZarr("rain.zarr");
    /// ds.Isel("time", 2..).ToZarr("rain.zarr", appendDim: "time");
    /// Print(OpenZarr("rain.zarr").Sizes);
    /// </code></example>
    public void ToZarr(string path, string appendDim, string? group = null)
    {
        using ZarrUpdateSink store = ZarrUpdateSink.Open(path, group);
        DatasetUpdate.Append(this, store, appendDim);
    }

    /// <summary>
    /// Writes the data set over a region of a Zarr store. Several programs can do so at once, each with another region.
    /// </summary>
    /// <remarks>
    /// The region must consist of whole chunks of the store, or end where the dimension ends: if two writers shared a
    /// chunk, the second would undo the first. Labels are compared, not written. If the write fails or its program is
    /// killed, the region may hold old and new values. The error says so, and so does a notice when the store is opened,
    /// until the region is written again as a whole.
    /// </remarks>
    /// <param name="path">The folder of the store, written before, for example with <c>compute: false</c>.</param>
    /// <param name="region">The region: a range of positions for some dimensions.</param>
    /// <param name="group">The path of a group in the store, or null for the root group.</param>
    /// <param name="resume">
    /// True to finish the same write after it failed or was killed: all of it is written again. It is an error if the
    /// store has no such unfinished write.
    /// </param>
    /// <exception cref="GchunkException">
    /// The region splits a chunk or does not fit, labels differ, a variable is missing or has another dtype, a value is
    /// outside the range of its encoding, or there is nothing to resume.
    /// </exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc").Chunk(("time", 1));
    /// ds.ToZarr("rain.zarr", compute: false);
    /// ds.Isel("time", 1..3).ToZarr("rain.zarr", region: [("time", 1..3)]);
    /// </code></example>
    public void ToZarr(string path, (string Dim, Range Range)[] region, string? group = null, bool resume = false)
    {
        using ZarrUpdateSink store = ZarrUpdateSink.Open(path, group);
        DatasetUpdate.WriteRegion(this, store, region, resume);
    }
}
