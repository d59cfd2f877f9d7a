using Gchunk.Dsl.Grouping;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// The values in periods of time, to be reduced: <c>pr.Resample("time", "7D").Mean()</c>, or brought to more times:
    /// <c>.Interpolate()</c>.
    /// </summary>
    /// <remarks>
    /// As in pandas: <c>D</c>, <c>H</c>, <c>min</c>, <c>S</c>, <c>ms</c> count from midnight of the first day and are
    /// labelled by their start; <c>W</c> (ending on Sundays; <c>W-WED</c> on Wednesdays),
    /// <c>M</c>, <c>Q</c>, <c>Y</c> by their last day, <c>MS</c>, <c>QS</c>, <c>YS</c> by their first; <c>QS-DEC</c>
    /// are the seasons.
    /// </remarks>
    /// <param name="dim">A dimension of times.</param>
    /// <param name="frequency">The period: <c>7D</c>, <c>1W</c>, <c>6H</c>, <c>1M</c>.</param>
    /// <param name="closed">
    /// The side of a period that belongs to it, <c>left</c> or <c>right</c>; by default right for those that are
    /// labelled by their last day.
    /// </param>
    /// <param name="label">The side whose time labels a period; the same default.</param>
    /// <param name="offset">
    /// How long after the origin fixed periods begin to count: <c>12H</c>, or before it: <c>-3H</c>.
    /// </param>
    /// <param name="origin">
    /// Where fixed periods begin to count: <c>start_day</c> (the midnight before the first time; the default),
    /// <c>start</c>, <c>epoch</c> (1970), <c>end</c>, <c>end_day</c>, or a date.
    /// </param>
    /// <exception cref="GchunkException">The dimension has no times, or the period cannot be read.</exception>
    public ResampledArray Resample(
        string dim,
        string frequency,
        string? closed = null,
        string? label = null,
        string? offset = null,
        string? origin = null
    ) => new(this, new Groups(GroupKey.Resample(dim, frequency, Coords, Sizes, closed, label, offset, origin)));

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

    internal DataArray DropCoordsIfAny(string name) => new(variable, Coords.Without(name), Name);
}
