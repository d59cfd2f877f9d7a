using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Regions;

/// <summary>The cells that clipping to polygons keeps.</summary>
internal static class ClipMask
{
    /// <summary>Returns which cells are kept, over the dimensions of the grid.</summary>
    /// <exception cref="GchunkException">None is: the polygons lie elsewhere.</exception>
    public static DataArray Of(DataArray array, FeatureCollection polygons, double? leastCovered)
    {
        DataArray inside = new RegionMask(polygons).Any(array, leastCovered);
        using NDArray kept = inside.Compute();
        if (!kept.ToArray<bool>().Contains(true))
        {
            throw new GchunkException(
                "no cell is inside the polygons: they lie elsewhere, or between the centres of cells; leastCovered: 0 keeps the cells that they touch"
            );
        }

        return new DataArray(kept, inside.Dims, inside.Coords);
    }

    /// <summary>
    /// Returns, for each dimension, the first position and the number of those with a cell that is kept.
    /// </summary>
    public static IEnumerable<(string Dim, long First, long Count)> Box(DataArray inside)
    {
        foreach (string dim in inside.Dims)
        {
            string[] others = [.. inside.Dims.Where(d => d != dim)];
            bool[] any = (others.Length == 0 ? inside : inside.Reduce("any", others)).Compute().ToArray<bool>();
            int first = Array.IndexOf(any, true);
            yield return (dim, first, Array.LastIndexOf(any, true) - first + 1);
        }
    }
}
