using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>Reads dates in the usual forms, or in one that C's directives (<c>strptime</c>) describe.</summary>
internal static class DateFormat
{
    private const string Known = "%Y %y %m %d %H %I %p %M %S %f %j %b %B %a %A %Z and %%";

    /// <summary>Returns the instant of a text; NaT for an empty text and for <c>NaT</c>.</summary>
    /// <exception cref="GchunkException">The text is not a date.</exception>
    public static long Instant(string? text, string? format, CfCalendar calendar, int position)
    {
        string trimmed = (text ?? "").Trim();
        if (trimmed.Length == 0 || trimmed.Equals("NaT", StringComparison.OrdinalIgnoreCase))
            return CfDateTime.NaT;
        if (format is not null)
            return Parse(trimmed, format, calendar, position);
        if (!CfDateText.TryParse(trimmed, out CfDateText parts))
        {
            throw new GchunkException(
                $"'{trimmed}' at position {position} is not a date; write 2000-01-31 or 2000-01-31T12:30, or give the form with format: \"%d.%m.%Y\""
            );
        }

        return parts.Start(calendar, out string? reason)
            ?? throw new GchunkException($"'{trimmed}' at position {position}: {reason}");
    }

    private static long Parse(string text, string format, CfCalendar calendar, int position)
    {
        int at = 0,
            year = 1970,
            month = 1,
            day = 1,
            hour = 0,
            minute = 0,
            second = 0,
            micros = 0;
        int? ofYear = null;
        bool? afternoon = null;
        for (int i = 0; i < format.Length; i++)
        {
            if (char.IsWhiteSpace(format[i]))
            {
                while (at < text.Length && char.IsWhiteSpace(text[at]))
                    at++;
                continue;
            }
            if (format[i] != '%' || i + 1 == format.Length)
            {
                if (at >= text.Length || text[at++] != format[i])
                    throw Wrong();
                continue;
            }
            switch (format[++i])
            {
                case 'Y':
                    year = Number(4);
                    break;
                case 'y':
                    year = Number(2);
                    year += year < 69 ? 2000 : 1900;
                    break;
                case 'm':
                    month = Number(2);
                    break;
                case 'd':
                    day = Number(2);
                    break;
                case 'H' or 'I':
                    hour = Number(2);
                    break;
                case 'M':
                    minute = Number(2);
                    break;
                case 'S':
                    second = Number(2);
                    break;
                case 'j':
                    ofYear = Number(3);
                    break;
                case 'f':
                    int from = at;
                    micros = Number(6);
                    for (int digits = at - from; digits < 6; digits++)
                        micros *= 10;
                    break;
                case 'p':
                    afternoon = Name(["AM", "PM"]) == 1;
                    break;
                case 'b' or 'B':
                    month = 1 + Name(Months) % 12;
                    break;
                case 'a' or 'A':
                    _ = Name(Days);
                    break;
                case 'Z':
                    _ = Name(["UTC", "GMT", "Z"]);
                    break;
                case '%' when at < text.Length && text[at] == '%':
                    at++;
                    break;
                case '%':
                    throw Wrong();
                case var other:
                    throw new GchunkException($"format: %{other} is unknown; known are {Known}");
            }
        }
        if (at != text.Length)
            throw Wrong();
        if (afternoon is { } late)
            hour = hour % 12 + (late ? 12 : 0);
        var parts = new CfDateText(year, month, day, hour, minute, second, micros, null);
        long start =
            parts.Start(calendar, out string? reason)
            ?? throw new GchunkException($"'{text}' at position {position}: {reason}");
        return ofYear is { } days ? start + (days - 1) * CfCalendar.Day : start;

        int Number(int most)
        {
            int first = at;
            while (at < text.Length && at - first < most && char.IsAsciiDigit(text[at]))
                at++;
            return at > first ? int.Parse(text.AsSpan(first, at - first), CultureInfo.InvariantCulture) : throw Wrong();
        }

        // The longest of the names that the text goes on with.
        int Name(string[] names)
        {
            int best = -1;
            for (int n = 0; n < names.Length; n++)
            {
                if (
                    names[n].Length > (best < 0 ? 0 : names[best].Length)
                    && string.Compare(text, at, names[n], 0, names[n].Length, StringComparison.OrdinalIgnoreCase) == 0
                )
                {
                    best = n;
                }
            }

            at += best < 0 ? throw Wrong() : names[best].Length;
            return best;
        }

        GchunkException Wrong() =>
            new(
                $"'{text}' at position {position} does not have the form '{format}' (it differs at character {at + 1})"
            );
    }

    private static readonly string[] Months =
    [
        .. DateTimeFormatInfo.InvariantInfo.MonthNames.Take(12),
        .. DateTimeFormatInfo.InvariantInfo.AbbreviatedMonthNames.Take(12),
    ];

    private static readonly string[] Days =
    [
        .. DateTimeFormatInfo.InvariantInfo.DayNames,
        .. DateTimeFormatInfo.InvariantInfo.AbbreviatedDayNames,
    ];
}
