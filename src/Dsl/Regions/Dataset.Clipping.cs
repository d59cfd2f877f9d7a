using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Keeps the values inside polygons, of every variable of numbers over the whole grid; those outside become
    /// missing. See <see cref="DataArray.ClipTo"/>.
    /// </summary>
    /// <param name="polygons">The areas: <c>OpenFeatures("basin.shp")</c>.</param>
    /// <param name="leastCovered">
    /// Null keeps the cells whose centre is inside; a share from 0 to 1 keeps the cells of which at least that share is
    /// covered; 0 keeps all cells that are touched.
    /// </param>
    /// <param name="drop">True to cut the grid to the rows and columns with a value inside.</param>
    /// <exception cref="GchunkException">
    /// There are no areas, no variable has latitudes and longitudes, or nothing is inside.
    /// </exception>
    public Dataset ClipTo(FeatureCollection polygons, double? leastCovered = null, bool drop = false)
    {
        string[] bounds = [.. Coords.Select(c => c.Attrs.Text("bounds")).OfType<string>()];
        DataArray? inside = null;
        Dataset result = this;
        foreach (DataArray field in Variables)
        {
            if (field.IsText || field.Calendar is not null || bounds.Contains(field.Name))
                continue;
            inside ??= Regridding.CellGrid.IsOn(field) ? Regions.ClipMask.Of(field, polygons, leastCovered) : null;
            if (inside is not null && inside.Dims.All(field.Dims.Contains))
                result = result.Assign(field.Name!, field.Where(inside));
        }

        if (inside is null)
        {
            throw new GchunkException(
                "no variable has latitudes and longitudes; name them with AssignCoords, or by units with AssignAttrs"
            );
        }

        foreach (var (dim, first, count) in drop ? Regions.ClipMask.Box(inside) : [])
            result = result.Isel(dim, (int)first..(int)(first + count));
        return result;
    }
}
