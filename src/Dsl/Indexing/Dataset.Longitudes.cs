using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Moves longitudes, and their bounds, by whole turns into <c>[from, from + 360)</c> and puts them in order; see
    /// <see cref="DataArray.ShiftLongitude"/>.
    /// </summary>
    public Dataset ShiftLongitude(double from = -180, string? dim = null)
    {
        dim = DataArray.LongitudeOf(Coords, Sizes, dim);
        (AxisPick order, NumberIndex labels, double[] turns) = DataArray.Turned(
            (NumberIndex)Coords.IndexOf(dim)!,
            from
        );
        Attributes attrs = Coords[dim].Attrs;
        Dataset picked = Pick(dim, order);
        picked = picked.WithCoords(picked.Coords.With(new Coordinate(dim, labels, attrs)));
        if (attrs.Text("bounds") is not { } bounds || !picked.Contains(bounds))
            return picked;
        var by = new DataArray(NDArray.From(turns), [dim]);
        DataArray edges = picked[bounds],
            moved = (edges.DropAllCoords() + by)
                .AsType(edges.DType)
                .AssignAttrs([.. edges.Attrs.Select(a => (a.Key, a.Value))]);
        return picked.variables.ContainsKey(bounds)
            ? picked.Assign(bounds, moved.Transpose([.. edges.Dims]))
            : picked.AssignCoords(bounds, moved.Transpose([.. edges.Dims]));
    }
}
