using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Mixtures;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Mixtures;

/// <summary>
/// One pass of expectation maximization: what the samples of a block contribute to the next parameters. Inputs: the
/// samples and, at the start, the component of each sample; else the parameters give the responsibilities.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Parameters">The mixture; deviations are measured from its means.</param>
internal sealed unsafe record MixtureStepOp(SampleFrame Frame, MixtureParameters Parameters) : BlockOp
{
    public override string Name => "ml.mixture.step";

    /// <summary>
    /// Makes the sums over all blocks, components × (2 + features + features² or features); see
    /// <see cref="MixtureSums"/>.
    /// </summary>
    public static ArrayExpr Create(Samples samples, MixtureParameters parameters, ArrayExpr? labels = null) =>
        Samples.SumOfBlocks(
            new MixtureStepOp(samples.Frame, parameters),
            labels is null ? [samples.Expr] : [samples.Expr, labels],
            parameters.Components,
            2 + parameters.Features + MixtureParameters.CovarianceSize(parameters.Kind, parameters.Features)
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        MixtureDensities.Bytes((int)inputs[0][1], Parameters.Components);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int components = Parameters.Components,
            features = Parameters.Features;
        long columns = context.Shape[2],
            count = inputs[0].Shape[0];
        ReadOnlySpan<int> labels = inputs.Length > 1 ? inputs[1].Span<int>() : default;
        Bounds.Require(context.Shape[1] == components && (inputs.Length == 1 || labels.Length == count));
        Bounds.Require(columns == 2 + features + MixtureParameters.CovarianceSize(Parameters.Kind, features));
        using var densities = new MixtureDensities(inputs[0], Frame, Parameters);
        var sums = (double*)result.Pointer;
        for (long first = 0; first < count; first += MixtureDensities.MostRows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(MixtureDensities.MostRows, count - first);
            if (labels.IsEmpty)
            {
                densities.Measure(first, rows);
                for (int r = 0; r < rows; r++)
                    sums[1] += MixtureDensities.Normalize(densities.Logs(r));
            }
            else
            {
                densities.Load(first, rows);
                for (int r = 0; r < rows; r++)
                {
                    Span<double> own = densities.Logs(r);
                    own.Clear();
                    Bounds.RequireIndex(labels[(int)first + r], components);
                    own[labels[(int)first + r]] = 1;
                }
            }
            for (int c = 0; c < components; c++)
                Add(densities, c, rows, sums + c * columns);
        }
        return result;
    }

    private void Add(MixtureDensities densities, int component, int rows, double* sums)
    {
        int features = Parameters.Features;
        double* deviations = densities.Deviations(component, rows),
            products = sums + 2 + features;
        for (int r = 0; r < rows; r++)
        {
            double share = densities.Logs(r)[component];
            if (share == 0)
                continue;
            double* row = deviations + (long)r * features;
            sums[0] += share;
            Vectors.AddScaled(sums + 2, share, row, features);
            if (Parameters.HasMatrices)
            {
                // The lower triangle; the covariance is symmetric.
                for (int f = 0; f < features; f++)
                    Vectors.AddScaled(products + (long)f * features, share * row[f], row, f + 1);
            }
            else
            {
                for (int f = 0; f < features; f++)
                    products[f] += share * row[f] * row[f];
            }
        }
    }
}
