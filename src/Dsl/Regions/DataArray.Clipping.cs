using Gchunk.Dsl.Plotting;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Keeps the values inside polygons; those outside become missing. Lazy, except for latitudes and longitudes.
    /// </summary>
    /// <param name="polygons">The areas: <c>OpenFeatures("basin.shp")</c>.</param>
    /// <param name="leastCovered">
    /// Null keeps the cells whose centre is inside; a share from 0 to 1 keeps the cells of which at least that share is
    /// covered; 0 keeps all cells that are touched.
    /// </param>
    /// <param name="drop">True to cut the grid to the rows and columns with a value inside.</param>
    /// <exception cref="Engine.GchunkException">
    /// There are no areas, the array has no latitudes or longitudes, or nothing is inside.
    /// </exception>
    /// <example><code>
    /// var box = FeatureCollection.Polygons([-73.2, -72.2, -72.2], [43.1, 43.1, 44.1]);
    /// Print(OpenDataset("rain.nc")["pr"].ClipTo(box, drop: true).Sizes);
    /// </code></example>
    public DataArray ClipTo(FeatureCollection polygons, double? leastCovered = null, bool drop = false)
    {
        DataArray inside = Regions.ClipMask.Of(this, polygons, leastCovered);
        DataArray clipped = Where(inside);
        foreach (var (dim, first, count) in drop ? Regions.ClipMask.Box(inside) : [])
            clipped = clipped.Isel(dim, (int)first..(int)(first + count));
        return clipped;
    }
}
