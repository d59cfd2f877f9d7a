using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Moves longitudes by whole turns into <c>[from, from + 360)</c> and puts them in order: 0 to 360 becomes -180 to
    /// 180. Lazy.
    /// </summary>
    /// <param name="from">The least longitude of the result.</param>
    /// <param name="dim">
    /// The dimension of longitudes; by default the one whose units are <c>degrees_east</c>, whose standard name is
    /// <c>longitude</c>, or whose name begins with <c>lon</c>.
    /// </param>
    /// <exception cref="GchunkException">There is no such dimension, or it is not labelled with numbers.</exception>
    /// <example><code>
    /// var x = new DataArray(NDArray.From([1.0, 2, 3, 4]), ["lon"]).AssignCoords("lon", 0, 90, 180, 270);
    /// Print(x.ShiftLongitude(from: -180).Sel("lon", Slice(-90, 90)).Compute());
    /// </code></example>
    public DataArray ShiftLongitude(double from = -180, string? dim = null)
    {
        dim = LongitudeOf(Coords, Sizes, dim);
        (AxisPick order, NumberIndex labels, _) = Turned((NumberIndex)Coords.IndexOf(dim)!, from);
        DataArray picked = Pick(dim, order);
        return picked.With(picked.variable, picked.Coords.With(new Coordinate(dim, labels, Coords[dim].Attrs)));
    }

    internal static string LongitudeOf(Coordinates coords, Sizes sizes, string? dim)
    {
        if (dim is null)
        {
            dim =
                coords.FirstOrDefault(c => c.Index is NumberIndex && CfAxes.IsLongitude(c.Name, c.Attrs))?.Name
                ?? throw new GchunkException(
                    $"ShiftLongitude finds no dimension of longitudes by units (degrees_east), standard_name or name among {string.Join(", ", sizes.Names)}; name it with dim:"
                );
        }

        _ = sizes[dim];
        return coords.IndexOf(dim) is NumberIndex
            ? dim
            : throw new GchunkException(
                $"ShiftLongitude needs numbers along '{dim}'; it has {coords.IndexOf(dim)?.Span ?? "no labels"}"
            );
    }

    /// <summary>
    /// Returns the order of longitudes that are moved by whole turns, the moved labels in that order, and by how much
    /// each is moved.
    /// </summary>
    internal static (AxisPick Order, NumberIndex Labels, double[] Moved) Turned(NumberIndex index, double from)
    {
        double[] own = index.Labels.ToArray(),
            turns = Array.ConvertAll(own, l => -360 * Math.Floor((l - from) / 360)),
            moved = [.. own.Zip(turns, (l, t) => l + t)];
        int[] order = [.. Enumerable.Range(0, own.Length).OrderBy(i => index.IsDescending ? -moved[i] : moved[i])];
        return (
            AxisPick.From(Array.ConvertAll(order, i => (long)i)),
            new NumberIndex(Array.ConvertAll(order, i => moved[i]), index.DType.IsInteger ? DType.Int64 : index.DType),
            Array.ConvertAll(order, i => turns[i])
        );
    }
}
