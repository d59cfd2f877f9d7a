using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Several groups of dimensions stacked, one after the other; see <see cref="Stack(string, string[])"/>.
    /// </summary>
    public DataArray Stack(params ReadOnlySpan<(string Dim, string[] Dims)> stacks)
    {
        DataArray result = this;
        foreach (var (dim, dims) in stacks)
            result = result.Stack(dim, dims);
        return result;
    }

    /// <summary>
    /// Several stacked dimensions taken apart; all of them where none is named. See <see cref="Unstack(string)"/>.
    /// </summary>
    public DataArray Unstack(params string[] dims)
    {
        DataArray result = this;
        foreach (
            string dim in dims.Length > 0 ? dims : [.. Coords.Where(c => c.Index is ProductIndex).Select(c => c.Name)]
        )
        {
            result = result.Unstack(dim);
        }

        return result;
    }

    /// <summary>The array repeated along a new first dimension with labels.</summary>
    /// <exception cref="GchunkException">There is such a dimension already.</exception>
    public DataArray ExpandDims(string dim, params double[] labels) => ExpandDims(dim, new NumberIndex(labels));

    /// <summary>The array repeated along a new first dimension with labels.</summary>
    /// <exception cref="GchunkException">There is such a dimension already.</exception>
    public DataArray ExpandDims(string dim, DimensionIndex labels)
    {
        DataArray one = DropCoordsIfAny(dim).ExpandDims(dim);
        ArrayExpr values = BroadcastExpr.Create(
            one.Expression,
            [.. Enumerable.Range(0, one.Dims.Count)],
            one.Chunks.With(0, [labels.Length])
        );
        return new DataArray(one.variable with { Expr = values }, one.Coords.With(new Coordinate(dim, labels)), Name);
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

    /// <summary>What a function makes of the array: for chains of functions of one's own.</summary>
    public T Pipe<T>(Func<DataArray, T> function) => function(this);

    /// <summary>A data set with a variable for each label of a dimension.</summary>
    /// <exception cref="GchunkException">There is no such dimension.</exception>
    public Dataset ToDatasetAlong(string dim)
    {
        DimensionIndex labels = IndexOrCount(dim);
        return new Dataset(
            [
                .. Enumerable
                    .Range(0, (int)labels.Length)
                    .Select(i => Isel(dim, i).DropCoordsIfAny(dim).Rename(labels.Label(i))),
            ],
            Attrs
        );
    }

    /// <summary>What <see cref="Dataset.ToStacked"/> put together, as a data set again.</summary>
    /// <param name="dim">The stacked dimension.</param>
    /// <exception cref="GchunkException">The dimension is not stacked from variables.</exception>
    public Dataset ToUnstacked(string dim)
    {
        Axis(dim);
        if (Coords.IndexOf(dim) is not ProductIndex { Levels: [{ Index: TextIndex names }, ..] } product)
            throw new GchunkException($"'{dim}' is not stacked from the variables of a data set; ToStacked makes it");
        var arrays = new List<DataArray>();
        long each = product.FullLength / names.Length;
        for (int v = 0; v < names.Length; v++)
        {
            long[] own =
            [
                .. Enumerable
                    .Range(0, (int)product.Length)
                    .Select(i => (long)i)
                    .Where(i => product.PositionInProduct(i) / each == v),
            ];
            if (own.Length == 0)
                continue;
            // Levels at whose last, missing label all of it lies are none of its dimensions.
            int[] levels =
            [
                .. Enumerable.Range(1, product.Levels.Count - 1).Where(l => !own.All(i => product.IsMissing(i, l))),
            ];
            DataArray part = Pick(dim, AxisPick.From(own));
            ProductLevel[] kept = [.. levels.Select(l => product.WithoutMissing(l))];
            DataArray bare = part.DropCoordsIfAny(dim);
            if (levels.Length == 0)
            {
                arrays.Add(bare.Isel(dim, 0).Rename(names.Label(v)));
            }
            else
            {
                long[] places =
                [
                    .. own.Select(i =>
                        kept.Select((l, k) => product.PositionOnLevel(i, levels[k]))
                            .Zip(kept)
                            .Aggregate(0L, (at, l) => at * l.Second.Length + l.First)
                    ),
                ];
                bool whole =
                    places.Length == kept.Aggregate(1L, (n, l) => n * l.Length)
                    && places.Select((p, i) => p == i).All(x => x);
                arrays.Add(
                    new DataArray(
                        bare.variable,
                        bare.Coords.With(new Coordinate(dim, new ProductIndex(kept, whole ? null : places))),
                        names.Label(v)
                    ).Unstack(dim)
                );
            }
        }
        return new Dataset(arrays);
    }
}
