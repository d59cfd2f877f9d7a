namespace Gchunk.Ml;

/// <summary>
/// An object that learns from data by <c>Fit</c>: a clusterer, a decomposition, a scaler, or a pipeline of these.
/// </summary>
public interface IEstimator
{
    /// <summary>Returns the parameters and, after fitting, what was found.</summary>
    string? ToString();
}
