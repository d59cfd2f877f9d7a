using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Write;

/// <summary>How variables are laid out in a Zarr store.</summary>
/// <param name="Format">2 or 3.</param>
/// <param name="Compression">How chunks are compressed.</param>
/// <param name="Chunks">The lengths of stored chunks by dimension, or null for those of the blocks.</param>
/// <param name="Shards">By dimension, how many chunks are stored together, or null.</param>
/// <param name="Group">The path of the group that is written, or null for the root.</param>
/// <param name="Encodings">How variables are stored, by their names, or null.</param>
internal sealed record ZarrLayout(
    int Format,
    ZarrCompression Compression,
    IReadOnlyDictionary<string, long>? Chunks,
    IReadOnlyDictionary<string, long>? Shards,
    string? Group,
    IReadOnlyDictionary<string, VariableEncoding>? Encodings = null
)
{
    // A block that the user made larger than this becomes several stored chunks.
    private const long LargestChunk = 128L << 20;

    /// <summary>Rejects names of dimensions and variables that are not there.</summary>
    public void Check(Dataset dataset)
    {
        foreach (string name in Encodings?.Keys ?? [])
        {
            if (!dataset.Contains(name))
            {
                throw new GchunkException(
                    $"encoding: {Spelling.Unknown("variable", name, dataset.Names.Concat(dataset.Coords.Names))}"
                );
            }
        }

        foreach (
            var (dim, length) in (Chunks ?? new Dictionary<string, long>()).Concat(
                Shards ?? new Dictionary<string, long>()
            )
        )
        {
            _ = dataset.Sizes[dim];
            if (length is 0 or < -1)
            {
                throw new GchunkException(
                    $"a chunk along '{dim}' cannot have the length {length}; give a positive one, or -1 for the whole"
                );
            }
        }
    }

    /// <summary>How the chunks of a variable are compressed.</summary>
    public ZarrCompression CompressionOf(string name) =>
        EncodingOf(name)?.Compression is { } level ? Compression.WithLevel(level) : Compression;

    /// <summary>What is said of how a variable is stored, or null.</summary>
    public VariableEncoding? EncodingOf(string name) => Encodings?.GetValueOrDefault(name);

    /// <summary>The shape of a stored chunk.</summary>
    public long[] ChunkOf(string name, string[] dims, ArrayExpr expr)
    {
        if (EncodingOf(name)?.Chunks is { } own)
        {
            return own.Count == dims.Length && own.All(n => n >= 1)
                ? [.. own]
                : throw new GchunkException(
                    $"encoding of '{name}': chunks need a length of at least 1 for each of its {dims.Length} dimensions; got ({string.Join(", ", own)})"
                );
        }

        var chunk = new long[dims.Length];
        bool given = false;
        for (int axis = 0; axis < dims.Length; axis++)
        {
            chunk[axis] = Math.Max(1, expr.Chunks.Sizes(axis)[0]);
            if (Chunks is null || !Chunks.TryGetValue(dims[axis], out long length))
                continue;
            chunk[axis] = Math.Max(1, length == -1 ? expr.Shape[axis] : Math.Min(length, expr.Shape[axis]));
            given = true;
        }
        for (int axis = 0; axis < chunk.Length && !given; axis++)
        {
            long pieces = (Bytes(chunk, expr.DType) + LargestChunk - 1) / LargestChunk;
            if (pieces <= 1)
                break;
            chunk[axis] = Divide(chunk[axis], pieces);
        }
        return chunk;
    }

    /// <summary>How many chunks along each axis make a shard, or null.</summary>
    public long[]? ShardOf(string[] dims, long[] chunk, Shape shape)
    {
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

    /// <summary>The expression in blocks that hold whole units, so that none is written by two.</summary>
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

    private static double Count(long[] chunk) => chunk.Aggregate(1.0, (a, b) => a * b);

    private static long Bytes(long[] chunk, DType dtype) => (long)Math.Min(Count(chunk) * dtype.Size, 1L << 62);

    // Into equal pieces where there are some of about the size wanted.
    private static long Divide(long length, long pieces)
    {
        for (long k = pieces; k <= Math.Min(2 * pieces, length); k++)
        {
            if (length % k == 0)
                return length / k;
        }

        return Math.Max(1, length / pieces);
    }
}
