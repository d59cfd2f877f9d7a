using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.MlNet;
using Gchunk.Ml.Onnx;

namespace Gchunk.Ml.Operations.Onnx;

/// <summary>What a network makes of samples, each of which lies along the last axes of a block.</summary>
/// <param name="Model">The bytes of the network, uint8.</param>
/// <param name="Output">The name of the output.</param>
/// <param name="Batch">How samples go through it.</param>
internal sealed unsafe record OnnxRowsOp(NDArray Model, string Output, OnnxBatch Batch) : BlockOp
{
    [NonSerialized]
    private OnnxSession? session;

    public override string Name => "onnx.apply";

    public override string Details => Output;

    /// <summary>Makes the results, along the axes of the samples and those of the output.</summary>
    /// <param name="samples">Samples, of the dtype of the input.</param>
    /// <param name="model">The bytes of the network.</param>
    /// <param name="output">The name of the output.</param>
    /// <param name="batch">How samples go through it.</param>
    /// <param name="taken">The number of axes of one sample.</param>
    /// <param name="made">The lengths of the output that are kept.</param>
    public static ArrayExpr Create(
        ArrayExpr samples,
        NDArray model,
        string output,
        OnnxBatch batch,
        int taken,
        long[] made
    )
    {
        int rows = samples.Rank - taken;
        ArrayExpr whole = samples;
        for (int axis = rows; axis < samples.Rank; axis++)
            whole = RechunkExpr.Create(whole, whole.Chunks.With(axis, [whole.Shape[axis]]));
        if (taken == 1)
            whole = WholeRows.Of(samples);
        return new BlockOpExpr(
            new OnnxRowsOp(model, output, batch),
            [whole],
            [
                [.. Enumerable.Range(0, whole.Rank).Select(a => a < rows ? a : -1)],
            ],
            batch.DType,
            new ChunkGrid([
                .. Enumerable.Range(0, rows).Select(a => whole.Chunks.Sizes(a).ToArray()),
                .. made.Select(n => new[] { n }),
            ])
        );
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => Batch.Bytes + Model.NBytes;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        OnnxSession network = session ??= OnnxSession.Of(Model);
        NDArray input = inputs[0];
        int size = Batch.SampleSize,
            made = Batch.MadeSize;
        Bounds.Require(size > 0 && input.Size % size == 0);
        long rows = input.Size / size;
        Bounds.Require(context.Shape.Size == rows * made && context.DType == Batch.DType);
        NDArray result = context.Allocate(context.DType);
        try
        {
            using NDArray batch = NDArray.Zeros(new Shape([Batch.Size, .. Batch.Sample]), input.DType);
            long from = (long)size * input.DType.Size,
                to = (long)made * context.DType.Size;
            for (long row = 0; row < rows; row += Batch.Size)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                long count = Math.Min(Batch.Size, rows - row);
                Buffer.MemoryCopy(input.Pointer + row * from, batch.Pointer, batch.NBytes, count * from);
                using NDArray output = network.Run(batch, Output);
                Bounds.Require(output.NBytes == Batch.Size * to && output.DType == context.DType);
                Buffer.MemoryCopy(output.Pointer, result.Pointer + row * to, count * to, count * to);
            }
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
