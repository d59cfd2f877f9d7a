using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Fields;

namespace Gchunk.Ml.Decomposition;

/// <summary>What a decomposition keeps after fitting.</summary>
/// <param name="Grid">Turns results into fields; of its samples only the dimensions matter.</param>
/// <param name="Axes">The components.</param>
/// <param name="Weights">The factor of each feature, or null.</param>
/// <param name="Rotated">
/// Features × components, by which samples are multiplied if the components were rotated; null otherwise.
/// </param>
internal sealed record FittedComponents(SampleGrid Grid, PrincipalAxes Axes, NDArray? Weights, ArrayExpr? Rotated)
{
    /// <summary>Features × components, by which centered and weighted samples are multiplied.</summary>
    public ChunkedArray Projection => new(Rotated ?? TransposeExpr.Create(Axes.Components, [1, 0]));
}
