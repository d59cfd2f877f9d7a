namespace Gchunk.Ml;

/// <summary>Why an estimator stopped.</summary>
public enum StopReason
{
    /// <summary>The result no longer changed by more than the tolerance.</summary>
    Tolerance,

    /// <summary>The steps were as many as allowed.</summary>
    MaxIterations,

    /// <summary>The time was over; the result is the best until then.</summary>
    MaxSeconds,
}
