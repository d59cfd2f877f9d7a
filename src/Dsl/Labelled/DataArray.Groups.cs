using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>The values in periods of time, to be reduced: <c>pr.Resample("time", "7D").Mean()</c>.</summary>
    /// <remarks>As in pandas: <c>D</c>, <c>H</c>, <c>min</c>, <c>S</c> count from midnight of the first day and are labelled by their start; <c>W</c> (ending on Sundays), <c>M</c>, <c>Q</c>, <c>Y</c> by their last day, <c>MS</c>, <c>QS</c>, <c>YS</c> by their first.</remarks>
    /// <param name="dim">A dimension of times.</param>
    /// <param name="frequency">The period: <c>7D</c>, <c>1W</c>, <c>6H</c>, <c>1M</c>.</param>
    /// <exception cref="GchunkException">The dimension has no times, or the period cannot be read.</exception>
    public GroupedArray Resample(string dim, string frequency) => new(this, Groups.Resample(dim, frequency, Coords, Sizes));

    /// <summary>The values in groups of an equal part of their time, to be reduced: <c>ssh.GroupBy("time.month").Mean()</c>.</summary>
    /// <param name="part">A dimension of times and a part: year, month, day, hour, minute, second, dayofyear, dayofweek (Monday 0), quarter, season.</param>
    /// <exception cref="GchunkException">The dimension has no times, or there is no such part.</exception>
    public GroupedArray GroupBy(string part) => new(this, Groups.ByPart(part, Coords, Sizes));
}
