using Gchunk.Dsl.Grouping;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Groups the values by one or several keys; see <see cref="DataArray.GroupBy(string[])"/>. One-dimensional
    /// variables can be keys too.
    /// </summary>
    public GroupedDataset GroupBy(params string[] keys)
    {
        if (keys.Length == 0)
            throw new GchunkException("GroupBy needs a key, for example \"time.month\"");
        return Grouped([
            .. keys.Select(k =>
                Contains(k) && this[k] is { Dims.Count: > 1 } plane
                    ? StackedKeys.KeyOf(k, plane, Sizes)
                    : StackedKeys.Along(
                        GroupKey.By(k, Coords, Sizes, name => variables.ContainsKey(name) ? this[name] : null)
                    )
            ),
        ]);
    }

    // To group over several dimensions, they are stacked into one; variables with only some of them are broadcast along
    // the others.
    private GroupedDataset Grouped((GroupKey Key, string[] Dims)[] keys)
    {
        if (StackedKeys.Of(keys, Sizes, Dims) is not var (stacked, flat))
            return new(this, new Groups([.. keys.Select(k => k.Key)]));
        string[] dims = stacked.Dims;
        var shape = new Engine.Arrays.Shape(Array.ConvertAll(dims, d => Sizes[d]));
        var bare = new DataArray(
            new Engine.Expressions.FullExpr(0L, Engine.Arrays.DType.Bool, Engine.Arrays.ChunkGrid.Single(shape)),
            dims
        );
        Dataset whole = Over(dims, v => dims.All(v.Dims.Contains) ? v : Prelude.Broadcast([v, bare])[0]);
        return new(whole.Stack(stacked.Name, dims), new Groups(flat) { Stacked = stacked });
    }

    /// <summary>
    /// Groups the values by the values of an array, which are computed; see <see cref="DataArray.GroupBy(DataArray)"/>.
    /// An array over several dimensions, such as a map of regions, groups over all of them.
    /// </summary>
    /// <exception cref="GchunkException">The lengths of the dimensions differ.</exception>
    public GroupedDataset GroupBy(DataArray key) => Grouped([StackedKeys.KeyOf(key.Name ?? "group", key, Sizes)]);

    /// <summary>Groups the values by texts; see <see cref="DataArray.GroupBy(TextValues, string)"/>.</summary>
    public GroupedDataset GroupBy(TextValues key, string name = "group") =>
        new(this, new Groups(GroupKey.By(name, key, Sizes)));

    /// <summary>
    /// Groups the values by intervals of a coordinate or a variable; see <see cref="DataArray.GroupByBins(string,
    /// double[], bool, double[], bool)"/>.
    /// </summary>
    public GroupedDataset GroupByBins(
        string key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => GroupByBins(this[key], bins, right, labels, includeLowest);

    /// <summary>Groups the values by a number of equally wide intervals, as pandas' <c>cut</c> does.</summary>
    /// <param name="key">A coordinate along one dimension; it is computed.</param>
    /// <param name="bins">The number of intervals.</param>
    /// <param name="right">True if an interval includes its upper edge, false if its lower one.</param>
    /// <exception cref="GchunkException">The coordinate is unknown or has no finite values, or there are no bins.</exception>
    public GroupedDataset GroupByBins(string key, int bins, bool right = true)
    {
        var (edges, labels) = EqualBins.Of(key, this[key], bins, right);
        return Grouped([StackedKeys.Bins(this[key], edges, Sizes, right, textLabels: labels)]);
    }

    /// <summary>Groups the values by intervals of an array, which is computed.</summary>
    public GroupedDataset GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => Grouped([StackedKeys.Bins(key, bins, Sizes, right, includeLowest, labels)]);
}
