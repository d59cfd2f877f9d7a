using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Parts of times; see <see cref="TimeAccessor"/>.</summary>
    /// <exception cref="GchunkException">The values are not times.</exception>
    public TimeAccessor Dt => new(this);

    /// <summary>Converts the times to another calendar; dates that do not exist in it are dropped.</summary>
    /// <param name="calendar">CF's name of the calendar: <c>noleap</c>, <c>360_day</c>, <c>standard</c>.</param>
    /// <param name="dim">The time dimension.</param>
    /// <param name="alignOn">
    /// <c>date</c>: the same dates; <c>year</c>: the same fraction of the year. Required if one of the calendars is
    /// 360_day.
    /// </param>
    /// <param name="fillMissing">
    /// True to insert missing values at times that the old calendar lacks, such as February 29.
    /// </param>
    /// <exception cref="GchunkException">The dimension has no times, or the calendar is unknown.</exception>
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
