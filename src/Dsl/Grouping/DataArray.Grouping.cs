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
    /// dayofyear, dayofweek (Monday 0), weekofyear, quarter, season. With several keys, every combination is a group;
    /// keys may have different dimensions, or several.
    /// Coordinates that are not labels are computed.
    /// </param>
    /// <exception cref="GchunkException">The coordinate or the part is unknown.</exception>
    public GroupedArray GroupBy(params string[] keys)
    {
        if (keys.Length == 0)
            throw new GchunkException("GroupBy needs a key, for example \"time.month\"");
        return Grouped([
            .. keys.Select(k =>
                Coords.Find(k) is { Index: null, Dims.Count: > 1 } plane
                    ? StackedKeys.KeyOf(k, new DataArray(plane.Variable, Coordinates.Empty, k), Sizes)
                    : StackedKeys.Along(GroupKey.By(k, Coords, Sizes))
            ),
        ]);
    }

    private GroupedArray Grouped((GroupKey Key, string[] Dims)[] keys) =>
        StackedKeys.Of(keys, Sizes, Dims) is var (stacked, flat)
            ? new(Stack(stacked.Name, stacked.Dims), new Groups(flat) { Stacked = stacked })
            : new(this, new Groups([.. keys.Select(k => k.Key)]));

    /// <summary>
    /// Groups the values by the values of another array, which are computed. An array over several dimensions, such as
    /// a map of regions, groups over all of them.
    /// </summary>
    /// <param name="key">The array; its name becomes the name of the groups' dimension.</param>
    /// <exception cref="GchunkException">The lengths of the dimensions differ.</exception>
    public GroupedArray GroupBy(DataArray key) => Grouped([StackedKeys.KeyOf(key.Name ?? "group", key, Sizes)]);

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

    /// <summary>Groups the values by a number of equally wide intervals, as pandas' <c>cut</c> does.</summary>
    /// <param name="key">A coordinate along one dimension; it is computed.</param>
    /// <param name="bins">The number of intervals.</param>
    /// <param name="right">True if an interval includes its upper edge, false if its lower one.</param>
    /// <exception cref="GchunkException">The coordinate is unknown or has no finite values, or there are no bins.</exception>
    public GroupedArray GroupByBins(string key, int bins, bool right = true)
    {
        var (edges, labels) = EqualBins.Of(key, this[key], bins, right);
        return Grouped([StackedKeys.Bins(this[key], edges, Sizes, right, textLabels: labels)]);
    }

    /// <summary>Groups the values by intervals of another array, which is computed.</summary>
    public GroupedArray GroupByBins(
        DataArray key,
        double[] bins,
        bool right = true,
        double[]? labels = null,
        bool includeLowest = false
    ) => Grouped([StackedKeys.Bins(key, bins, Sizes, right, includeLowest, labels)]);
}
