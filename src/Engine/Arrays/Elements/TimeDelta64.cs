using System.Globalization;
using System.Text;

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
            ? throw new GchunkException("NaT is not a duration; test with IsNaT first, or drop missing ones with IsNaN")
            : TimeSpan.FromTicks(DateTime64.FloorDivide(Nanoseconds, NanosecondsOfTick));

    /// <summary>Writes the duration in its units: <c>12 h</c>, <c>1 d 6 h 30 min</c>, <c>-0.5 s</c>, <c>0 s</c>.</summary>
    public override string ToString()
    {
        if (IsNaT)
            return "NaT";
        var text = new StringBuilder();
        Int128 rest = Int128.Abs(Nanoseconds);
        foreach ((string unit, long length) in Units)
        {
            Int128 count = rest / length;
            rest -= count * length;
            if (count > 0)
                text.Append(CultureInfo.InvariantCulture, $" {count} {unit}");
        }
        if (rest > 0 || text.Length == 0)
        {
            string fraction = DateTime64.Fraction((long)(rest % 1_000_000_000));
            text.Append(CultureInfo.InvariantCulture, $" {rest / 1_000_000_000}{fraction} s");
        }
        return (Nanoseconds < 0 ? "-" : "") + text.ToString(1, text.Length - 1);
    }

    private static readonly (string Unit, long Length)[] Units =
    [
        ("d", 86_400_000_000_000),
        ("h", 3_600_000_000_000),
        ("min", 60_000_000_000),
    ];
}
