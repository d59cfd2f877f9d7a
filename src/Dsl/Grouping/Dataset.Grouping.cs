using Gchunk.Dsl.Grouping;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// The values in groups of equal keys, to be reduced; see <see cref="DataArray.GroupBy(string[])"/>. Variables
    /// along one dimension can be keys too.
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
    /// The values in groups of equal values of an array, which are computed; see
    /// <see cref="DataArray.GroupBy(DataArray)"/>. One over several dimensions, a map of regions say, groups over all
    /// of them.
    /// </summary>
    /// <exception cref="GchunkException">It does not fit.</exception>
    public GroupedDataset GroupBy(DataArray key)
    {
        var (dataset, flat) = Flattened(key);
        return new(dataset, new Groups(GroupKey.By(key.Name ?? "group", flat, dataset.Sizes)));
    }

    /// <summary>The values in groups of equal texts; see <see cref="DataArray.GroupBy(TextValues, string)"/>.</summary>
    public GroupedDataset GroupBy(TextValues key, string name = "group") =>
        new(this, new Groups(GroupKey.By(name, key, Sizes)));

    /// <summary>
    /// The values in groups by the intervals in which a coordinate or a variable lies; see
    /// <see cref="DataArray.GroupByBins(string, double[], bool, double[], bool)"/>.
    /// </summary>
    public GroupedDataset GroupByBins(
        string key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => GroupByBins(this[key], bins, right, labels, includeLowest);

    /// <summary>
    /// The values in groups by the intervals in which the values of an array lie, which are computed.
    /// </summary>
    public GroupedDataset GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    )
    {
        var (dataset, flat) = Flattened(key);
        return new(
            dataset,
            new Groups(GroupKey.Bins(key.Name ?? "group", flat, bins, dataset.Sizes, right, includeLowest, labels))
        );
    }

    // Groups over several dimensions are groups along these stacked; what has some of them is repeated along the
    // others.
    private (Dataset Dataset, DataArray Key) Flattened(DataArray key)
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
