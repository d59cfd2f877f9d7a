using Gchunk.Dsl.Labels;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Renames a variable, a dimension or a coordinate: <c>ds.Rename("pr", "rain")</c>.</summary>
    /// <exception cref="GchunkException">There is none of this name, or the new name exists already.</exception>
    public Dataset Rename(string old, string name) => Rename((old, name));

    /// <summary>Renames dimensions, coordinates and variables.</summary>
    public Dataset Rename(params ReadOnlySpan<(string Old, string New)> names)
    {
        Func<string, string> rename = Renaming.Of(names, [.. Sizes.Names, .. Coords.Names, .. variables.Keys]);
        return new(
            new OrderedDictionary<string, Variable>(
                variables.Select(v =>
                    KeyValuePair.Create(
                        rename(v.Key),
                        v.Value with
                        {
                            Dims = Array.ConvertAll(v.Value.Dims, d => rename(d)),
                        }
                    )
                )
            ),
            Coords.Renamed(rename),
            Attrs.Copy(),
            Unreadable
        );
    }

    private Dataset WithCoords(Coordinates coords) => new(variables, coords, Attrs.Copy(), Unreadable);

    /// <summary>Labels a dimension with numbers.</summary>
    public Dataset AssignCoords(string dim, params double[] labels) => AssignCoords(dim, new NumberIndex(labels));

    /// <summary>Labels a dimension with times.</summary>
    public Dataset AssignCoords(string dim, params DateTime[] times) =>
        times.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(dim, (DataArray)times[0])
            : AssignCoords(dim, TimeIndex.Of(times));

    /// <summary>
    /// Labels a dimension with texts; dates along <c>time</c> become times, see <see
    /// cref="DataArray.AssignCoords(string, string[])"/>.
    /// </summary>
    public Dataset AssignCoords(string dim, params string[] texts) =>
        texts.Length == 1 && !Sizes.Contains(dim)
            ? AssignCoords(
                dim,
                new DataArray(TextCodes.Variable([], texts, Engine.Arrays.Shape.Scalar, []), Coordinates.Empty)
            )
            : AssignCoords(dim, DataArray.TextLabels(dim, [.. texts]));

    /// <summary>Adds or replaces several coordinates: <c>AssignCoords(("lat", ds["lat"] * 2), ("height", 2.0))</c>.</summary>
    /// <param name="coords">The names and the values, whose dimensions are those of the array.</param>
    public Dataset AssignCoords(params ReadOnlySpan<(string Name, DataArray Values)> coords)
    {
        Dataset result = this;
        foreach (var (name, values) in coords)
            result = result.AssignCoords(name, values);
        return result;
    }

    /// <summary>Labels a dimension with numbers, as a pair: <c>AssignCoords(("x", [10, 20]))</c>.</summary>
    /// <param name="labels">The dimension and its labels.</param>
    public Dataset AssignCoords((string Dim, double[] Labels) labels) => AssignCoords(labels.Dim, labels.Labels);

    /// <summary>Labels a dimension with numbers, texts or times.</summary>
    public Dataset AssignCoords(string dim, DimensionIndex labels)
    {
        Sizes.Require(dim);
        return WithCoords(Coords.With(new Coordinate(dim, labels, Coords.Find(dim)?.Attrs)));
    }

    /// <summary>Adds or replaces a coordinate of numbers in memory: the labels of a dimension, or a scalar.</summary>
    /// <exception cref="GchunkException">They are neither along the dimension of this name nor one value.</exception>
    public Dataset AssignCoords(string name, Engine.Arrays.NDArray values) =>
        AssignCoords(name, DataArray.Along(name, values));

    /// <summary>Adds or replaces a coordinate: the labels of a dimension, or a scalar.</summary>
    /// <exception cref="GchunkException">They are neither along the dimension of this name nor one value.</exception>
    public Dataset AssignCoords(string name, ChunkedArray values) => AssignCoords(name, DataArray.Along(name, values));

    /// <summary>Adds or replaces a coordinate; one named like a dimension becomes its labels.</summary>
    public Dataset AssignCoords(string name, DataArray values) =>
        WithCoords(Coords.With(DataArray.ToCoordinate(name, values, Sizes)));

    /// <summary>Removes some variables or coordinates.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset DropVars(params string[] names) => Drop(names);

    /// <summary>Removes some dimensions and every variable along them.</summary>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public Dataset DropDims(params string[] dims)
    {
        Sizes.Require(dims);
        return new(
            new OrderedDictionary<string, Variable>(variables.Where(v => !v.Value.Dims.Any(dims.Contains))),
            Coords.WithoutDims(dims),
            Attrs.Copy(),
            Unreadable
        );
    }

    /// <summary>Turns variables into coordinates.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset SetCoords(params string[] names)
    {
        Coordinates coords = Coords;
        foreach (string name in names)
        {
            if (!variables.TryGetValue(name, out Variable? variable))
                throw new GchunkException(Spelling.Unknown("variable", name, variables.Keys));
            coords = coords.With(DataArray.ToCoordinate(name, new DataArray(variable, Coordinates.Empty), Sizes));
        }
        return new(
            new OrderedDictionary<string, Variable>(variables.Where(v => !names.Contains(v.Key))),
            coords,
            Attrs.Copy(),
            Unreadable
        );
    }

    /// <summary>Turns coordinates that are not labels into variables.</summary>
    /// <param name="names">The coordinates; by default all that are not labels.</param>
    /// <exception cref="GchunkException">A coordinate is unknown, or labels a dimension.</exception>
    public Dataset ResetCoords(params string[] names)
    {
        if (names.Length == 0)
            names = [.. Coords.Where(c => c.Index is null).Select(c => c.Name)];
        foreach (string name in names)
        {
            if (Coords[name].Index is not null)
            {
                throw new GchunkException(
                    $"'{name}' labels a dimension and cannot become a variable; remove the labels first with ResetIndex(\"{name}\")"
                );
            }
        }

        return new(
            new OrderedDictionary<string, Variable>([
                .. variables,
                .. names.Select(n => KeyValuePair.Create(n, Coords[n].Variable)),
            ]),
            Coords.Without(names),
            Attrs.Copy(),
            Unreadable
        );
    }

    /// <summary>Renames dimensions to coordinates along them; see <see cref="DataArray.SwapDims"/>.</summary>
    public Dataset SwapDims(params ReadOnlySpan<(string Old, string New)> names)
    {
        Dataset result = this;
        foreach (var (old, name) in names)
        {
            result.Sizes.Require(old);
            Dataset from = result.variables.ContainsKey(name) ? result.SetCoords(name) : result;
            result = from.MapVariables(
                (_, v) => v with { Dims = Array.ConvertAll(v.Dims, d => d == old ? name : d) },
                DataArray.Swapped(from.Coords, old, name),
                from.Attrs
            );
        }
        return result;
    }

    /// <summary>
    /// Makes the values of a coordinate or variable the labels of its dimension; they are computed, and the coordinate
    /// or variable is removed.
    /// </summary>
    public Dataset SetIndex(string dim, string coordinate)
    {
        Sizes.Require(dim);
        Dataset from = variables.ContainsKey(coordinate) ? SetCoords(coordinate) : this;
        return from.WithCoords(DataArray.Indexed(from.Coords, dim, coordinate));
    }

    /// <summary>
    /// Removes the labels of a dimension; they become a coordinate with an underscore after its name.
    /// </summary>
    public Dataset ResetIndex(string dim, bool drop = false)
    {
        Sizes.Require(dim);
        return WithCoords(DataArray.Unlabelled(Coords, dim, drop));
    }
}
