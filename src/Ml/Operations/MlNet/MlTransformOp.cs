using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.MlNet;

namespace Gchunk.Ml.Operations.MlNet;

/// <summary>A column that a model of ML.NET makes of samples.</summary>
/// <param name="Model">The bytes of the model, uint8.</param>
/// <param name="Column">The name of the column.</param>
/// <param name="Columns">The length of the vectors in it, or 0 for a scalar.</param>
/// <param name="SkipNaN">True if samples with missing features give missing values.</param>
/// <param name="Restore">True if what was subtracted from the features is added again.</param>
internal sealed record MlTransformOp(NDArray Model, string Column, int Columns, bool SkipNaN, bool Restore) : BlockOp
{
    [NonSerialized]
    private LoadedModel? loaded;

    public override string Name => "ml.net.transform";

    public override string Details => Column;

    /// <summary>Makes the values, along the axes of the samples and, for vectors, a last one.</summary>
    /// <param name="samples">Samples, with the features along the last axis.</param>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="column">The column.</param>
    /// <param name="skipNaN">True if samples with missing features give missing values.</param>
    /// <param name="restore">True if what was subtracted from the features is added again.</param>
    public static ArrayExpr Create(ArrayExpr samples, NDArray model, OutputColumn column, bool skipNaN, bool restore)
    {
        ArrayExpr input = WholeRows.Of(CastExpr.Create(samples, DType.Float64));
        int rank = input.Rank;
        long[][] lengths = [.. Enumerable.Range(0, rank - 1).Select(a => input.Chunks.Sizes(a).ToArray())];
        return new BlockOpExpr(
            new MlTransformOp(model, column.Name, column.Columns, skipNaN, restore),
            [input],
            [
                [.. Enumerable.Range(0, rank - 1), -1],
            ],
            column.DType,
            new ChunkGrid(column.Columns == 0 ? lengths : [.. lengths, [column.Columns]])
        );
    }

    // The features as float32, the same again in ML.NET's row, and the positions of the rows.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        inputs[0].Size * 8 + result.Size * 16;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        LoadedModel model = loaded ??= LoadedModel.Of(Model);
        ModelDetails details = model.Details;
        NDArray input = inputs[0];
        int features = details.Features;
        Bounds.Require(input.Shape[^1] == features);
        long rows = input.Size / features;
        Bounds.Require(rows <= int.MaxValue && context.Shape.Size == rows * Math.Max(1, Columns));
        NDArray result = context.Allocate(context.DType);
        try
        {
            using var block = new PredictionRows(input, details, SkipNaN);
            var writer = new OutputWriter(result, Columns, details, Restore, Column);
            writer.FillMissing();
            if (block.Count > 0)
                writer.Write(model.Transformer.Transform(block.ToView()), block, context.Cancellation);
            return result;
        }
        catch (Exception e) when (e is not (GchunkException or OperationCanceledException))
        {
            result.Dispose();
            throw new GchunkException($"the model of ML.NET failed: {e.Message}", e);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
