using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Labels.Indexes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// A coordinate as an array; for a dimension without labels, the positions from 0. A text that is a time, such as
    /// <c>x["2015-01"]</c>, selects by label if one dimension has times. A slice, such as <c>x[":5"]</c>, selects by
    /// position along the first dimension.
    /// </summary>
    /// <exception cref="GchunkException">There is no such coordinate, dimension or time.</exception>
    public DataArray this[string coordinate] =>
        TimesOf(coordinate) is { } dim ? Sel(dim, coordinate)
        : IsSlice(coordinate) ? this[[coordinate]]
        : CoordinateArray(coordinate, Coords, Sizes);

    private bool IsSlice(string text) =>
        Dims.Count > 0
        && text.Contains(':', StringComparison.Ordinal)
        && text.All(c => char.IsAsciiDigit(c) || c is ':' or '-' or ' ')
        && !IsName(text);

    private bool IsName(string text) => Coords.Find(text) is not null || Sizes.Contains(text);

    // The only dimension with times, if a text begins as a year and names no coordinate.
    private string? TimesOf(string text)
    {
        if (text is not [>= '0' and <= '9', _, _, >= '0' and <= '9', ..])
            return null;
        if (IsName(text))
            return null;
        string[] dims = [.. Dims.Where(d => Coords.IndexOf(d) is TimeIndex)];
        return dims is [var one] ? one : null;
    }

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

        if (LevelOf(name, coords, sizes) is { } level)
            return new DataArray(level, coords, name);
        if (PartOf(name, coords, sizes) is { } part)
            return part;
        throw new GchunkException(Spelling.Unknown("coordinate", name, coords.Names.Union(sizes.Names)));
    }

    // A part of a time coordinate, as in "time.month".
    internal static DataArray? PartOf(string name, Coordinates coords, Sizes sizes) =>
        name.LastIndexOf('.') is > 0 and var dot && coords.Find(name[..dot]) is { Calendar: not null }
            ? CoordinateArray(name[..dot], coords, sizes).Dt.Named(name[(dot + 1)..])
            : null;

    // The labels of a level of a stacked dimension, along that dimension.
    internal static Variable? LevelOf(string name, Coordinates coords, Sizes sizes)
    {
        if (Indexing.LevelSelection.StackOf(name, coords, sizes) is not { Index: ProductIndex product } stack)
            return null;
        int level = product.LevelOf(name);
        Coordinate labels = new(name, product.LabelsOn(level), product.Levels[level].Attrs);
        return labels.Variable with { Dims = [stack.Name], Attrs = labels.Attrs.Copy() };
    }

    /// <summary>Renames a dimension or a coordinate: <c>x.Rename("lat", "latitude")</c>.</summary>
    /// <exception cref="GchunkException">There is none of this name, or the new name exists already.</exception>
    public DataArray Rename(string old, string name) => Rename((old, name));

    /// <summary>Renames dimensions and coordinates.</summary>
    /// <exception cref="GchunkException">An old name is unknown, or a new name is taken.</exception>
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

    /// <summary>Adds or replaces a coordinate; one named like a dimension becomes its labels.</summary>
    /// <param name="name">The coordinate's name.</param>
    /// <param name="values">
    /// For labels, a one-dimensional array along the dimension, which is computed; otherwise any array over dimensions
    /// of this one.
    /// </param>
    public DataArray AssignCoords(string name, DataArray values) =>
        new(variable, Coords.With(ToCoordinate(name, values, Sizes)), Name);

    /// <summary>Adds or replaces a coordinate of numbers in memory: the labels of a dimension, or a scalar.</summary>
    /// <exception cref="GchunkException">They are neither along the dimension of this name nor one value.</exception>
    public DataArray AssignCoords(string name, NDArray values) => AssignCoords(name, Along(name, values));

    /// <summary>Adds or replaces a coordinate: the labels of a dimension, or a scalar.</summary>
    /// <exception cref="GchunkException">They are neither along the dimension of this name nor one value.</exception>
    public DataArray AssignCoords(string name, ChunkedArray values) => AssignCoords(name, Along(name, values));

    // Numbers without dimensions are along the one that is called like them.
    internal static DataArray Along(string name, ChunkedArray values) =>
        values.Rank <= 1
            ? new DataArray(values, values.Rank == 0 ? Array.Empty<string>() : [name])
            : throw new GchunkException(
                $"a coordinate '{name}' of shape {values.Shape} does not say along which dimensions it is: new DataArray(values, [\"lat\", \"lon\"]) does"
            );

    /// <summary>Labels a dimension with numbers.</summary>
    /// <remarks>One number under a name that is not a dimension's becomes a scalar coordinate.</remarks>
    public DataArray AssignCoords(string dim, params double[] labels) =>
        labels.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(dim, new DataArray(NDArray.Scalar(labels[0]), []))
            : AssignCoords(dim, new NumberIndex(labels));

    /// <summary>Labels a dimension with times; one under a name that is not a dimension's becomes a scalar coordinate.</summary>
    public DataArray AssignCoords(string dim, params DateTime[] times) =>
        times.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(dim, (DataArray)times[0])
            : AssignCoords(dim, TimeIndex.Of(times));

    /// <summary>
    /// Labels a dimension with texts; one under a name that is not a dimension's becomes a scalar coordinate. Dates such
    /// as <c>2000-01-31</c> along <c>time</c> become times; elsewhere, <see cref="TimeIndex.Parse"/> makes times of texts.
    /// </summary>
    public DataArray AssignCoords(string dim, params string[] texts) =>
        texts.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(dim, new DataArray(TextCodes.Variable([], texts, Shape.Scalar, []), Coordinates.Empty))
            : AssignCoords(dim, TextLabels(dim, [.. texts]));

    /// <summary>Adds or replaces several coordinates: <c>AssignCoords(("lat", ds["lat"] * 2), ("height", 2.0))</c>.</summary>
    /// <param name="coords">The names and the values, whose dimensions are those of the array.</param>
    public DataArray AssignCoords(params ReadOnlySpan<(string Name, DataArray Values)> coords)
    {
        DataArray result = this;
        foreach (var (name, values) in coords)
            result = result.AssignCoords(name, values);
        return result;
    }

    /// <summary>Labels a dimension with numbers, as a pair: <c>AssignCoords(("x", [10, 20]))</c>.</summary>
    /// <param name="labels">The dimension and its labels.</param>
    public DataArray AssignCoords((string Dim, double[] Labels) labels) => AssignCoords(labels.Dim, labels.Labels);

    /// <summary>Labels a dimension with numbers, texts or times.</summary>
    public DataArray AssignCoords(string dim, DimensionIndex labels)
    {
        Axis(dim);
        return new DataArray(variable, Coords.With(new Coordinate(dim, labels, Coords.Find(dim)?.Attrs)), Name);
    }

    // Texts along "time" that are all whole dates are times: nobody means their letters.
    internal static DimensionIndex TextLabels(string dim, string[] texts) =>
        dim == "time"
        && texts.Length > 0
        && Array.TrueForAll(texts, t => Engine.Storage.Cf.CfDateText.TryParse(t, out var date) && date.Day is not null)
            ? TimeIndex.Parse(texts)
            : new TextIndex(texts);

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
            return new Coordinate(name, same, values.Attrs, values.variable.Encoding);
        }

        if (TextCodes.Of(values.variable) is { } texts)
            return new Coordinate(name, TextLabels(name, texts), values.Attrs);
        if (values.DType == DType.DateTime64)
            return ToCoordinate(name, FromDateTimes(new ChunkedArray(values.Expression), values.Dims), sizes);
        NDArray labels = values.Compute();
        DimensionIndex index =
            values.Calendar is { } calendar ? new TimeIndex(labels.ToArray<long>(), calendar)
            : labels.DType == DType.TimeDelta64 ? DurationIndex.Of(labels)
            : WholeIndex.Of(labels);
        return new Coordinate(name, index, values.Attrs, values.Calendar is null ? null : values.variable.Encoding);
    }

    /// <summary>Removes some coordinates.</summary>
    public DataArray DropCoords(params string[] names)
    {
        foreach (string name in names)
            _ = Coords[name];
        return new DataArray(variable, Coords.Without(names), Name);
    }

    /// <summary>
    /// Renames dimensions to coordinates along them, which become the labels; the old labels are kept as coordinates.
    /// </summary>
    /// <param name="names">Pairs of a dimension and a coordinate along it, or a new name.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown, or the coordinate lies along another one.
    /// </exception>
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
                $"'{name}' has the dimensions ({string.Join(", ", made.Dims)}), so it cannot replace '{old}'"
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

    /// <summary>
    /// Makes the values of a coordinate the labels of its dimension; they are computed, and the coordinate is removed.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The dimension is unknown, or has no such one-dimensional coordinate.
    /// </exception>
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

    /// <summary>
    /// Removes the labels of a dimension; they become a coordinate with an underscore after its name. The levels of a
    /// stacked dimension become coordinates of their names.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="drop">True to drop the labels instead.</param>
    public DataArray ResetIndex(string dim, bool drop = false)
    {
        Axis(dim);
        return new DataArray(variable, Unlabelled(Coords, dim, drop), Name);
    }

    private static IEnumerable<Coordinate> LevelCoordinates(string dim, ProductIndex product) =>
        product.Levels.Select(
            (level, i) =>
                new Coordinate(
                    level.Name,
                    new Coordinate(level.Name, product.LabelsOn(i), level.Attrs).Variable with
                    {
                        Dims = [dim],
                    }
                )
        );

    internal static Coordinates Unlabelled(Coordinates coords, string dim, bool drop) =>
        coords.Find(dim) is not { Index: { } index } labels ? coords
        : drop ? coords.Without(dim)
        : index is ProductIndex product
            ? LevelCoordinates(dim, product).Aggregate(coords.Without(dim), (all, c) => all.With(c))
        : coords.Without(dim).With(new Coordinate(dim + "_", labels.Variable));

    /// <summary>Removes some coordinates.</summary>
    public DataArray DropVars(params string[] names) => DropCoords(names);

    /// <summary>Returns a data set in which the array and some of its coordinates are data variables.</summary>
    /// <param name="names">The coordinates; by default all that are not labels.</param>
    public Dataset ResetCoords(params string[] names) => ToDataset(Name ?? "variable").ResetCoords(names);

    internal DataArray DropCoordsIfAny(string name) => new(variable, Coords.Without(name), Name);

    /// <summary>Replaces the coordinates by those of another array whose labels are equal up to rounding.</summary>
    /// <param name="other">The array whose labels are taken.</param>
    /// <param name="tolerance">
    /// The largest difference between labels, in the units of the coordinate; for times in microseconds.
    /// </param>
    /// <exception cref="GchunkException">
    /// Labels differ by more than the tolerance; the message names the first.
    /// </exception>
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
