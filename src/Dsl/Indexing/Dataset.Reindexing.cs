using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// The values at other labels of a dimension; see
    /// <see cref="DataArray.Reindex(string, DimensionIndex, SelectMethod, double?, double)"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The dimension has no labels, or one twice, or the labels are of another kind.
    /// </exception>
    public Dataset Reindex(
        string dim,
        DimensionIndex labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    )
    {
        long[] positions = DataArray.Positions(dim, labels, method, tolerance, Coords, Sizes);
        return MapVariables(
            (_, v) => Reindexing.Of(v, dim, positions, fillValue),
            Reindexing.Of(Coords, dim, labels, positions, null),
            Attrs
        );
    }

    /// <summary>The values at other numbers along a dimension.</summary>
    public Dataset Reindex(
        string dim,
        double[] labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    ) => Reindex(dim, DataArray.LabelsLike(dim, labels, Coords), method, tolerance, fillValue);

    /// <summary>The values at other texts or dates along a dimension.</summary>
    public Dataset Reindex(
        string dim,
        string[] labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    ) => Reindex(dim, DataArray.LabelsLike(dim, labels, Coords), method, tolerance, fillValue);

    /// <summary>The values at the labels of another data set, along every dimension that both label.</summary>
    public Dataset ReindexLike(
        Dataset other,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    )
    {
        Dataset result = this;
        foreach (string dim in Dims)
        {
            if (Coords.IndexOf(dim) is not null && other.Coords.IndexOf(dim) is { } labels)
                result = result.Reindex(dim, labels, method, tolerance, fillValue);
        }

        return result;
    }

    /// <summary>The data set with each label of a dimension once.</summary>
    public Dataset DropDuplicates(string dim, string keep = "first") =>
        Pick(dim, DataArray.Once(dim, keep, Coords, Sizes));

    /// <summary>The data set sorted by the labels of a dimension, or by a variable along one.</summary>
    public Dataset SortBy(string name, bool ascending = true)
    {
        var (along, pick) = variables.ContainsKey(name)
            ? DataArray.Sorted(this[name], ascending, Sizes)
            : DataArray.Sorted(name, ascending, Coords, Sizes);
        return Pick(along, pick);
    }

    /// <summary>
    /// The data set sorted by the values of an array along one of its dimensions; these are computed.
    /// </summary>
    public Dataset SortBy(DataArray values, bool ascending = true)
    {
        var (along, pick) = DataArray.Sorted(values, ascending, Sizes);
        return Pick(along, pick);
    }

    /// <summary>What bears some labels; see <see cref="DataArray.Loc"/>.</summary>
    public Loc<Dataset> Loc => new(Dims, pairs => Sel(pairs));

    /// <summary>All but some labels of a dimension.</summary>
    /// <exception cref="GchunkException">There is no such dimension or label.</exception>
    public Dataset DropSel(string dim, Selector labels) =>
        Pick(dim, IndexOrCount(dim).Locate(dim, labels.Plain(), SelectMethod.Exact, null).Rest(Sizes[dim]));

    /// <summary>All but some positions of a dimension.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or a position is out of range.</exception>
    public Dataset DropIsel(string dim, PositionSelector positions) =>
        Pick(dim, positions.Resolve(dim, Sizes[dim]).Rest(Sizes[dim]));

    /// <summary>The reverse order along a dimension.</summary>
    public Dataset Reverse(string dim) => Isel(dim, "::-1");

    /// <summary>The first values along a dimension.</summary>
    public Dataset Head(string dim, int count = 5) => Isel(dim, ..DataArray.Counted(count));

    /// <summary>The last values along a dimension.</summary>
    public Dataset Tail(string dim, int count = 5) => Isel(dim, ^(int)Math.Min(DataArray.Counted(count), Sizes[dim])..);

    /// <summary>Every so-manieth value along a dimension, from the first.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or the step is not above 0.</exception>
    public Dataset Thin(string dim, int step) =>
        step > 0
            ? Isel(dim, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"::{step}"))
            : throw new GchunkException(
                $"Thin takes every first, second, third … value of '{dim}': a step above 0; got {step}"
            );

    internal DimensionIndex IndexOrCount(string dim)
    {
        long length = Sizes[dim];
        return Coords.IndexOf(dim) ?? NumberIndex.Count(length);
    }

    /// <summary>What a function makes of every variable that has any of the dimensions; the others stay.</summary>
    internal Dataset Over(IReadOnlyCollection<string> dims, Func<DataArray, DataArray> function, bool keepAttrs = true)
    {
        foreach (string dim in dims)
            _ = Sizes[dim];
        var results = new OrderedDictionary<string, Variable>();
        var coords = new OrderedDictionary<string, Coordinate>();
        foreach (DataArray array in Variables)
        {
            bool touched = dims.Count == 0 || array.Dims.Any(dims.Contains);
            DataArray result = touched ? function(array) : array;
            results[array.Name!] = result.Variable;
            if (touched)
            {
                foreach (Coordinate c in result.Coords)
                    coords.TryAdd(c.Name, c);
            }
        }
        // What the function took away from every variable is gone; what none of them had stays.
        foreach (Coordinate c in Coords)
        {
            if (
                !c.Dims.Any(dims.Contains)
                && (c.Dims.Count > 0 || !Variables.Any(v => v.Coords.Find(c.Name) is not null))
            )
            {
                coords.TryAdd(c.Name, c);
            }
        }

        return new Dataset(results, new Coordinates(coords.Values), keepAttrs ? Attrs.Copy() : [], Unreadable);
    }
}
