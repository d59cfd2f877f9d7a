using Gchunk.Dsl;
using Gchunk.Engine;

namespace Gchunk.Ml.Preprocessing;

/// <summary>A clusterer as the last step of a pipeline.</summary>
internal interface IClusterStep : IEstimator
{
    /// <summary>Fits samples × features, or a field if the dimensions of its features are given.</summary>
    void FitStep(DataArray x, string[]? over, double maxMissing, SampleWeights? weights);

    /// <summary>The labels, as the clusterer gives them.</summary>
    DataArray Labels { get; }

    /// <summary>The centers in the space of the step.</summary>
    DataArray Centers { get; }

    /// <summary>The clusters of other samples, or null if the clusterer knows only those that it was fitted to.</summary>
    DataArray? PredictStep(DataArray x);

    /// <summary>The clusters of other samples.</summary>
    /// <exception cref="GchunkException">The clusterer knows only those that it was fitted to.</exception>
    DataArray PredictOrThrow(DataArray x) =>
        PredictStep(x) ?? throw new GchunkException($"{GetType().Name} cannot predict the clusters of other samples");
}
