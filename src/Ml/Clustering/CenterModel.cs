using Gchunk.Engine.Arrays;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Clustering;

/// <summary>The centers that were found, and how.</summary>
/// <param name="Frame">The coordinates of the centers.</param>
/// <param name="Placed">The centers in the frame, clusters × features.</param>
/// <param name="Inertia">The inertia in the units of the samples.</param>
/// <param name="Iterations">The number of steps.</param>
/// <param name="Stop">Why it ended.</param>
internal sealed record CenterModel(SampleFrame Frame, NDArray Placed, double Inertia, int Iterations, StopReason Stop);
