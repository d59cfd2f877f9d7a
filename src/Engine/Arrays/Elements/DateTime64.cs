using System.Globalization;

namespace Gchunk.Engine.Arrays.Elements;

/// <summary>
/// A date and time as NumPy's <c>datetime64[ns]</c> holds it: the element of <see cref="DType.DateTime64"/> arrays.
/// </summary>
/// <remarks>
/// It is a clock time without a time zone, of the proleptic Gregorian calendar, from 1677-09-21 to 2262-04-11.
/// </remarks>
/// <param name="Nanoseconds">
/// The nanoseconds since 1970-01-01T00:00:00; the least number is NaT, a missing time.
/// </param>
public readonly record struct DateTime64(long Nanoseconds)
{
    private const long NanosecondsOfTick = 100;

    private static readonly string[] Forms =
    [
        "yyyy",
        "yyyy-MM",
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
    ];

    /// <summary>A missing time.</summary>
    public static DateTime64 NaT { get; } = new(long.MinValue);

    /// <summary>True if the time is missing.</summary>
    public bool IsNaT => Nanoseconds == long.MinValue;

    /// <summary>Converts a date; its kind is ignored.</summary>
    /// <exception cref="GchunkException">The date is before 1677-09-21 or after 2262-04-11.</exception>
    public static implicit operator DateTime64(DateTime value) => FromDateTime(value);

    /// <summary>Converts a date; its kind is ignored.</summary>
    /// <exception cref="GchunkException">The date is before 1677-09-21 or after 2262-04-11.</exception>
    public static DateTime64 FromDateTime(DateTime value) => Of(value, 0);

    /// <summary>Reads <c>2000-01-31</c>, <c>2000-01-31T12:30:00.123456789</c>, a part of it, or <c>NaT</c>.</summary>
    /// <exception cref="GchunkException">
    /// The text is not a date, or before 1677-09-21 or after 2262-04-11.
    /// </exception>
    public static DateTime64 Parse(string text)
    {
        if (text == "NaT")
            return NaT;
        string plain = text.Trim().Replace(' ', 'T');
        if (plain.EndsWith('Z'))
            plain = plain[..^1];
        int point = plain.IndexOf('.', StringComparison.Ordinal);
        string fraction = point < 0 ? "" : plain[(point + 1)..],
            whole = point < 0 ? plain : plain[..point];
        if (
            !DateTime.TryParseExact(whole, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
            || fraction.Length > 9
            || !fraction.All(char.IsAsciiDigit)
            || (point >= 0 && (fraction.Length == 0 || whole.Length < 19))
        )
        {
            throw new GchunkException(
                $"'{text}' is not a date that can be read; write it as 2000-01-31 or 2000-01-31T12:30:00.5"
            );
        }
        return Of(date, fraction.Length == 0 ? 0 : long.Parse(fraction.PadRight(9, '0'), CultureInfo.InvariantCulture));
    }

    /// <summary>Returns the time, rounded down to the 100 nanoseconds that .NET keeps.</summary>
    /// <exception cref="GchunkException">The time is missing.</exception>
    public DateTime ToDateTime() =>
        IsNaT
            ? throw new GchunkException("NaT is not a date; test with IsNaT first, or drop missing times with IsNaN")
            : new DateTime(
                DateTime.UnixEpoch.Ticks + FloorDivide(Nanoseconds, NanosecondsOfTick),
                DateTimeKind.Unspecified
            );

    /// <summary>Writes the time as ISO 8601, with 0, 3, 6 or 9 digits of a second.</summary>
    public override string ToString()
    {
        if (IsNaT)
            return "NaT";
        long second = FloorDivide(Nanoseconds, 1_000_000_000),
            rest = Nanoseconds - second * 1_000_000_000;
        string text = DateTime
            .UnixEpoch.AddSeconds(second)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return text + Fraction(rest);
    }

    internal static string Fraction(long nanoseconds)
    {
        string digits = nanoseconds.ToString("D9", CultureInfo.InvariantCulture);
        int kept =
            nanoseconds == 0 ? 0
            : nanoseconds % 1_000_000 == 0 ? 3
            : nanoseconds % 1_000 == 0 ? 6
            : 9;
        return kept == 0 ? "" : "." + digits[..kept];
    }

    internal static long FloorDivide(long a, long b) => a / b - (a % b < 0 ? 1 : 0);

    private static DateTime64 Of(DateTime date, long nanoseconds)
    {
        Int128 count = (Int128)(date.Ticks - DateTime.UnixEpoch.Ticks) * NanosecondsOfTick + nanoseconds;
        return count > long.MinValue && count <= long.MaxValue
            ? new((long)count)
            : throw new GchunkException(
                $"{date.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)} is out of the range of datetime64[ns], 1677-09-21T00:12:43 to 2262-04-11T23:47:16"
            );
    }
}
