using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Times;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Converts the times to another calendar; see <see cref="DataArray.ConvertCalendar"/>.</summary>
    public Dataset ConvertCalendar(
        string calendar,
        string dim = "time",
        string? alignOn = null,
        bool fillMissing = false
    )
    {
        TimeIndex own = GroupKey.Times(dim, Coords, Sizes, "ConvertCalendar");
        var (kept, times) = Calendars.Convert(own, CfCalendar.Named(calendar), alignOn);
        Dataset converted = Pick(dim, AxisPick.From(kept)).AssignCoords(dim, times);
        return fillMissing ? converted.Reindex(dim, Calendars.Complete(own, times)) : converted;
    }
}
