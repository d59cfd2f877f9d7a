namespace Gchunk.Ml.Saving;

/// <summary>
/// An estimator that can be saved. To make one so: implement <see cref="WriteState"/>, which puts parameters and what
/// was found into the state, add a static function that makes the estimator of a state, and list it in <see
/// cref="SavedTypes"/>. Names of values are those of the parameters: <c>clusters</c>. Clusterers override
/// <c>WriteFound</c> instead, and call <c>ReadFound</c> when they are made.
/// </summary>
internal interface ISavable : IEstimator
{
    /// <summary>Writes parameters and, if it was fitted, what was found.</summary>
    void WriteState(ModelState state);
}
