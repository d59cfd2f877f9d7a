using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>Parsing and formatting of labels that users give, in particular times.</summary>
internal static class TimeText
{
    public static string Show(object? label) =>
        label switch
        {
            null => "…",
            string text => $"\"{text}\"",
            DateTime date => date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => label.ToString() ?? "",
        };

    /// <summary>Returns the first and the last instant of the interval that a value denotes in a calendar.</summary>
    /// <exception cref="GchunkException">The value is not a date of this calendar.</exception>
    public static (long Low, long High) Interval(string dim, object value, CfCalendar calendar)
    {
        switch (value)
        {
            case string text:
                CfInterval interval;
                try
                {
                    interval = calendar.Parse(text);
                }
                catch (GchunkException e)
                {
                    throw new GchunkException($"'{dim}': {e.Message}", e);
                }
                return (interval.Start, interval.End - 1);
            case DateTime date:
                long at = new CfDateTime(
                    calendar,
                    date.Year,
                    date.Month,
                    date.Day,
                    date.Hour,
                    date.Minute,
                    date.Second,
                    date.Millisecond * 1000 + date.Microsecond
                ).Microseconds;
                return (at, at);
            case CfDateTime instant when instant.Calendar == calendar:
                return (instant.Microseconds, instant.Microseconds);
            case CfDateTime instant:
                return Interval(dim, instant.ToString(), calendar);
            default:
                throw new GchunkException(
                    $"the labels of '{dim}' are times; give a date such as \"2015-01-31\", not {Show(value)}"
                );
        }
    }
}
