using Gchunk.Dsl;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations.Onnx;

namespace Gchunk.Ml.Onnx;

/// <summary>Applies a network to whole samples.</summary>
internal static class OnnxWhole
{
    /// <summary>Returns what the network makes, along the dimensions of the samples and those of the output.</summary>
    public static DataArray Apply(OnnxRequest request, DataArray ordered, double? fill)
    {
        long[] lengths = [.. request.Taken.Select(d => ordered.Sizes[d])];
        OnnxBatch batch = OnnxBatch.Of(request.Session, request.Output, request.Sample(lengths));
        // Dimensions of length 1 in the output tell nothing.
        long[] made = [.. batch.Made.Where(n => n != 1)];
        long[] over = [.. request.Over.Select(d => ordered.Sizes[d])];
        string[] dims =
            over.Length > 1 && made.SequenceEqual(over) ? request.Over
            : over.Length > 1 && made.Length == over.Length + 1 && made.AsSpan(1).SequenceEqual(over)
                ? [request.OutputDim, .. request.Over]
            : made.Length == 1 ? [request.OutputDim]
            : [.. made.Select((_, i) => $"{request.OutputDim}{i}")];
        ArrayExpr values = OnnxRowsOp.Create(
            request.Values(ordered, fill),
            request.Model,
            request.Output,
            batch,
            request.Taken.Length,
            made
        );
        return new DataArray(values, [.. request.Rest, .. dims], ordered.Coords, request.Output);
    }
}
