using Gchunk.Dsl.Grouping;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Groups the values by one or several keys, to reduce the groups: <c>ssh.GroupBy("time.month").Mean()</c>, or to
    /// compare them with reduced values: <c>ssh.GroupBy("time.month") - climatology</c>.
    /// </summary>
    /// <param name="keys">
    /// Coordinates along one dimension, or a time dimension and a part: year, month, day, hour, minute, second,
    /// dayofyear, dayofweek (Monday 0), weekofyear, quarter, season. With several keys, every combination is a group.
    /// Coordinates that are not labels are computed.
    /// </param>
    /// <exception cref="GchunkException">The coordinate or the part is unknown.</exception>
    public GroupedArray GroupBy(params string[] keys)
    {
        if (keys.Length == 0)
            throw new GchunkException("GroupBy needs a key, for example \"time.month\"");
        if (keys.Length == 1 && Coords.Find(keys[0]) is { Index: null, Dims.Count: > 1 } plane)
            return GroupBy(new DataArray(plane.Variable, Coordinates.Empty, keys[0]));
        return new(this, new Groups([.. keys.Select(k => GroupKey.By(k, Coords, Sizes))]));
    }

    /// <summary>
    /// Groups the values by the values of another array, which are computed. An array over several dimensions, such as
    /// a map of regions, groups over all of them.
    /// </summary>
    /// <param name="key">The array; its name becomes the name of the groups' dimension.</param>
    /// <exception cref="GchunkException">The lengths of the dimensions differ.</exception>
    public GroupedArray GroupBy(DataArray key)
    {
        var (array, flat) = StackedWith(key);
        return new(array, new Groups(GroupKey.By(key.Name ?? "group", flat, array.Sizes)));
    }

    /// <summary>Groups the values by texts: <c>x.GroupBy(x["time"].Dt.Strftime("%Y-%m"), "month")</c>.</summary>
    public GroupedArray GroupBy(TextValues key, string name = "group") =>
        new(this, new Groups(GroupKey.By(name, key, Sizes)));

    /// <summary>
    /// Groups the values by intervals of a coordinate; the groups lie along a new dimension <c>…_bins</c>.
    /// </summary>
    /// <param name="key">A coordinate along one dimension.</param>
    /// <param name="bins">The edges of the intervals, in ascending order.</param>
    /// <param name="right">True if an interval includes its upper edge, false if its lower one.</param>
    /// <param name="labels">A label for each interval; by default its text, <c>(0, 10]</c>.</param>
    /// <param name="includeLowest">True if the first interval includes the lowest edge.</param>
    /// <exception cref="GchunkException">The coordinate is unknown, or the edges are not ascending.</exception>
    public GroupedArray GroupByBins(
        string key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => GroupByBins(this[key], bins, right, labels, includeLowest);

    /// <summary>Groups the values by intervals of another array, which is computed.</summary>
    public GroupedArray GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    )
    {
        var (array, flat) = StackedWith(key);
        return new(
            array,
            new Groups(GroupKey.Bins(key.Name ?? "group", flat, bins, array.Sizes, right, includeLowest, labels))
        );
    }

    // To group over several dimensions, they are stacked into one.
    private (DataArray Array, DataArray Key) StackedWith(DataArray key)
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
