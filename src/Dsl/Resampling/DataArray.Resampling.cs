using Gchunk.Dsl.Grouping;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Resamples along time: to longer periods with a reduction, <c>pr.Resample("time", "7D").Mean()</c>, or to shorter
    /// ones with <c>.Interpolate()</c> and the like.
    /// </summary>
    /// <remarks>
    /// As in pandas: <c>D</c>, <c>H</c>, <c>min</c>, <c>S</c>, <c>ms</c> start at midnight of the first day and are
    /// labelled by their start; <c>W</c> (ending on Sundays; <c>W-WED</c> on Wednesdays), <c>M</c>, <c>Q</c>, <c>Y</c>
    /// by their last day, <c>MS</c>, <c>QS</c>, <c>YS</c> by their first; <c>QS-DEC</c> are the seasons.
    /// </remarks>
    /// <param name="dim">A time dimension.</param>
    /// <param name="frequency">The period: <c>7D</c>, <c>1W</c>, <c>6H</c>, <c>1M</c>.</param>
    /// <param name="closed">
    /// The side on which a period is closed, <c>left</c> or <c>right</c>; by default right for periods labelled by
    /// their last day, else left.
    /// </param>
    /// <param name="label">The side whose time labels a period, with the same default.</param>
    /// <param name="offset">A shift of the origin of fixed periods: <c>12H</c> later, <c>-3H</c> earlier.</param>
    /// <param name="origin">
    /// The origin of fixed periods: <c>start_day</c> (the midnight before the first time; the default), <c>start</c>,
    /// <c>epoch</c> (1970), <c>end</c>, <c>end_day</c>, or a date.
    /// </param>
    /// <exception cref="GchunkException">The dimension has no times, or the period is invalid.</exception>
    public ResampledArray Resample(
        string dim,
        string frequency,
        string? closed = null,
        string? label = null,
        string? offset = null,
        string? origin = null
    ) => new(this, new Groups(GroupKey.Resample(dim, frequency, Coords, Sizes, closed, label, offset, origin)));
}
