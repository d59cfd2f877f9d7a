using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Arrays;

public partial class NDArray
{
    /// <summary>Creates a 1-d array of datetime64 from dates, whose kind is ignored.</summary>
    /// <exception cref="GchunkException">A date is before 1677-09-21 or after 2262-04-11.</exception>
    public static NDArray From(DateTime[] values) => From(Array.ConvertAll(values, DateTime64.FromDateTime));

    /// <summary>Creates a 1-d array of timedelta64 from durations.</summary>
    /// <exception cref="GchunkException">A duration is longer than 292 years.</exception>
    public static NDArray From(TimeSpan[] values) => From(Array.ConvertAll(values, TimeDelta64.FromTimeSpan));

    /// <summary>Returns times in C order, rounded down to the 100 nanoseconds that .NET keeps.</summary>
    /// <exception cref="GchunkException">The array does not hold times, or one is missing.</exception>
    public DateTime[] ToDateTimes() => Array.ConvertAll(ToArray<DateTime64>(), t => t.ToDateTime());

    /// <summary>Returns durations in C order, rounded down to the 100 nanoseconds that .NET keeps.</summary>
    /// <exception cref="GchunkException">The array does not hold durations, or one is missing.</exception>
    public TimeSpan[] ToTimeSpans() => Array.ConvertAll(ToArray<TimeDelta64>(), t => t.ToTimeSpan());
}
