using Gchunk.Dsl.Grouping;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// The values in groups of equal keys, to be reduced: <c>ssh.GroupBy("time.month").Mean()</c>, or to be compared
    /// with what was reduced: <c>ssh.GroupBy("time.month") - climatology</c>.
    /// </summary>
    /// <param name="keys">
    /// Coordinates along one dimension, or a dimension of times and a part: year, month, day, hour, minute, second,
    /// dayofyear, dayofweek (Monday 0), weekofyear, quarter, season. With several, every combination is a group.
    /// Coordinates that are no labels are computed.
    /// </param>
    /// <exception cref="GchunkException">There is no such coordinate or part.</exception>
    public GroupedArray GroupBy(params string[] keys)
    {
        if (keys.Length == 0)
            throw new GchunkException("GroupBy needs a key, for example \"time.month\"");
        if (keys.Length == 1 && Coords.Find(keys[0]) is { Index: null, Dims.Count: > 1 } plane)
            return GroupBy(new DataArray(plane.Variable, Coordinates.Empty, keys[0]));
        return new(this, new Groups([.. keys.Select(k => GroupKey.By(k, Coords, Sizes))]));
    }

    /// <summary>
    /// The values in groups of equal values of another array, which are computed. An array over several dimensions, a
    /// map of regions say, groups over all of them.
    /// </summary>
    /// <param name="key">The array; its name is that of the groups' dimension.</param>
    /// <exception cref="GchunkException">It does not fit.</exception>
    public GroupedArray GroupBy(DataArray key)
    {
        var (array, flat) = Flattened(key);
        return new(array, new Groups(GroupKey.By(key.Name ?? "group", flat, array.Sizes)));
    }

    /// <summary>
    /// The values in groups of equal texts: <c>x.GroupBy(x["time"].Dt.Strftime("%Y-%m"), "month")</c>.
    /// </summary>
    public GroupedArray GroupBy(TextValues key, string name = "group") =>
        new(this, new Groups(GroupKey.By(name, key, Sizes)));

    /// <summary>
    /// The values in groups by the intervals in which a coordinate lies; along a new dimension <c>…_bins</c>.
    /// </summary>
    /// <param name="key">A coordinate along one dimension.</param>
    /// <param name="bins">The edges of the intervals, rising.</param>
    /// <param name="right">Whether an interval holds its upper edge, else its lower one.</param>
    /// <param name="labels">A label for each interval; its text, <c>(0, 10]</c>, where none is given.</param>
    /// <param name="includeLowest">Whether the lowest edge belongs to the first interval too.</param>
    /// <exception cref="GchunkException">There is no such coordinate, or the edges do not rise.</exception>
    public GroupedArray GroupByBins(
        string key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => GroupByBins(this[key], bins, right, labels, includeLowest);

    /// <summary>
    /// The values in groups by the intervals in which the values of another array lie, which are computed.
    /// </summary>
    public GroupedArray GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    )
    {
        var (array, flat) = Flattened(key);
        return new(
            array,
            new Groups(GroupKey.Bins(key.Name ?? "group", flat, bins, array.Sizes, right, includeLowest, labels))
        );
    }

    // Groups over several dimensions are groups along these stacked.
    private (DataArray Array, DataArray Key) Flattened(DataArray key)
    {
        if (key.Dims.Count <= 1)
            return (this, key);
        foreach (string dim in key.Dims)
        {
            if (Sizes[dim] != key.Sizes[dim])
            {
                throw new GchunkException(
                    $"GroupBy: the key has length {key.Sizes[dim]} along '{dim}', which has length {Sizes[dim]}"
                );
            }
        }

        string name = "stacked_" + string.Join("_", key.Dims);
        string[] dims = [.. key.Dims];
        return (Stack(name, dims), key.DropAllCoords().Stack(name, dims));
    }
}
