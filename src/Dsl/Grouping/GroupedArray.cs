using Gchunk.Dsl.Grouping;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// An array grouped along a dimension; each reduction gives one value per group. Lazy; values are read once, and memory
/// holds only the groups of a block.
/// </summary>
public partial class GroupedArray : Reductions<DataArray>
{
    private protected readonly DataArray array;
    private protected readonly Groups groups;

    internal GroupedArray(DataArray array, Groups groups) => (this.array, this.groups) = (array, groups);

    /// <summary>The number of groups.</summary>
    public int NumGroups => groups.Count;

    /// <inheritdoc/>
    public override DataArray Reduce(string op, bool skipNaN = true, bool keepAttrs = true, double ddof = 0) =>
        new(groups.Reduce(array.Variable, op, skipNaN, keepAttrs, ddof), groups.Coords(array.Coords), array.Name);

    private protected override DataArray Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    ) =>
        new(
            groups.Quantile(array.Variable, quantiles, one, method, skipNaN, keepAttrs),
            DataArray.QuantileLabel(groups.Coords(array.Coords), quantiles, one, method),
            array.Name
        );

    /// <summary>
    /// Applies a function to each group and combines the results: in the order of the dimension if the function keeps
    /// it, else along the groups. The dimensions keep their order; new ones come last.
    /// </summary>
    /// <param name="function">A function of the array of one group: <c>g => g - g.Mean("time")</c>.</param>
    public DataArray Map(Func<DataArray, DataArray> function) =>
        groups.Combine(
            [.. groups.Members.Where(m => m is not null).Select(m => function(array.Pick(groups.Dim, m!.Value)))],
            array.Dims
        );

    /// <summary>Returns the groups with their labels, in order.</summary>
    public IEnumerable<(string Label, DataArray Values)> Parts()
    {
        for (int g = 0; g < groups.Count; g++)
        {
            if (groups.Members[g] is { } members)
                yield return (groups.Label(g), array.Pick(groups.Dim, members));
        }
    }

    /// <summary>Goes through the groups in order: <c>foreach (var (label, values) in x.GroupBy("time.year"))</c>.</summary>
    public IEnumerator<(string Label, DataArray Values)> GetEnumerator() => Parts().GetEnumerator();

    /// <summary>Computes cumulative sums within each group, in the order of the dimension.</summary>
    public DataArray CumSum(bool skipNaN = true) => Map(g => g.CumSum(groups.Dim, skipNaN));

    /// <summary>Computes cumulative products within each group, in the order of the dimension.</summary>
    public DataArray CumProd(bool skipNaN = true) => Map(g => g.CumProd(groups.Dim, skipNaN));

    /// <summary>Shifts the values within each group, in the order of the dimension.</summary>
    /// <param name="count">The number of positions, backwards if negative.</param>
    /// <param name="fillValue">The value of the positions that become free.</param>
    public DataArray Shift(int count, double fillValue = double.NaN) => Map(g => g.Shift(groups.Dim, count, fillValue));

    /// <summary>Ranks the values within each group, from 1; equal ones get the mean of their ranks.</summary>
    /// <param name="pct">True for ranks as fractions of the number of values.</param>
    public DataArray Rank(bool pct = false) => Map(g => g.Rank(groups.Dim, pct));

    /// <summary>
    /// Applies an elementwise operation to each value and the value of its group in an array along the groups.
    /// </summary>
    /// <param name="op">NumPy's name: <c>subtract</c>.</param>
    /// <param name="reduced">An array along the groups, such as their means.</param>
    /// <exception cref="Engine.GchunkException">
    /// The array lacks the groups' dimension or one of their labels.
    /// </exception>
    /// <param name="reversed">True if the value of the group is the first operand.</param>
    public DataArray Elementwise(string op, DataArray reduced, bool reversed = false)
    {
        DataArray others = groups.BroadcastTo(reduced, array),
            result = reversed
                ? DataArray.Elementwise(op, others, array).Transpose([.. array.Dims, .. others.Dims.Except(array.Dims)])
                : DataArray.Elementwise(op, array, others);
        Coordinates coords = result.Coords;
        foreach (Coordinate c in groups.LabelsOfPositions())
        {
            if (coords.Find(c.Name) is null)
                coords = coords.With(c);
        }

        var whole = new DataArray(result.Variable, coords, array.Name == reduced.Name ? array.Name : null);
        return groups.Stacked?.Unstacked(whole, ordered: true) ?? whole;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{NumGroups} groups of '{groups.Dim}' of DataArray{(array.Name is null ? "" : $" '{array.Name}'")} ({array.Sizes})";
}

