using Gchunk.Dsl.Joining;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Aligns two arrays to common labels; their values stay lazy.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="join">Which labels to keep; by default they must be equal.</param>
    /// <param name="tolerance">
    /// The largest difference of labels that count as equal, in the units of the coordinate; for times in microseconds.
    /// </param>
    /// <exception cref="GchunkException">
    /// Labels differ (the message names the first that do), are of different kinds, or occur twice.
    /// </exception>
    public static (DataArray A, DataArray B) Align(
        DataArray a,
        DataArray b,
        Join join = Join.Exact,
        double? tolerance = null
    ) => Align([a, b], join, tolerance) is [var x, var y] ? (x, y) : default;

    /// <summary>
    /// Aligns three arrays to common labels; for more, give a list: <c>Align([a, b, c, d], Join.Inner)</c>.
    /// </summary>
    public static (DataArray A, DataArray B, DataArray C) Align(
        DataArray a,
        DataArray b,
        DataArray c,
        Join join = Join.Exact,
        double? tolerance = null
    ) => Align([a, b, c], join, tolerance) is [var x, var y, var z] ? (x, y, z) : default;

    /// <summary>
    /// Aligns arrays to common labels; see <see cref="Align(DataArray, DataArray, Join, double?)"/>.
    /// </summary>
    public static DataArray[] Align(IReadOnlyList<DataArray> arrays, Join join = Join.Exact, double? tolerance = null)
    {
        Dictionary<string, Coordinate> labels = LabelJoin.Labels(
            "Align",
            [.. arrays.Select(x => (x.Sizes, x.Coords))],
            join,
            tolerance
        );
        return [.. arrays.Select(x => LabelJoin.Of(x, labels, join, tolerance))];
    }

    /// <summary>Aligns two data sets to common labels.</summary>
    public static (Dataset A, Dataset B) Align(
        Dataset a,
        Dataset b,
        Join join = Join.Exact,
        double? tolerance = null
    ) => Align([a, b], join, tolerance) is [var x, var y] ? (x, y) : default;

    /// <summary>Aligns data sets to common labels.</summary>
    public static Dataset[] Align(IReadOnlyList<Dataset> datasets, Join join = Join.Exact, double? tolerance = null)
    {
        Dictionary<string, Coordinate> labels = LabelJoin.Labels(
            "Align",
            [.. datasets.Select(x => (x.Sizes, x.Coords))],
            join,
            tolerance
        );
        return [.. datasets.Select(x => LabelJoin.Of(x, labels, join, tolerance))];
    }

    /// <summary>Broadcasts two arrays to the dimensions of both; values are not copied.</summary>
    /// <exception cref="GchunkException">Labels or lengths differ along a shared dimension.</exception>
    public static (DataArray A, DataArray B) Broadcast(DataArray a, DataArray b) =>
        Broadcast([a, b]) is [var x, var y] ? (x, y) : default;

    /// <summary>Broadcasts arrays to the dimensions of all; values are not copied.</summary>
    /// <exception cref="GchunkException">Labels or lengths differ along a shared dimension.</exception>
    public static DataArray[] Broadcast(IReadOnlyList<DataArray> arrays)
    {
        DataArray[] all = [.. arrays];
        string[] dims = Broadcasting.Dims(all);
        Broadcasting.Check("Broadcast", all, dims);
        var values = Broadcasting.Broadcast(all, dims);
        IEnumerable<Coordinate> indexes = all.SelectMany(x => x.Coords)
            .Where(c => c.Index is not null)
            .DistinctBy(c => c.Name);
        return
        [
            .. all.Select(
                (x, i) =>
                    new DataArray(
                        x.Variable with
                        {
                            Dims = dims,
                            Expr = values[i],
                        },
                        new Coordinates([.. x.Coords.Where(c => !dims.Contains(c.Name)), .. indexes]),
                        x.Name
                    )
            ),
        ];
    }

    /// <summary>
    /// Concatenates arrays along a dimension that they have, or along a new first one; see
    /// <see cref="DataArray.Concat(IReadOnlyList{DataArray}, string, Join)"/>.
    /// </summary>
    public static DataArray Concat(IReadOnlyList<DataArray> arrays, string dim, Join join = Join.Exact) =>
        DataArray.Concat(arrays, dim, join);

    /// <summary>
    /// Concatenates data sets along a dimension that they have, or along a new one; see <see cref="Dataset.Concat"/>.
    /// </summary>
    public static Dataset Concat(IReadOnlyList<Dataset> datasets, string dim, Join join = Join.Exact) =>
        Dataset.Concat(datasets, dim, join);

    /// <summary>Merges the variables of several data sets into one.</summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="join">Which labels to keep; by default they must be equal.</param>
    /// <param name="compat">
    /// How variables of the same name are merged: <c>no_conflicts</c> (values that neither is missing must be equal,
    /// and missing ones are filled from the other), <c>equals</c>, <c>identical</c> (attributes too),
    /// <c>broadcast_equals</c>, or <c>override</c> (the first is taken without a comparison). All but <c>override</c>
    /// compute the comparison.
    /// </param>
    /// <exception cref="GchunkException">Labels differ, or variables of the same name do.</exception>
    public static Dataset Merge(
        IReadOnlyList<Dataset> datasets,
        Join join = Join.Exact,
        string compat = "no_conflicts"
    ) => Merging.Merge(datasets, join, compat);

    /// <summary>Merges arrays, each of which needs a name, into a data set.</summary>
    public static Dataset Merge(
        IReadOnlyList<DataArray> arrays,
        Join join = Join.Exact,
        string compat = "no_conflicts"
    ) => Merging.Merge([.. arrays.Select(x => x.ToDataset())], join, compat);

    /// <summary>
    /// Combines data sets by their coordinates: concatenates them along every dimension whose labels differ, in the
    /// order of the labels, and merges those with different variables.
    /// </summary>
    /// <param name="datasets">The data sets, in any order.</param>
    /// <param name="join">Which labels of the other dimensions to keep.</param>
    /// <exception cref="GchunkException">They do not form a grid, or overlap.</exception>
    public static Dataset CombineByCoords(IReadOnlyList<Dataset> datasets, Join join = Join.Exact) =>
        Merging.ByCoords(datasets, join);

    /// <summary>Concatenates data sets along a dimension in the order given.</summary>
    public static Dataset CombineNested(IReadOnlyList<Dataset> datasets, string concatDim, Join join = Join.Exact) =>
        Dataset.Concat(datasets, concatDim, join);

    /// <summary>
    /// Concatenates rows of data sets in the order given: the data sets of a row along the inner dimension, and the
    /// rows along the outer one.
    /// </summary>
    public static Dataset CombineNested(
        IReadOnlyList<IReadOnlyList<Dataset>> datasets,
        string outerDim,
        string innerDim,
        Join join = Join.Exact
    ) => Dataset.Concat([.. datasets.Select(row => Dataset.Concat(row, innerDim, join))], outerDim, join);
}
