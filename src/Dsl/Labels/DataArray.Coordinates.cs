using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Labels.Indexes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>A coordinate as an array; the positions where a dimension has no labels.</summary>
    /// <exception cref="GchunkException">There is no such coordinate or dimension.</exception>
    public DataArray this[string coordinate] => CoordinateArray(coordinate, Coords, Sizes);

    internal static DataArray CoordinateArray(string name, Coordinates coords, Sizes sizes)
    {
        if (coords.Find(name) is { } found)
            return new DataArray(found.Variable with { Attrs = found.Attrs.Copy() }, coords, name);
        if (sizes.Contains(name))
        {
            return new DataArray(
                new Variable([name], NumberIndex.Count(sizes[name]).ToExpr(), []),
                Coordinates.Empty,
                name
            );
        }

        throw new GchunkException(Spelling.Unknown("coordinate", name, coords.Names.Union(sizes.Names)));
    }

    /// <summary>The same array with dimensions and coordinates renamed.</summary>
    /// <exception cref="GchunkException">
    /// There is no dimension or coordinate of an old name, or a new name is taken.
    /// </exception>
    public DataArray Rename(params ReadOnlySpan<(string Old, string New)> names)
    {
        Func<string, string> rename = Renaming.Of(names, [.. Dims, .. Coords.Names]);
        return new DataArray(
            variable with
            {
                Dims = Array.ConvertAll(variable.Dims, d => rename(d)),
            },
            Coords.Renamed(rename),
            Name
        );
    }

    /// <summary>
    /// The same array with a coordinate added or replaced; one named as a dimension becomes its labels.
    /// </summary>
    /// <param name="name">The coordinate's name.</param>
    /// <param name="values">
    /// A one-dimensional array along the dimension, or any array over dimensions of this one. Labels are computed.
    /// </param>
    public DataArray AssignCoords(string name, DataArray values) =>
        new(variable, Coords.With(ToCoordinate(name, values, Sizes)), Name);

    /// <summary>The same array with a dimension labelled by numbers.</summary>
    /// <remarks>One number under another name than a dimension's is a coordinate of no dimension.</remarks>
    public DataArray AssignCoords(string dim, params double[] labels) =>
        labels.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(dim, new DataArray(NDArray.Scalar(labels[0]), []))
            : AssignCoords(dim, new NumberIndex(labels));

    /// <summary>The same array with a dimension labelled: by numbers, texts or times.</summary>
    public DataArray AssignCoords(string dim, DimensionIndex labels)
    {
        Axis(dim);
        return new DataArray(variable, Coords.With(new Coordinate(dim, labels, Coords.Find(dim)?.Attrs)), Name);
    }

    internal static Coordinate ToCoordinate(string name, DataArray values, Sizes sizes)
    {
        foreach (var (dim, length) in values.Sizes)
        {
            bool isOwn = values.Sizes.Count == 1 && sizes.Contains(name) && !sizes.Contains(dim);
            if (isOwn)
                continue;
            if (sizes[dim] != length)
            {
                throw new GchunkException(
                    $"the coordinate '{name}' has length {length} along '{dim}', which has length {sizes[dim]}"
                );
            }
        }
        if (!sizes.Contains(name))
            return new Coordinate(name, values.variable);
        if (values.Sizes.Count != 1)
        {
            throw new GchunkException(
                $"'{name}' is a dimension, so its coordinate must have one dimension; got {values.Sizes.Count}"
            );
        }

        if (
            values.Coords.Find(values.Dims[0])?.Index is NumberIndex or TimeIndex
            && values.Coords.IndexOf(values.Dims[0]) is { } same
            && ReferenceEquals(same.ToExpr(), values.Expression)
        )
        {
            return new Coordinate(name, same, values.Attrs);
        }

        if (TextCodes.Of(values.variable) is { } texts)
            return new Coordinate(name, new TextIndex(texts), values.Attrs);
        NDArray labels = values.Compute();
        DimensionIndex index = values.Calendar is { } calendar
            ? new TimeIndex(labels.ToArray<long>(), calendar)
            : WholeIndex.Of(labels);
        return new Coordinate(name, index, values.Attrs);
    }

    /// <summary>The same array without some coordinates.</summary>
    public DataArray DropCoords(params string[] names)
    {
        foreach (string name in names)
            _ = Coords[name];
        return new DataArray(variable, Coords.Without(names), Name);
    }

    /// <summary>
    /// Dimensions under the names of coordinates along them, which become their labels; the old labels stay as
    /// coordinates.
    /// </summary>
    /// <param name="names">Pairs of a dimension and a coordinate along it, or a new name.</param>
    /// <exception cref="GchunkException">There is no such dimension, or the coordinate runs along another.</exception>
    public DataArray SwapDims(params ReadOnlySpan<(string Old, string New)> names)
    {
        DataArray result = this;
        foreach (var (old, name) in names)
        {
            result.Axis(old);
            Func<string, string> rename = d => d == old ? name : d;
            result = new DataArray(
                result.variable with
                {
                    Dims = Array.ConvertAll(result.variable.Dims, d => rename(d)),
                },
                Swapped(result.Coords, old, name),
                result.Name
            );
        }
        return result;
    }

    internal static Coordinates Swapped(Coordinates coords, string old, string name)
    {
        if (coords.Find(name) is { } made && !(made.Dims is [var only] && only == old))
        {
            throw new GchunkException(
                $"'{name}' has the dimensions ({string.Join(", ", made.Dims)}), so it cannot take the place of '{old}'"
            );
        }

        var swapped = new List<Coordinate>();
        foreach (Coordinate c in coords)
        {
            if (c.Name == name)
            {
                swapped.Add(Labels(name, c.Variable with { Dims = [name] }));
            }
            else if (c.Name == old && c.Index is not null)
            {
                if (c.Index is not ProductIndex)
                    swapped.Add(new Coordinate(old, c.Variable with { Dims = [name] }));
            }
            else
            {
                swapped.Add(
                    c.Index is null && c.Dims.Contains(old)
                        ? new Coordinate(
                            c.Name,
                            c.Variable with
                            {
                                Dims = [.. c.Dims.Select(d => d == old ? name : d)],
                            }
                        )
                        : c
                );
            }
        }
        return new Coordinates(swapped);
    }

    private static Coordinate Labels(string name, Variable values) =>
        ToCoordinate(name, new DataArray(values, Coordinates.Empty), new Sizes([new(name, values.Expr.Shape[0])]));

    /// <summary>A dimension labelled by the values of a coordinate along it, which goes; they are computed.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or no coordinate along it alone.</exception>
    public DataArray SetIndex(string dim, string coordinate)
    {
        Axis(dim);
        return new DataArray(variable, Indexed(Coords, dim, coordinate), Name);
    }

    internal static Coordinates Indexed(Coordinates coords, string dim, string coordinate)
    {
        Coordinate labels = coords[coordinate];
        if (!(labels.Dims is [var only] && only == dim))
        {
            throw new GchunkException(
                $"'{coordinate}' has the dimensions ({string.Join(", ", labels.Dims)}), so it cannot label '{dim}'"
            );
        }

        return coordinate == dim ? coords : coords.Without(coordinate, dim).With(Labels(dim, labels.Variable));
    }

    /// <summary>A dimension without labels; these become a coordinate with an underscore behind its name.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="drop">Whether they go instead.</param>
    public DataArray ResetIndex(string dim, bool drop = false)
    {
        Axis(dim);
        return new DataArray(variable, Unlabelled(Coords, dim, drop), Name);
    }

    internal static Coordinates Unlabelled(Coordinates coords, string dim, bool drop) =>
        coords.Find(dim) is not { Index: { } index } labels ? coords
        : drop || index is ProductIndex ? coords.Without(dim)
        : coords.Without(dim).With(new Coordinate(dim + "_", labels.Variable));

    /// <summary>The array without some coordinates.</summary>
    public DataArray DropVars(params string[] names) => DropCoords(names);

    /// <summary>A data set of the array and of coordinates, no longer labels nor coordinates but variables.</summary>
    /// <param name="names">The coordinates; all that are no labels where none is given.</param>
    public Dataset ResetCoords(params string[] names) => ToDataset(Name ?? "variable").ResetCoords(names);

    internal DataArray DropCoordsIfAny(string name) => new(variable, Coords.Without(name), Name);

    /// <summary>This array with its coordinates taken from another that has the same labels but for rounding.</summary>
    /// <param name="other">Whose labels are taken.</param>
    /// <param name="tolerance">
    /// How far labels may be apart, in the units of the coordinate; times in microseconds.
    /// </param>
    /// <exception cref="GchunkException">Labels are farther apart; the first is named.</exception>
    public DataArray AlignTo(DataArray other, double tolerance)
    {
        Coordinates coords = Coords;
        foreach (string dim in Dims)
        {
            if (Coords.IndexOf(dim) is not { } own || other.Coords.Find(dim) is not { Index: { } theirs } coordinate)
                continue;
            if (own.FirstDifference(theirs, tolerance) is >= 0 and long at)
            {
                throw new GchunkException(
                    $"the labels of '{dim}' differ by more than {tolerance}{Broadcasting.Describe(own, theirs, at)}"
                );
            }

            coords = coords.With(coordinate);
        }
        return With(variable, coords);
    }
}