/// <summary>
/// A data set grouped along a dimension; each reduction gives one value per group for every variable along it. Lazy;
/// values are read once. Text and times have min, max, first, last and count; other reductions drop them.
/// </summary>
public partial class GroupedDataset : Reductions<Dataset>
{
    private protected readonly Dataset dataset;
    private protected readonly Groups groups;

    internal GroupedDataset(Dataset dataset, Groups groups) => (this.dataset, this.groups) = (dataset, groups);

    /// <summary>The number of groups.</summary>
    public int NumGroups => groups.Count;

    /// <inheritdoc/>
    public override Dataset Reduce(string op, bool skipNaN = true, bool keepAttrs = true, double ddof = 0) =>
        Along(OpTable.GetReduction(op))
            .MapVariables(
                (_, v) => Array.IndexOf(v.Dims, groups.Dim) < 0 ? v : groups.Reduce(v, op, skipNaN, keepAttrs, ddof),
                groups.Coords(dataset.Coords),
                keepAttrs ? dataset.Attrs : []
            );

    private protected override Dataset Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    ) =>
        Along()
            .MapVariables(
                (_, v) =>
                    Array.IndexOf(v.Dims, groups.Dim) < 0
                        ? v
                        : groups.Quantile(v, quantiles, one, method, skipNaN, keepAttrs),
                DataArray.QuantileLabel(groups.Coords(dataset.Coords), quantiles, one, method),
                keepAttrs ? dataset.Attrs : []
            );

    /// <summary>
    /// Applies a function to each group of every variable along the dimension; see <see cref="GroupedArray.Map"/>.
    /// </summary>
    public Dataset Map(Func<DataArray, DataArray> function) =>
        dataset.Over([groups.Dim], v => new GroupedArray(v, groups).Map(function));

    /// <summary>Returns the groups with their labels, in order.</summary>
    public IEnumerable<(string Label, Dataset Values)> Parts()
    {
        for (int g = 0; g < groups.Count; g++)
        {
            if (groups.Members[g] is { } members)
                yield return (groups.Label(g), dataset.Pick(groups.Dim, members));
        }
    }

    /// <summary>Goes through the groups in order: <c>foreach (var (label, part) in ds.GroupBy("time.year"))</c>.</summary>
    public IEnumerator<(string Label, Dataset Values)> GetEnumerator() => Parts().GetEnumerator();

    /// <summary>Computes cumulative sums within each group of every variable along the dimension.</summary>
    public Dataset CumSum(bool skipNaN = true) => Map(g => g.CumSum(groups.Dim, skipNaN));

    /// <summary>Computes cumulative products within each group of every variable along the dimension.</summary>
    public Dataset CumProd(bool skipNaN = true) => Map(g => g.CumProd(groups.Dim, skipNaN));

    /// <summary>Shifts the values within each group of every variable along the dimension.</summary>
    public Dataset Shift(int count, double fillValue = double.NaN) => Map(g => g.Shift(groups.Dim, count, fillValue));

    /// <summary>Ranks the values within each group of every variable along the dimension.</summary>
    public Dataset Rank(bool pct = false) => Map(g => g.Rank(groups.Dim, pct));

    // A variable used as the key is dropped: its values are the labels of the groups.
    private Dataset Along(ReductionOp? op = null)
    {
        Dataset numbers = dataset.NumbersAlong([groups.Dim], op);
        string[] keys = [.. groups.Keys.Select(k => k.Labels.Name).Intersect(numbers.Names)];
        return keys.Length == 0 ? numbers : numbers.Drop(keys);
    }

    // Variables that the reduction dropped are dropped here too.
    private Dataset Each(string op, Dataset reduced, bool reversed = false) =>
        (dataset.Names.All(reduced.Contains) ? dataset : dataset.NumbersAlong([groups.Dim])).Over(
            [groups.Dim],
            v => new GroupedArray(v, groups).Elementwise(op, reduced[v.Name!], reversed),
            keepAttrs: false
        );

    private Dataset Each(string op, DataArray reduced) =>
        dataset
            .NumbersAlong([groups.Dim])
            .Over([groups.Dim], v => new GroupedArray(v, groups).Elementwise(op, reduced), keepAttrs: false);

    /// <inheritdoc/>
    public override string ToString() => $"{groups.Count} groups of '{groups.Dim}' of Dataset ({dataset.Sizes})";
}
