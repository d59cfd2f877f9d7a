using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Npy;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Computes the blocks and writes each to a target as it is computed, in bounded memory.</summary>
    /// <remarks>The target is called from several threads at once, in no fixed order.</remarks>
    /// <param name="target">The target: your own, or one for an array in memory.</param>
    /// <example><code>
    /// var inMemory = NDArray.Zeros((4, 6), DType.Float64);
    /// Ones((4, 6), chunks: (2, 3)).Store(inMemory);
    /// </code></example>
    public void Store(IArrayTarget target) => Computation.Store([Expression], [new TargetSink(target)]);

    /// <summary>Computes the blocks and writes them to an array in memory, cast to its dtype.</summary>
    /// <param name="target">The array, of the same shape.</param>
    /// <exception cref="GchunkException">The shapes differ.</exception>
    public void Store(NDArray target)
    {
        if (target.Shape != Shape)
            throw new GchunkException($"an array of shape {Shape} cannot be stored in one of shape {target.Shape}");
        Computation.Store(CastExpr.Create(Expression, target.DType), target);
    }

    /// <summary>Writes the array to an .npy file, computing it in bounded memory.</summary>
    /// <remarks>The write is atomic: the file appears whole or not at all.</remarks>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public void ToNpy(string path)
    {
        using AtomicFile file = AtomicFile.Create(path);
        var writer = new NpyWriter(file.TemporaryPath, path, DType, Shape);
        Computation.Store([Expression], [new NpySink(writer)]);
        file.Commit();
    }

    /// <summary>
    /// Writes the array to a folder of .npy files, one for each chunk along an axis: <c>0.npy</c>, <c>1.npy</c>, …
    /// </summary>
    /// <remarks>
    /// Dask names the files so too; its own <c>info</c>, which is a pickle, is not written, but an <c>info.json</c> with
    /// the axis. The folder appears whole or not at all.
    /// </remarks>
    /// <param name="path">The folder; a stack of that name is replaced.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="GchunkException">
    /// The axis is out of range, the folder cannot be written, or it holds other files.
    /// </exception>
    public void ToNpyStack(string path, int axis = 0)
    {
        int along = Shape.NormalizeAxis(axis);
        using var stack = new NpyStack(path);
        var parts = new List<ArrayExpr>();
        var sinks = new List<IBlockSink>();
        ReadOnlySpan<long> offsets = Chunks.Offsets(along);
        for (int i = 0; i + 1 < offsets.Length; i++)
        {
            ChunkedArray part = SliceAxis(along, offsets[i], offsets[i + 1] - offsets[i]);
            parts.Add(part.Expression);
            sinks.Add(new NpySink(stack.Add(i, DType, part.Shape)));
        }
        Computation.Store(parts, sinks);
        stack.Commit(along);
    }

    /// <summary>
    /// Writes the array to a Zarr store as a data set of one variable; see <see cref="DataArray.ToZarr"/>.
    /// </summary>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; an existing store is replaced.</param>
    /// <param name="name">The name of the variable.</param>
    /// <param name="dims">A name for each axis; by default <c>dim_0</c>, <c>dim_1</c>, …</param>
    /// <param name="format">The Zarr format: 2, which every reader knows, or 3.</param>
    /// <param name="compression">How chunks are compressed.</param>
    /// <exception cref="GchunkException">The store cannot be written.</exception>
    public void ToZarr(
        string path,
        string name = "data",
        string[]? dims = null,
        int format = 2,
        ZarrCompression? compression = null
    ) => Named(name, dims).ToZarr(path, format, compression);

    /// <summary>
    /// Writes the array to a NetCDF-4 file as a data set of one variable; see <see cref="DataArray.ToNetCdf"/>.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="name">The name of the variable.</param>
    /// <param name="dims">A name for each axis; by default <c>dim_0</c>, <c>dim_1</c>, …</param>
    /// <param name="compression">The compression level, 0 (none) to 9; null for 4.</param>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public void ToNetCdf(string path, string name = "data", string[]? dims = null, int? compression = null) =>
        Named(name, dims).ToNetCdf(path, compression);

    private DataArray Named(string name, string[]? dims) =>
        new(Expression, dims ?? [.. Enumerable.Range(0, Rank).Select(a => $"dim_{a}")], name: name);

    internal sealed class TargetSink(IArrayTarget target) : IBlockSink
    {
        public void Write(long[] origin, NDArray block) => target.Write(Region.Box(origin, block.Shape), block);
    }

    private sealed class NpySink(NpyWriter writer) : IBlockSink
    {
        public void Write(long[] origin, NDArray block) => writer.Write(origin, block);
    }
}
