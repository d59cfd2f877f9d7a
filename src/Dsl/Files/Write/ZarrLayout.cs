using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Write;

/// <summary>How variables are laid out in a Zarr store.</summary>
/// <param name="Format">The Zarr format, 2 or 3.</param>
/// <param name="Compression">How chunks are compressed, or null for what the variables had.</param>
/// <param name="Chunks">Chunk lengths by dimension, or null for those of the variables.</param>
/// <param name="Shards">The number of chunks in a shard by dimension, or null.</param>
/// <param name="Group">The path of the group that is written, or null for the root group.</param>
internal sealed record ZarrLayout(
    int Format,
    ZarrCompression? Compression,
    IReadOnlyDictionary<string, long>? Chunks,
    IReadOnlyDictionary<string, long>? Shards,
    string? Group
)
{
    // A chunk that the user made larger than this is divided into several of the store.
    private const long LargestChunk = 128L << 20;

    /// <summary>Rejects unknown dimensions and lengths that are not valid.</summary>
    public void Check(Dataset dataset)
    {
        foreach (
            var (dim, length) in (Chunks ?? new Dictionary<string, long>()).Concat(
                Shards ?? new Dictionary<string, long>()
            )
        )
        {
            dataset.Sizes.Require(dim);
            if (length is 0 or < -1)
            {
                throw new GchunkException(
                    $"a chunk along '{dim}' cannot have the length {length}; give a positive one, or -1 for the whole dimension"
                );
            }
        }
    }

    /// <summary>The shape of a chunk of a variable.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="values">Its encoded values.</param>
    public long[] ChunkOf(EncodedVariable variable, ArrayExpr values)
    {
        if (variable.Encoding.Chunks is { } own)
            return [.. own];
        if (Kept(variable)?.ChunkFor(values.Chunks) is { } kept && !variable.Dims.Any(IsGiven))
            return kept;
        var chunk = new long[variable.Dims.Length];
        bool given = false;
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            chunk[axis] = Math.Max(1, values.Chunks.Sizes(axis)[0]);
            if (Chunks is null || !Chunks.TryGetValue(variable.Dims[axis], out long length))
                continue;
            chunk[axis] = Math.Max(1, length == -1 ? values.Shape[axis] : Math.Min(length, values.Shape[axis]));
            given = true;
        }
        for (int axis = 0; axis < chunk.Length && !given; axis++)
        {
            long parts = (Bytes(chunk, values.DType) + LargestChunk - 1) / LargestChunk;
            if (parts <= 1)
                break;
            chunk[axis] = Divide(chunk[axis], parts);
        }
        return chunk;
    }

    // The layout of the array that the values come from, if it is one of this format.
    private ZarrStoredLayout? Kept(EncodedVariable variable) =>
        variable.Layout is ZarrStoredLayout layout && layout.Format == (Format == 2 ? "zarr2" : "zarr3")
            ? layout
            : null;

    private bool IsGiven(string dim) => Chunks?.ContainsKey(dim) == true || Shards?.ContainsKey(dim) == true;

    /// <summary>
    /// The compression of a variable: what is asked for, else that of the array that it comes from if this is of the
    /// same format and dtype.
    /// </summary>
    public ZarrCompression CompressionOf(EncodedVariable variable, DType stored) =>
        variable.Encoding.Compression is { } level ? (Compression ?? ZarrCompression.Standard).WithLevel(level)
        : Compression is { } given ? given
        : Kept(variable) is { Codecs: { } codecs } kept && kept.DType == stored ? ZarrCompression.As(codecs)
        : ZarrCompression.Standard;

    /// <summary>The number of chunks in a shard along each axis, or null.</summary>
    public long[]? ShardOf(EncodedVariable variable, long[] chunk)
    {
        (string[] dims, Shape shape) = (variable.Dims, variable.Shape);
        if (
            Kept(variable) is { Shard: { } kept } layout
            && !dims.Any(IsGiven)
            && chunk.AsSpan().SequenceEqual(layout.Chunk)
        )
        {
            return kept;
        }
        if (Shards is null || !dims.Any(Shards.ContainsKey))
            return null;
        return
        [
            .. dims.Select(
                (dim, axis) =>
                    !Shards.TryGetValue(dim, out long count) ? 1
                    : count == -1 ? Math.Max(1, (shape[axis] + chunk[axis] - 1) / chunk[axis])
                    : count
            ),
        ];
    }

    /// <summary>
    /// Rechunks an expression so that every chunk consists of whole units, and no unit is written by two tasks.
    /// </summary>
    /// <param name="expr">The values.</param>
    /// <param name="unit">The shape of what is written at once: a chunk or a shard of the store.</param>
    public static ArrayExpr Align(ArrayExpr expr, IReadOnlyList<long> unit)
    {
        ChunkGrid grid = expr.Chunks;
        for (int axis = 0; axis < unit.Count; axis++)
        {
            long length = unit[axis];
            ReadOnlySpan<long> offsets = grid.Offsets(axis);
            bool aligned = true;
            for (int i = 1; i < offsets.Length - 1; i++)
                aligned &= offsets[i] % length == 0;
            if (aligned)
                continue;
            long size = Math.Max(1, (grid.Sizes(axis)[0] + length / 2) / length) * length;
            grid = grid.With(axis, ChunkGrid.Regular(expr.Shape[axis], [size]).Sizes(0).ToArray());
        }
        return RechunkExpr.Create(expr, grid);
    }

    private static long Bytes(long[] chunk, DType dtype) =>
        (long)Math.Min(chunk.Aggregate(1.0, (a, b) => a * b) * dtype.Size, 1L << 62);

    // Divides a length into about as many equal parts, without a remainder if there is such a number.
    private static long Divide(long length, long parts)
    {
        for (long k = parts; k <= Math.Min(2 * parts, length); k++)
        {
            if (length % k == 0)
                return length / k;
        }

        return Math.Max(1, length / parts);
    }
}
