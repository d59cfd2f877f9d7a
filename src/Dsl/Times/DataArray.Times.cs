using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>The parts of times; see <see cref="TimeAccessor"/>.</summary>
    /// <exception cref="GchunkException">The values are no times.</exception>
    public TimeAccessor Dt => new(this);

    /// <summary>The array with its times in another calendar; dates that it has not are left out.</summary>
    /// <param name="calendar">CF's name of it: <c>noleap</c>, <c>360_day</c>, <c>standard</c>.</param>
    /// <param name="dim">The dimension of times.</param>
    /// <param name="alignOn">
    /// <c>date</c>: the same dates; <c>year</c>: the same part of the year. Needed where one of the calendars is
    /// 360_day.
    /// </param>
    /// <param name="fillMissing">
    /// Whether times of the new calendar that the old had not, February 29 say, are there with missing values.
    /// </param>
    /// <exception cref="GchunkException">The dimension has no times, or there is no such calendar.</exception>
    public DataArray ConvertCalendar(
        string calendar,
        string dim = "time",
        string? alignOn = null,
        bool fillMissing = false
    )
    {
        TimeIndex own = GroupKey.Times(dim, Coords, Sizes, "ConvertCalendar");
        var (kept, times) = Calendars.Convert(own, CfCalendar.Named(calendar), alignOn);
        DataArray converted = Pick(dim, AxisPick.From(kept)).AssignCoords(dim, times);
        return fillMissing ? converted.Reindex(dim, Calendars.Complete(own, times)) : converted;
    }
}
