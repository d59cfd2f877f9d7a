using System.Globalization;
using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Tables;

/// <summary>
/// The values of a column as pandas writes them to CSV: the shortest digits, dates without a time of 00:00.
/// </summary>
internal sealed class CellText
{
    private readonly TableColumn column;
    private readonly bool areDates;

    /// <summary>Makes the texts of all rows.</summary>
    public CellText(TableColumn column)
        : this(column, 0, column.Length) { }

    /// <summary>Makes the texts of a range of rows, which decides whether times are dates.</summary>
    public CellText(TableColumn column, long start, long count)
    {
        this.column = column;
        areDates = AreDates(start, count);
    }

    /// <summary>The text of a row; a missing value gives <c>nan</c>, <c>NaT</c> or an empty text.</summary>
    public string this[long row] =>
        column.Calendar is not null
            ? Instant(column.Values.Get<long>(row))
            : column[row] switch
            {
                null => "",
                string text => text,
                bool truth => truth ? "True" : "False",
                double number => NumberText.Of(number),
                float number => NumberText.Of(number),
                DateTime64 time => Instant(time),
                TimeDelta64 span => Duration(span),
                Complex64 number => NDArray.Scalar(number).ToString(),
                Complex number => NDArray.Scalar(number).ToString(),
                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                var other => other.ToString() ?? "",
            };

    private string Instant(long micros) =>
        micros == CfDateTime.NaT ? "NaT" : Written(new CfDateTime(column.Calendar!, micros).ToString());

    private string Instant(DateTime64 time) => time.IsNaT ? "NaT" : Written(time.ToString());

    private string Written(string iso)
    {
        int mark = iso.IndexOf('T', StringComparison.Ordinal);
        string day = mark < 0 ? iso : iso[..mark];
        return areDates ? day : day + " " + (mark < 0 ? "00:00:00" : iso[(mark + 1)..]);
    }

    /// <summary>Formats a duration as pandas does: <c>1 days 12:00:00</c>.</summary>
    public static string Duration(TimeDelta64 span)
    {
        if (span.IsNaT)
            return "NaT";
        const long Day = 86_400_000_000_000;
        long days = DateTime64.FloorDivide(span.Nanoseconds, Day),
            rest = span.Nanoseconds - days * Day,
            seconds = rest / 1_000_000_000;
        string sign = days < 0 ? "+" : "";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{days} days {sign}{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"
            ) + DateTime64.Fraction(rest % 1_000_000_000);
    }

    private bool AreDates(long start, long count)
    {
        const long Day = 86_400_000_000_000;
        if (column.Calendar is not null)
        {
            // pandas keeps the times of other calendars as objects, which always show the time of day.
            if (!IsPlain(column.Calendar))
                return false;
            for (long row = start; row < start + count; row++)
            {
                long micros = column.Values.Get<long>(row);
                if (micros != CfDateTime.NaT && micros % CfCalendar.Day != 0)
                    return false;
            }
            return true;
        }
        if (column.DType != DType.DateTime64)
            return false;
        for (long row = start; row < start + count; row++)
        {
            DateTime64 time = column.Values.Get<DateTime64>(row);
            if (!time.IsNaT && time.Nanoseconds % Day != 0)
                return false;
        }
        return true;
    }

    /// <summary>Returns whether a calendar's dates are those of the present time.</summary>
    public static bool IsPlain(CfCalendar calendar) =>
        calendar.Name is "standard" or "gregorian" or "proleptic_gregorian";
}
