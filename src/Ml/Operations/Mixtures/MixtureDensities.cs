using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering.Mixtures;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Mixtures;

/// <summary>The log-densities of a few samples under each component of a mixture.</summary>
internal sealed unsafe class MixtureDensities : IDisposable
{
    private readonly MixtureParameters parameters;
    private readonly SampleTile tile;
    private readonly NDArray memory;
    private readonly double[] constants;
    private readonly int components;
    private readonly int features;

    /// <summary>Makes densities of the samples of a block.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="frame">The coordinates of the mixture.</param>
    /// <param name="parameters">The mixture.</param>
    public MixtureDensities(NDArray samples, SampleFrame frame, MixtureParameters parameters)
    {
        (this.parameters, components, features) = (parameters, parameters.Components, parameters.Features);
        tile = new SampleTile(samples, frame);
        Bounds.Require(tile.Features == features && parameters.Weights.Size == components);
        Bounds.Require(
            parameters.Factors.Size
                == (parameters.Kind == CovarianceKind.Tied ? 1 : components)
                    * MixtureParameters.CovarianceSize(parameters.Kind, features)
        );
        memory = NDArray.Zeros(2L * SampleTile.MostRows * features + SampleTile.MostRows * components, DType.Float64);
        constants = new double[components];
        for (int c = 0; c < components; c++)
            constants[c] = Constant(c);
    }

    /// <summary>The maximum number of samples of one call.</summary>
    public static int MostRows => SampleTile.MostRows;

    /// <summary>
    /// Returns, after <see cref="Measure"/>, the logarithms of the weighted densities of a sample under each component.
    /// </summary>
    public Span<double> Logs(int row) =>
        new((double*)memory.Pointer + 2L * MostRows * features + (long)row * components, components);

    /// <summary>Returns the deviations of the samples from the mean of a component, sample by sample.</summary>
    public double* Deviations(int component, int rows)
    {
        var deviations = (double*)memory.Pointer;
        double* mean = (double*)parameters.Means.Pointer + (long)component * features;
        for (int r = 0; r < rows; r++)
        {
            double* row = tile.Rows + (long)r * tile.Stride;
            for (int f = 0; f < features; f++)
                deviations[r * features + f] = row[f] - mean[f];
        }
        return deviations;
    }

    /// <summary>Returns the scratch bytes.</summary>
    public static long Bytes(int features, int components) =>
        SampleTile.Bytes(features) + (2L * MostRows * features + (MostRows + 1L) * components) * sizeof(double);

    /// <summary>Loads samples without measuring their densities.</summary>
    public void Load(long first, int rows) => tile.Load(first, rows);

    /// <summary>Loads samples and measures their densities.</summary>
    public void Measure(long first, int rows)
    {
        tile.Load(first, rows);
        double* scaled = (double*)memory.Pointer + (long)MostRows * features;
        for (int c = 0; c < components; c++)
        {
            double* deviations = Deviations(c, rows);
            if (parameters.HasMatrices)
            {
                long matrix = parameters.Kind == CovarianceKind.Tied ? 0 : c;
                Buffer.MemoryCopy(
                    deviations,
                    scaled,
                    (long)MostRows * features * sizeof(double),
                    (long)rows * features * sizeof(double)
                );
                Triangular<double, RealMatrixElement>.SolveRows(
                    rows,
                    features,
                    (double*)parameters.Factors.Pointer + matrix * features * features,
                    scaled
                );
            }
            else
            {
                double* spread = (double*)parameters.Factors.Pointer + (long)c * features;
                for (int r = 0; r < rows; r++)
                {
                    for (int f = 0; f < features; f++)
                        scaled[r * features + f] = deviations[r * features + f] / spread[f];
                }
            }
            for (int r = 0; r < rows; r++)
            {
                double* row = scaled + (long)r * features;
                Logs(r)[c] = constants[c] - 0.5 * Vectors.Dot(row, row, features);
            }
        }
    }

    /// <summary>Turns the logarithms of weighted densities into responsibilities, which add up to 1.</summary>
    /// <returns>The logarithm of the density of the sample.</returns>
    public static double Normalize(Span<double> logs)
    {
        double most = double.NegativeInfinity,
            sum = 0;
        foreach (double log in logs)
            most = Math.Max(most, log);
        foreach (double log in logs)
            sum += Math.Exp(log - most);
        double density = most + Math.Log(sum);
        for (int c = 0; c < logs.Length; c++)
            logs[c] = Math.Exp(logs[c] - density);
        return density;
    }

    private double Constant(int component)
    {
        ReadOnlySpan<double> factors = parameters.Factors.Span<double>();
        double logDeterminant = 0;
        if (parameters.HasMatrices)
        {
            int matrix = parameters.Kind == CovarianceKind.Tied ? 0 : component;
            for (int f = 0; f < features; f++)
                logDeterminant += Math.Log(factors[matrix * features * features + f * features + f]);
        }
        else
        {
            foreach (double spread in factors.Slice(component * features, features))
                logDeterminant += Math.Log(spread);
        }
        return Math.Log(parameters.Weights.Span<double>()[component])
            - 0.5 * features * Math.Log(2 * Math.PI)
            - logDeterminant;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tile.Dispose();
        memory.Dispose();
    }
}
