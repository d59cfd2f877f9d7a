using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Onnx;

namespace Gchunk.Ml.Operations.Onnx;

/// <summary>What a network makes of tiles with margins; the margins are cut off.</summary>
/// <param name="Model">The bytes of the network, uint8.</param>
/// <param name="Output">The name of the output.</param>
/// <param name="Batch">How tiles go through it.</param>
/// <param name="Overlap">The width of the margins.</param>
internal sealed unsafe record OnnxTilesOp(NDArray Model, string Output, OnnxBatch Batch, int Overlap) : BlockOp
{
    [NonSerialized]
    private OnnxSession? session;

    public override string Name => "onnx.tiles";

    public override string Details => Output;

    /// <summary>Makes the maps.</summary>
    /// <param name="widened">Tiles with margins along the last two axes, of the dtype of the input.</param>
    /// <param name="tiles">The chunks of the tiles without margins.</param>
    /// <param name="model">The bytes of the network.</param>
    /// <param name="output">The name of the output.</param>
    /// <param name="batch">How tiles go through it.</param>
    /// <param name="overlap">The width of the margins.</param>
    /// <param name="hasChannels">True if the third axis from the end is that of channels.</param>
    /// <param name="channels">The number of channels that the network makes.</param>
    public static ArrayExpr Create(
        ArrayExpr widened,
        ChunkGrid tiles,
        NDArray model,
        string output,
        OnnxBatch batch,
        int overlap,
        bool hasChannels,
        long channels
    )
    {
        int rank = widened.Rank,
            rest = rank - (hasChannels ? 3 : 2),
            first = rest + (channels > 1 ? 1 : 0);
        if (hasChannels)
            widened = RechunkExpr.Create(widened, widened.Chunks.With(rest, [widened.Shape[rest]]));
        int[] axes = new int[rank];
        for (int a = 0; a < rank; a++)
        {
            axes[a] =
                a < rest ? a
                : a < rank - 2 ? -1
                : first + a - (rank - 2);
        }
        return new BlockOpExpr(
            new OnnxTilesOp(model, output, batch, overlap),
            [widened],
            [axes],
            batch.DType,
            new ChunkGrid([
                .. Enumerable.Range(0, rest).Select(a => widened.Chunks.Sizes(a).ToArray()),
                .. channels > 1
                    ?
                    [
                        [channels],
                    ]
                    : Array.Empty<long[]>(),
                tiles.Sizes(rank - 2).ToArray(),
                tiles.Sizes(rank - 1).ToArray(),
            ])
        );
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => Batch.Bytes + Model.NBytes;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        OnnxSession network = session ??= OnnxSession.Of(Model);
        NDArray input = inputs[0];
        var from = new Plane(input.Shape[^2], input.Shape[^1], input.DType.Size);
        var tile = new Plane(Batch.Sample[^2], Batch.Sample[^1], input.DType.Size);
        var made = new Plane(tile.Rows, tile.Columns, context.DType.Size);
        var to = new Plane(context.Shape[^2], context.Shape[^1], context.DType.Size);
        Bounds.Require(from.Rows == to.Rows + 2 * Overlap && from.Columns == to.Columns + 2 * Overlap);
        Bounds.Require(from.Rows <= tile.Rows && from.Columns <= tile.Columns && from.Rows > 0 && from.Columns > 0);
        long planes = Batch.SampleSize / tile.Size,
            made1 = Batch.MadeSize / made.Size,
            samples = input.Size / (planes * from.Size);
        Bounds.Require(context.Shape.Size == samples * made1 * to.Size && context.DType == Batch.DType);
        NDArray result = context.Allocate(context.DType);
        try
        {
            using NDArray batch = NDArray.Zeros(new Shape([Batch.Size, .. Batch.Sample]), input.DType);
            for (long s = 0; s < samples; s += Batch.Size)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                long count = Math.Min(Batch.Size, samples - s);
                for (long p = 0; p < count * planes; p++)
                    from.CopyInto(input.Pointer + (s * planes + p) * from.Bytes, batch.Pointer + p * tile.Bytes, tile);
                using NDArray output = network.Run(batch, Output);
                Bounds.Require(output.NBytes == Batch.Size * made1 * made.Bytes && output.DType == context.DType);
                for (long p = 0; p < count * made1; p++)
                {
                    made.CutInto(
                        output.Pointer + p * made.Bytes,
                        result.Pointer + (s * made1 + p) * to.Bytes,
                        to,
                        Overlap
                    );
                }
            }
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    // The rows and columns of one channel of a map.
    private readonly record struct Plane(long Rows, long Columns, int ElementBytes)
    {
        public long Size => Rows * Columns;

        public long Bytes => Size * ElementBytes;

        // Copies to a plane that is not smaller; its last cells are repeated in what is left of that.
        public void CopyInto(byte* source, byte* target, Plane larger)
        {
            long width = Columns * ElementBytes;
            for (long r = 0; r < larger.Rows; r++)
            {
                byte* row = source + Math.Min(r, Rows - 1) * width,
                    into = target + r * larger.Columns * ElementBytes;
                Buffer.MemoryCopy(row, into, width, width);
                for (long c = Columns; c < larger.Columns; c++)
                    Buffer.MemoryCopy(row + width - ElementBytes, into + c * ElementBytes, ElementBytes, ElementBytes);
            }
        }

        // Copies the cells within the margins.
        public void CutInto(byte* source, byte* target, Plane smaller, int margin)
        {
            long width = smaller.Columns * ElementBytes;
            for (long r = 0; r < smaller.Rows; r++)
            {
                byte* row = source + ((r + margin) * Columns + margin) * ElementBytes;
                Buffer.MemoryCopy(row, target + r * width, width, width);
            }
        }
    }
}
