using Gchunk.Dsl.Times;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Makes equally spaced times, as labels of a dimension: <c>x.AssignCoords("time", DateRange("2015-01-01", periods:
    /// 12, frequency: "MS"))</c>.
    /// </summary>
    /// <param name="start">The first time; moved to the next anchor if it is not one.</param>
    /// <param name="end">The upper limit of the last time.</param>
    /// <param name="periods">
    /// The number of times, instead of the start or the end; with both and without a frequency, the times are equally
    /// spaced.
    /// </param>
    /// <param name="frequency">
    /// The step: <c>D</c> (the default), <c>6H</c>, <c>MS</c>, <c>QS-DEC</c>, <c>SMS</c> (the first and the 15th), <c>B</c>
    /// (Monday to Friday); <c>-1D</c> goes back.
    /// </param>
    /// <param name="calendar">CF's name of the calendar; by default the standard one.</param>
    /// <param name="inclusive">
    /// Which of start and end are included: <c>both</c>, <c>left</c>, <c>right</c>, <c>neither</c>.
    /// </param>
    /// <exception cref="GchunkException">
    /// Fewer than two of start, end and periods are given, or all three with a frequency, or a date or step is invalid.
    /// </exception>
    public static TimeIndex DateRange(
        string? start = null,
        string? end = null,
        int? periods = null,
        string? frequency = null,
        string? calendar = null,
        string inclusive = "both"
    ) => Calendars.Range(start, end, periods, frequency, calendar, inclusive);
}
