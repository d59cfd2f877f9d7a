using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.Clustering;

/// <summary>When Lloyd's steps end, and who is told about them.</summary>
/// <param name="MaxIterations">The most steps of one start.</param>
/// <param name="Tolerance">A start ends when the squared shift of its centers, in the frame, is at most this.</param>
internal sealed record LloydLimits(int MaxIterations, double Tolerance)
{
    /// <summary>When steps end, in ticks of universal time; a step that has begun is finished.</summary>
    public long Deadline { get; init; } = long.MaxValue;

    /// <summary>Receives, after each step, its number and the inertia in the units of the samples.</summary>
    public Action<int, double>? Progress { get; init; }

    /// <summary>True if another step may begin.</summary>
    public bool HasTime => DateTime.UtcNow.Ticks < Deadline;

    /// <summary>Tells the receiver about a step.</summary>
    public void Report(int iteration, double inertia) => Progress?.Invoke(iteration, inertia);
}

/// <summary>What Lloyd's steps of one start found.</summary>
/// <param name="Centers">The centers, clusters × features, in the frame.</param>
/// <param name="Labels">The index of the nearest center of each sample, persisted.</param>
/// <param name="Inertia">The sum of the squared distances, in the frame.</param>
/// <param name="Iterations">The number of steps.</param>
/// <param name="Occupied">The number of clusters that have samples.</param>
/// <param name="Stop">Why the steps ended.</param>
internal sealed record LloydResult(
    double[] Centers,
    ArrayExpr Labels,
    double Inertia,
    int Iterations,
    int Occupied,
    StopReason Stop
);
