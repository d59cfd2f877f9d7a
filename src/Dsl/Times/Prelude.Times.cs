using Gchunk.Dsl.Times;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Times at even steps, as labels of a dimension: <c>x.AssignCoords("time", DateRange("2015-01-01", periods: 12,
    /// frequency: "MS"))</c>.
    /// </summary>
    /// <param name="start">The first, at the next anchor where it is none.</param>
    /// <param name="end">The last at most.</param>
    /// <param name="periods">How many; instead of the start or the end.</param>
    /// <param name="frequency">The step: <c>D</c>, <c>6H</c>, <c>MS</c>, <c>QS-DEC</c>.</param>
    /// <param name="calendar">CF's name of the calendar; the standard one where none is given.</param>
    /// <param name="inclusive">
    /// Whether start and end belong to it: <c>both</c>, <c>left</c>, <c>right</c>, <c>neither</c>.
    /// </param>
    /// <exception cref="GchunkException">
    /// Not two of start, end and periods are given, or a date or step cannot be read.
    /// </exception>
    public static TimeIndex DateRange(
        string? start = null,
        string? end = null,
        int? periods = null,
        string frequency = "D",
        string? calendar = null,
        string inclusive = "both"
    ) => Calendars.Range(start, end, periods, frequency, calendar, inclusive);
}
