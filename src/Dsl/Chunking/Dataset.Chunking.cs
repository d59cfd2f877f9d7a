namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Changes the chunks of every variable along one dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="length">The length of its chunks; -1 for the whole dimension.</param>
    /// <exception cref="Engine.GchunkException">The dimension is unknown, or the length is 0.</exception>
    public Dataset Chunk(string dim, long length) => Chunk((dim, length));

    /// <summary>Changes the chunks of every variable along all dimensions to the same length.</summary>
    /// <param name="length">The length of the chunks; -1 for whole dimensions.</param>
    /// <exception cref="Engine.GchunkException">The length is 0.</exception>
    public Dataset Chunk(long length) => MapVariables((name, _) => this[name].Chunk(length).Variable, Coords, Attrs);

    /// <summary>Changes the chunks of every variable so that each has about a number of bytes.</summary>
    /// <param name="size">"auto" for the default size, or a size such as "64MB".</param>
    /// <exception cref="Engine.GchunkException">The size cannot be read.</exception>
    public Dataset Chunk(string size) => MapVariables((name, _) => this[name].Chunk(size).Variable, Coords, Attrs);
}
