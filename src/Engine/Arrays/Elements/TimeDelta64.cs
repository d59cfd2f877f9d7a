using System.Globalization;

namespace Gchunk.Engine.Arrays.Elements;

/// <summary>
/// A duration as NumPy's <c>timedelta64[ns]</c> holds it: the element of <see cref="DType.TimeDelta64"/> arrays, up to
/// about 292 years.
/// </summary>
/// <param name="Nanoseconds">The nanoseconds; the least number is NaT, a missing duration.</param>
public readonly record struct TimeDelta64(long Nanoseconds)
{
    private const long NanosecondsOfTick = 100;

    /// <summary>A missing duration.</summary>
    public static TimeDelta64 NaT { get; } = new(long.MinValue);

    /// <summary>True if the duration is missing.</summary>
    public bool IsNaT => Nanoseconds == long.MinValue;

    /// <summary>Converts a duration.</summary>
    /// <exception cref="GchunkException">The duration is longer than 292 years.</exception>
    public static implicit operator TimeDelta64(TimeSpan value) => FromTimeSpan(value);

    /// <summary>Converts a duration.</summary>
    /// <exception cref="GchunkException">The duration is longer than 292 years.</exception>
    public static TimeDelta64 FromTimeSpan(TimeSpan value)
    {
        Int128 count = (Int128)value.Ticks * NanosecondsOfTick;
        return count > long.MinValue && count <= long.MaxValue
            ? new((long)count)
            : throw new GchunkException(
                $"{value} is out of the range of timedelta64[ns], which holds up to 106751 days (292 years)"
            );
    }

    /// <summary>Returns the duration, rounded down to the 100 nanoseconds that .NET keeps.</summary>
    /// <exception cref="GchunkException">The duration is missing.</exception>
    public TimeSpan ToTimeSpan() =>
        IsNaT
            ? throw new GchunkException("NaT is no duration; test with IsNaT first, or drop missing ones with IsNaN")
            : TimeSpan.FromTicks(DateTime64.FloorDivide(Nanoseconds, NanosecondsOfTick));

    /// <summary>Writes the duration as days and a time of day: <c>1 days 06:00:00</c>.</summary>
    public override string ToString()
    {
        if (IsNaT)
            return "NaT";
        long second = DateTime64.FloorDivide(Nanoseconds, 1_000_000_000),
            rest = Nanoseconds - second * 1_000_000_000,
            day = DateTime64.FloorDivide(second, 86400),
            left = second - day * 86400;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{day} days {left / 3600:D2}:{left / 60 % 60:D2}:{left % 60:D2}{DateTime64.Fraction(rest)}"
        );
    }
}
