using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations.Onnx;

namespace Gchunk.Ml.Onnx;

/// <summary>Applies a network to maps in tiles, each of which is given cells of its neighbours.</summary>
internal static class OnnxTiling
{
    private const int DefaultTile = 256;

    /// <summary>Returns what the network makes: maps of the same size.</summary>
    /// <exception cref="GchunkException">The network does not take such tiles, or makes maps of another size.</exception>
    public static DataArray Apply(
        OnnxRequest request,
        DataArray ordered,
        int? tile,
        int overlap,
        string[] boundary,
        double? fill
    )
    {
        if (request.Over.Length != 2)
        {
            throw new GchunkException(
                $"tiles have two dimensions, over: [\"lat\", \"lon\"]; got {string.Join(", ", request.Over)}"
            );
        }

        if (overlap < 0 || tile < 1)
        {
            throw new GchunkException(
                $"a tile has at least 1 cell and an overlap at least 0; got tile: {tile}, overlap: {overlap}"
            );
        }

        if (boundary.Contains("none"))
        {
            throw new GchunkException(
                "tiles have the same size everywhere; choose what is beyond the edges with boundary: nearest, reflect, symmetric, periodic or constant"
            );
        }

        int rank = ordered.Dims.Count;
        long[] size =
        [
            .. Enumerable.Range(0, 2).Select(i => Size(request, i, tile, overlap, ordered.Sizes[request.Over[i]])),
        ];
        long[] inner = [size[0] - 2 * overlap, size[1] - 2 * overlap];
        bool hasChannels = request.Taken.Length > 2;
        long[] lengths = hasChannels ? [ordered.Sizes[request.Taken[0]], .. size] : size;
        OnnxBatch batch = OnnxBatch.Of(request.Session, request.Output, request.Sample(lengths));
        long channels = Channels(request, batch, size);
        ArrayExpr values = request.Values(ordered, fill);
        for (int i = 0; i < 2; i++)
        {
            int axis = rank - 2 + i;
            values = RechunkExpr.Create(
                values,
                values.Chunks.With(
                    axis,
                    ChunkGrid.Regular(new Shape(values.Shape[axis]), [inner[i]]).Sizes(0).ToArray()
                )
            );
        }
        var depth = new (long, long)[rank];
        for (int axis = rank - 2; axis < rank; axis++)
            depth[axis] = (overlap, overlap);
        string[] edges = new string[rank];
        Array.Fill(edges, "nearest");
        for (int i = 0; i < 2; i++)
            edges[rank - 2 + i] = boundary[boundary.Length == 2 ? i : 0];
        ChunkedArray widened = new ChunkedArray(values).Overlap(depth, edges);
        ArrayExpr made = OnnxTilesOp.Create(
            widened.Expression,
            values.Chunks,
            request.Model,
            request.Output,
            batch,
            overlap,
            hasChannels,
            channels
        );
        string[] dims =
        [
            .. request.Rest,
            .. channels > 1 ? [request.OutputDim] : Array.Empty<string>(),
            .. request.Over,
        ];
        return new DataArray(made, dims, ordered.Coords, request.Output);
    }

    // The size of what the network is given: its own, or the tile with its margins.
    private static long Size(OnnxRequest request, int i, int? tile, int overlap, long length)
    {
        IReadOnlyList<long> shape = request.Session.Inputs[0].Shape;
        long own = shape.Count >= 3 ? shape[shape.Count - 2 + i] : -1,
            asked = tile is { } given ? given + 2L * overlap : -1;
        if (own > 0 && asked > 0 && own != asked)
        {
            throw new GchunkException(
                $"{request.Name} takes maps of {own} cells along '{request.Over[i]}'; a tile of {tile} with an overlap of {overlap} has {asked}: use tile: {own - 2L * overlap}"
            );
        }

        long size =
            own > 0 ? own
            : asked > 0 ? asked
            : Math.Min(DefaultTile, length) + 2L * overlap;
        if (size - 2L * overlap < 1 || size > 1 << 15)
        {
            throw new GchunkException(
                $"a tile of {size} cells along '{request.Over[i]}' {(size > 1 << 15 ? "is too large" : $"is all overlap ({overlap} at each side)")}"
            );
        }

        return size;
    }

    private static long Channels(OnnxRequest request, OnnxBatch batch, long[] size)
    {
        bool sameSize = batch.Made.Length is 2 or 3 && batch.Made.AsSpan(batch.Made.Length - 2).SequenceEqual(size);
        return sameSize
            ? batch.Made.Length == 3
                ? batch.Made[0]
                : 1
            : throw new GchunkException(
                $"{request.Name} makes '{request.Output}' of ({string.Join(", ", batch.Made)}) from a map of ({string.Join(", ", size)}); in tiles, it must be of the same size: leave tile: and overlap: out to apply it to whole maps"
            );
    }
}
