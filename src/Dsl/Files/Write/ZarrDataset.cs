using Gchunk.Dsl.Files.Open;
using Gchunk.Dsl.Files.Write;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Writes the data set to a Zarr store; what is lazy is computed in one pass, in bounded memory, and compressed on
    /// all threads.
    /// </summary>
    /// <remarks>
    /// The store takes its name only when it is whole: an error or an interrupt leaves nothing behind, and a store that
    /// was there stays. Stored chunks follow the blocks of each
    /// variable; blocks of unequal lengths are put together anew, so that no stored chunk belongs to two of them.
    /// </remarks>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; a store of that name is replaced.</param>
    /// <param name="format">2, which every reader knows, or 3.</param>
    /// <param name="compression">
    /// How chunks are compressed; by default Blosc with LZ4, or zlib where libblosc is missing.
    /// </param>
    /// <param name="chunks">
    /// The lengths of stored chunks by dimension, -1 for the whole; where none is given, those of the blocks.
    /// </param>
    /// <param name="shards">By dimension, how many chunks are stored together in a shard; format 3 only.</param>
    /// <param name="group">
    /// The path of a group, which is added to a store that is there, or replaced in it; null for the whole store.
    /// </param>
    /// <param name="compute">
    /// Whether values are computed and written now; otherwise only metadata and labels are, for regions to be written
    /// later.
    /// </param>
    /// <param name="encoding">
    /// How variables are stored, by their names: dtype, scale and offset, missing value, chunks, compression, units of
    /// times. Others are packed as in the file that they come from.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// The parent folder does not exist or cannot be written, what has the name is no Zarr store, a dimension is
    /// stacked, or a value is outside what its packed form can hold.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc").ToZarr("rain.zarr", chunks: new Dictionary&lt;string, long&gt; { ["time"] = 2 });
    /// Print(OpenZarr("rain.zarr")["pr"].Mean().Scalar());
    /// </code></example>
    public void ToZarr(
        string path,
        int format = 2,
        ZarrCompression? compression = null,
        IReadOnlyDictionary<string, long>? chunks = null,
        IReadOnlyDictionary<string, long>? shards = null,
        string? group = null,
        bool compute = true,
        IReadOnlyDictionary<string, VariableEncoding>? encoding = null
    ) =>
        ZarrDatasetWriter.Write(
            this,
            path,
            new ZarrLayout(format, compression ?? ZarrCompression.Standard, chunks, shards, group, encoding),
            compute
        );

    /// <summary>Appends the data set to a Zarr store along a dimension.</summary>
    /// <remarks>
    /// Chunks are written first and metadata last: an error or an interrupt leaves the store with its old length, and
    /// so do readers find it until all is written. A last chunk that is
    /// not full is written again with what follows. One writer at a time may append.
    /// </remarks>
    /// <param name="path">The folder of the store.</param>
    /// <param name="appendDim">The dimension that grows.</param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <exception cref="Engine.GchunkException">
    /// There is no such store, a variable along the dimension is missing or of another dtype, other labels differ, or
    /// labels are there already.
    /// </exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc");
    /// ds.Isel("time", ..2).ToZarr("rain.zarr");
    /// ds.Isel("time", 2..).ToZarr("rain.zarr", appendDim: "time");
    /// Print(OpenZarr("rain.zarr").Sizes);
    /// </code></example>
    public void ToZarr(string path, string appendDim, string? group = null) =>
        ZarrUpdate.Append(this, path, appendDim, group);

    /// <summary>
    /// Writes the data set in place of a part of a Zarr store, as several programs may do at once, each with another
    /// part.
    /// </summary>
    /// <remarks>
    /// The part must hold whole stored chunks, or end where the dimension does: of two writers that share a chunk, the
    /// second would undo the first. Labels are compared, not written.
    /// </remarks>
    /// <param name="path">The folder of the store, made before with <c>compute: false</c> or with other values.</param>
    /// <param name="region">Where it goes: dimensions with their places.</param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <exception cref="Engine.GchunkException">
    /// The region splits a stored chunk or does not fit, labels differ, a variable is missing or of another dtype, or a
    /// value is outside what its packed form can hold.
    /// </exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc").Chunk(("time", 1));
    /// ds.ToZarr("rain.zarr", compute: false);
    /// ds.Isel("time", 1..3).ToZarr("rain.zarr", region: [("time", 1..3)]);
    /// </code></example>
    public void ToZarr(string path, (string Dim, Range Range)[] region, string? group = null) =>
        ZarrUpdate.Write(this, path, region, group);
}

public sealed partial class DataArray
{
    /// <summary>Writes the array to a Zarr store, under its name, as a data set of one variable.</summary>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; a store of that name is replaced.</param>
    /// <param name="format">2, which every reader knows, or 3.</param>
    /// <param name="compression">How chunks are compressed.</param>
    /// <exception cref="Engine.GchunkException">The array has no name, or the store cannot be written.</exception>
    public void ToZarr(string path, int format = 2, ZarrCompression? compression = null) =>
        ToDataset().ToZarr(path, format, compression);
}

public static partial class Prelude
{
    /// <summary>
    /// Opens a Zarr store, of version 2 or 3, as a lazy data set; only metadata and the labels of dimensions are read.
    /// </summary>
    /// <param name="path">
    /// A folder, a zip file, or an address: <c>https://…</c>, or a public bucket as <c>gs://…</c> or <c>s3://…</c>.
    /// </param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <exception cref="Engine.GchunkException">
    /// There is no such store or group, it cannot be read, or it is damaged.
    /// </exception>
    public static Dataset OpenZarr(
        string path,
        string? group = null,
        IReadOnlyDictionary<string, long>? chunks = null,
        bool decodeCf = true
    ) => DatasetOpener.OpenStore(path, new OpenOptions(group, chunks, decodeCf));
}
