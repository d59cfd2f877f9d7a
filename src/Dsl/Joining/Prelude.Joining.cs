using Gchunk.Dsl.Joining;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Two arrays brought to common labels; the values of both stay lazy.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="join">Which labels are kept; by default they must be equal.</param>
    /// <param name="tolerance">
    /// How far labels that count as equal may be apart, in the units of the coordinate; times in microseconds.
    /// </param>
    /// <exception cref="GchunkException">
    /// Labels differ (the first that do are named), are of different kinds, or occur twice.
    /// </exception>
    public static (DataArray A, DataArray B) Align(
        DataArray a,
        DataArray b,
        Join join = Join.Exact,
        double? tolerance = null
    ) => Align([a, b], join, tolerance) is [var x, var y] ? (x, y) : default;

    /// <summary>
    /// Arrays brought to common labels; see <see cref="Align(DataArray, DataArray, Join, double?)"/>.
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

    /// <summary>Two data sets brought to common labels.</summary>
    public static (Dataset A, Dataset B) Align(
        Dataset a,
        Dataset b,
        Join join = Join.Exact,
        double? tolerance = null
    ) => Align([a, b], join, tolerance) is [var x, var y] ? (x, y) : default;

    /// <summary>Data sets brought to common labels.</summary>
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

    /// <summary>Two arrays with all dimensions of both, values repeated along those that one lacks; a view.</summary>
    /// <exception cref="GchunkException">Labels or lengths differ along a shared dimension.</exception>
    public static (DataArray A, DataArray B) Broadcast(DataArray a, DataArray b) =>
        Broadcast([a, b]) is [var x, var y] ? (x, y) : default;

    /// <summary>Arrays with all dimensions of all, values repeated along those that one lacks; a view.</summary>
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
    /// Arrays joined along a dimension, theirs or a new one, which comes first; see
    /// <see cref="DataArray.Concat(IReadOnlyList{DataArray}, string, Join)"/>.
    /// </summary>
    public static DataArray Concat(IReadOnlyList<DataArray> arrays, string dim, Join join = Join.Exact) =>
        DataArray.Concat(arrays, dim, join);

    /// <summary>Data sets joined along a dimension, theirs or a new one; see <see cref="Dataset.Concat"/>.</summary>
    public static Dataset Concat(IReadOnlyList<Dataset> datasets, string dim, Join join = Join.Exact) =>
        Dataset.Concat(datasets, dim, join);

    /// <summary>The variables of several data sets in one.</summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="join">Which labels are kept where they differ; by default they must be equal.</param>
    /// <param name="compat">
    /// What is done about variables of the same name: <c>no_conflicts</c> (equal wherever both are there; missing
    /// values are filled from each other), <c>equals</c>, or <c>override</c> (the first is taken unseen). The first two
    /// compute the comparison.
    /// </param>
    /// <exception cref="GchunkException">Labels differ, or values of one name do.</exception>
    public static Dataset Merge(
        IReadOnlyList<Dataset> datasets,
        Join join = Join.Exact,
        string compat = "no_conflicts"
    ) => Merging.Merge(datasets, join, compat);

    /// <summary>Arrays in one data set; each needs a name.</summary>
    public static Dataset Merge(
        IReadOnlyList<DataArray> arrays,
        Join join = Join.Exact,
        string compat = "no_conflicts"
    ) => Merging.Merge([.. arrays.Select(x => x.ToDataset())], join, compat);

    /// <summary>
    /// Data sets put together by their coordinates: along every dimension whose labels differ, in the order of these.
    /// Those with other variables are merged.
    /// </summary>
    /// <param name="datasets">The data sets, in any order.</param>
    /// <param name="join">Which labels are kept along the other dimensions.</param>
    /// <exception cref="GchunkException">They do not tile a whole, or overlap.</exception>
    public static Dataset CombineByCoords(IReadOnlyList<Dataset> datasets, Join join = Join.Exact) =>
        Merging.ByCoords(datasets, join);

    /// <summary>Data sets joined along a dimension in the order given.</summary>
    public static Dataset CombineNested(IReadOnlyList<Dataset> datasets, string concatDim, Join join = Join.Exact) =>
        Dataset.Concat(datasets, concatDim, join);

    /// <summary>
    /// Rows of data sets joined along two dimensions in the order given: the rows along the first, within them along
    /// the second.
    /// </summary>
    public static Dataset CombineNested(
        IReadOnlyList<IReadOnlyList<Dataset>> datasets,
        string outerDim,
        string innerDim,
        Join join = Join.Exact
    ) => Dataset.Concat([.. datasets.Select(row => Dataset.Concat(row, innerDim, join))], outerDim, join);
}
