using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Writes the data set to a Zarr store; what is lazy is computed in one pass, in bounded memory, and compressed on all threads.</summary>
    /// <remarks>
    /// The store takes its name only when it is whole: an error or an interrupt leaves nothing behind, and a store that was there stays. Stored chunks follow the blocks of each
    /// variable; blocks of unequal lengths are put together anew, so that no stored chunk belongs to two of them.
    /// </remarks>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; a store of that name is replaced.</param>
    /// <param name="format">2, which every reader knows, or 3.</param>
    /// <param name="compression">How chunks are compressed; by default Blosc with LZ4, or zlib where libblosc is missing.</param>
    /// <param name="chunks">The lengths of stored chunks by dimension, -1 for the whole; where none is given, those of the blocks.</param>
    /// <param name="shards">By dimension, how many chunks are stored together in a shard; format 3 only.</param>
    /// <exception cref="Engine.GchunkException">The parent folder does not exist or cannot be written, what has the name is no Zarr store, or a dimension is stacked.</exception>
    /// <example><code>
    /// OpenDataset("rain.nc").ToZarr("rain.zarr", chunks: new Dictionary&lt;string, long&gt; { ["time"] = 2 });
    /// Print(OpenZarr("rain.zarr")["pr"].Mean().Scalar());
    /// </code></example>
    public void ToZarr(string path, int format = 2, ZarrCompression? compression = null, IReadOnlyDictionary<string, long>? chunks = null, IReadOnlyDictionary<string, long>? shards = null) =>
        ZarrDatasetWriter.Write(this, path, format, new ZarrLayout(compression ?? ZarrCompression.Standard, chunks, shards));
}

public sealed partial class DataArray
{
    /// <summary>Writes the array to a Zarr store, under its name; see <see cref="Dataset.ToZarr"/>.</summary>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; a store of that name is replaced.</param>
    /// <param name="format">2, which every reader knows, or 3.</param>
    /// <param name="compression">How chunks are compressed.</param>
    /// <exception cref="Engine.GchunkException">The array has no name, or the store cannot be written.</exception>
    public void ToZarr(string path, int format = 2, ZarrCompression? compression = null) => ToDataset().ToZarr(path, format, compression);
}

public static partial class Prelude
{
    /// <summary>Opens a Zarr store, of version 2 or 3, as a lazy data set; only metadata and the labels of dimensions are read.</summary>
    /// <param name="path">A folder, a zip file, or an address: <c>https://…</c>, or a public bucket as <c>gs://…</c> or <c>s3://…</c>.</param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <param name="chunks">Chunk lengths by dimension, -1 for the whole; null for blocks that read well.</param>
    /// <param name="decodeCf">Whether packed and missing values and times are decoded.</param>
    /// <exception cref="Engine.GchunkException">There is no such store or group, it cannot be read, or it is damaged.</exception>
    public static Dataset OpenZarr(string path, string? group = null, IReadOnlyDictionary<string, long>? chunks = null, bool decodeCf = true) =>
        DatasetOpener.OpenStore(path, new OpenOptions(group, chunks, decodeCf));
}
