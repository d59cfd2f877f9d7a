using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Mixtures;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Mixtures;

/// <summary>
/// The responsibilities of the components for each sample, then the logarithm of the sample's density.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Parameters">The mixture.</param>
internal sealed record MixturePredictOp(SampleFrame Frame, MixtureParameters Parameters) : BlockOp
{
    public override string Name => "ml.mixture.predict";

    /// <summary>Makes a node of shape samples × (components + 1).</summary>
    public static ArrayExpr Create(Samples samples, SampleFrame frame, MixtureParameters parameters) =>
        new BlockOpExpr(
            new MixturePredictOp(frame, parameters),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(parameters.Components + 1)
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        MixtureDensities.Bytes((int)inputs[0][1], Parameters.Components);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        int columns = (int)context.Shape[1];
        Bounds.Require(columns == Parameters.Components + 1 && inputs[0].Shape[0] == context.Shape[0]);
        using var densities = new MixtureDensities(inputs[0], Frame, Parameters);
        for (long first = 0; first < context.Shape[0]; first += MixtureDensities.MostRows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(MixtureDensities.MostRows, context.Shape[0] - first);
            densities.Measure(first, rows);
            for (int r = 0; r < rows; r++)
            {
                Span<double> to = result.Span<double>((first + r) * columns, columns),
                    logs = densities.Logs(r);
                to[^1] = Frame.RestoreLogDensity(MixtureDensities.Normalize(logs));
                logs.CopyTo(to);
            }
        }
        return result;
    }
}
