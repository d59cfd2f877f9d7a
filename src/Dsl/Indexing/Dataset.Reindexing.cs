using Gchunk.Dsl.Indexing;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Returns the values at other labels of a dimension; see <see cref="DataArray.Reindex(string, DimensionIndex,
    /// SelectMethod, double?, double)"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The dimension has no labels or repeated ones, or the labels are of another kind.
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

    /// <summary>Returns the values at other numeric labels of a dimension.</summary>
    public Dataset Reindex(
        string dim,
        double[] labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    ) => Reindex(dim, DataArray.LabelsLike(dim, labels, Coords), method, tolerance, fillValue);

    /// <summary>Returns the values at other text or time labels of a dimension.</summary>
    public Dataset Reindex(
        string dim,
        string[] labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    ) => Reindex(dim, DataArray.LabelsLike(dim, labels, Coords), method, tolerance, fillValue);

    /// <summary>
    /// Returns the values at the labels of another data set, along every dimension that has labels in both.
    /// </summary>
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

    /// <summary>Drops repeated labels of a dimension.</summary>
    public Dataset DropDuplicates(string dim, string keep = "first") =>
        Pick(dim, DataArray.Distinct(dim, keep, Coords, Sizes));

    /// <summary>Sorts by the labels of a dimension or by a one-dimensional variable.</summary>
    public Dataset SortBy(string name, bool ascending = true)
    {
        var (along, pick) = variables.ContainsKey(name)
            ? DataArray.Sorted(this[name], ascending, Sizes)
            : DataArray.Sorted(name, ascending, Coords, Sizes);
        return Pick(along, pick);
    }

    /// <summary>Sorts by the values of a one-dimensional array, which are computed.</summary>
    public Dataset SortBy(DataArray values, bool ascending = true)
    {
        var (along, pick) = DataArray.Sorted(values, ascending, Sizes);
        return Pick(along, pick);
    }
}
