using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Cf;

/// <summary>Encoded instants: numbers, with the attributes that describe them.</summary>
/// <param name="Values">int64 if all are integers, otherwise float64 with NaN for NaT.</param>
/// <param name="Units">The units.</param>
/// <param name="Attributes"><c>units</c> and <c>calendar</c>.</param>
public sealed record CfTimeEncoding(NDArray Values, CfTimeUnits Units, StoredAttributes Attributes)
{
    /// <summary>
    /// Encodes instants in the units of their source if these keep every microsecond, otherwise in units that do.
    /// </summary>
    /// <param name="instants">Microseconds of the calendar.</param>
    /// <param name="calendar">Their calendar.</param>
    /// <param name="units">The units that they had in their file, or null.</param>
    public static CfTimeEncoding For(ReadOnlySpan<long> instants, CfCalendar calendar, string? units = null)
    {
        if (
            units is not null
            && CfTimeUnits.TryParse(units, calendar.Name, out CfTimeUnits? given, out _)
            && Encode(instants, given) is { } values
        )
        {
            return Make(values, given);
        }

        CfTimeUnits chosen = CfTimeUnits.Choose(instants, calendar);
        return Make(
            Encode(instants, chosen)
                ?? throw new GchunkException(
                    $"the times from {new CfDateTime(calendar, instants[0])} on span too many microseconds to be written exactly"
                ),
            chosen
        );
    }

    private static CfTimeEncoding Make(NDArray values, CfTimeUnits units) =>
        new(values, units, new StoredAttributes([new("units", units.Units), new("calendar", units.Calendar.Name)]));

    private static NDArray? Encode(ReadOnlySpan<long> instants, CfTimeUnits units)
    {
        var whole = new long[instants.Length];
        bool allWhole = true;
        for (int i = 0; i < whole.Length && allWhole; i++)
            allWhole = units.TryEncode(instants[i], out whole[i]);
        if (allWhole)
            return NDArray.From(whole);
        var numbers = new double[instants.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = units.Encode(instants[i]);
            if (units.Decode(numbers[i]) != instants[i])
                return null;
        }
        return NDArray.From(numbers);
    }
}
