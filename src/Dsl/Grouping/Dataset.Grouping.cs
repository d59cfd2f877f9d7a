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
        if (keys is [var only] && Contains(only) && this[only] is { Dims.Count: > 1 } plane)
            return GroupBy(plane);
        return new(
            this,
            new Groups([
                .. keys.Select(k =>
                    GroupKey.By(k, Coords, Sizes, name => variables.ContainsKey(name) ? this[name] : null)
                ),
            ])
        );
    }

    /// <summary>
    /// Groups the values by the values of an array, which are computed; see <see cref="DataArray.GroupBy(DataArray)"/>.
    /// An array over several dimensions, such as a map of regions, groups over all of them.
    /// </summary>
    /// <exception cref="GchunkException">The lengths of the dimensions differ.</exception>
    public GroupedDataset GroupBy(DataArray key)
    {
        var (dataset, flat) = StackedWith(key);
        return new(dataset, new Groups(GroupKey.By(key.Name ?? "group", flat, dataset.Sizes)));
    }

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

    /// <summary>Groups the values by intervals of an array, which is computed.</summary>
    public GroupedDataset GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    )
    {
        var (dataset, flat) = StackedWith(key);
        return new(
            dataset,
            new Groups(GroupKey.Bins(key.Name ?? "group", flat, bins, dataset.Sizes, right, includeLowest, labels))
        );
    }

    // To group over several dimensions, they are stacked into one; variables with only some of them are broadcast along
    // the others.
    private (Dataset Dataset, DataArray Key) StackedWith(DataArray key)
    {
        foreach (string dim in key.Dims)
        {
            if (Sizes[dim] != key.Sizes[dim])
            {
                throw new GchunkException(
                    $"GroupBy: the key has length {key.Sizes[dim]} along '{dim}', which has length {Sizes[dim]}"
                );
            }
        }

        if (key.Dims.Count <= 1)
            return (this, key);
        string name = "stacked_" + string.Join("_", key.Dims);
        string[] dims = [.. key.Dims];
        DataArray bare = key.DropAllCoords();
        Dataset whole = Over(dims, v => dims.All(v.Dims.Contains) ? v : Prelude.Broadcast([v, bare])[0]);
        return (whole.Stack(name, dims), bare.Stack(name, dims));
    }
}
