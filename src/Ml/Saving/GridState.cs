using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Fields;

namespace Gchunk.Ml.Saving;

/// <summary>The dimensions and coordinates of fitted samples in the state of an estimator.</summary>
internal static class GridState
{
    /// <summary>Puts a grid, without its samples.</summary>
    public static void Set(this ModelState state, SampleGrid grid)
    {
        state
            .Set("sampleDims", grid.SampleDims)
            .Set("over", grid.Over)
            .Set("isField", grid.IsField)
            .Set("filled", grid.Filled)
            .Set("features", grid.Samples.Shape[1])
            .Set("lengths", NDArray.From([.. grid.SampleDims.Concat(grid.Over).Select(d => grid.Sizes[d])]))
            .SetIfAny("keptSamples", grid.KeptSamples)
            .SetIfAny("keptFeatures", grid.KeptFeatures);
        state.Set("field", grid.Coords);
    }

    /// <summary>Returns a grid without samples.</summary>
    /// <exception cref="GchunkException">Something is missing or does not fit together.</exception>
    public static SampleGrid Grid(this ModelState state)
    {
        string[] samples = state.Texts("sampleDims"),
            over = state.Texts("over"),
            dims = [.. samples, .. over];
        long[] lengths = state.Array("lengths", DType.Int64, 1).ToArray<long>();
        if (
            samples.Length == 0
            || over.Length == 0
            || dims.Distinct().Count() != dims.Length
            || lengths.Length != dims.Length
        )
        {
            throw new GchunkException($"the dimensions of {state.Type} do not fit together: {string.Join(", ", dims)}");
        }

        if (lengths.Any(n => n < 0))
            throw new GchunkException($"a dimension of {state.Type} has a length below 0");
        return SampleGrid.Restored(
            new Sizes(dims.Zip(lengths, KeyValuePair.Create)),
            state.Coordinates("field"),
            samples,
            over,
            state.Flag("isField"),
            state.Long("features"),
            state.Long("filled"),
            length => state.Positions("keptSamples", length),
            length => state.Positions("keptFeatures", length)
        );
    }
}
