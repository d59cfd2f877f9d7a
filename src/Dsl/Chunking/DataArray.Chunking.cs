namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Changes the chunks along one dimension: <c>x.Chunk("time", 10)</c>.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="length">The length of its chunks; -1 for the whole dimension.</param>
    /// <exception cref="Engine.GchunkException">The dimension is unknown, or the length is 0.</exception>
    public DataArray Chunk(string dim, long length) => Chunk((dim, length));

    /// <summary>Changes the chunks along all dimensions to the same length.</summary>
    /// <param name="length">The length of the chunks; -1 for whole dimensions.</param>
    /// <exception cref="Engine.GchunkException">The length is 0.</exception>
    public DataArray Chunk(long length) => Chunk([.. Dims.Select(dim => (dim, length))]);

    /// <summary>Changes the chunks so that each has about a number of bytes.</summary>
    /// <param name="size">"auto" for the default size, or a size such as "64MB".</param>
    /// <exception cref="Engine.GchunkException">The size cannot be read.</exception>
    /// <example><code>
    /// Print(OpenDataset("rain.nc")["pr"].Chunk("auto").Chunks);
    /// </code></example>
    public DataArray Chunk(string size) => WithSame(new ChunkedArray(Expression).Rechunk(size).Expression);
}
