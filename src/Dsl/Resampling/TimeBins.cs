using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Resampling;

/// <summary>A time axis divided into periods, as in pandas and xarray.</summary>
/// <param name="Labels">The time that labels each bin.</param>
/// <param name="Codes">The bin of each position of the axis.</param>
internal sealed record TimeBins(long[] Labels, int[] Codes)
{
    private const long MostBins = 10_000_000;

    /// <summary>Divides an axis into bins. The first and the last bin are never empty.</summary>
    /// <param name="index">The times.</param>
    /// <param name="frequency">The period.</param>
    /// <param name="closed">
    /// The side on which a bin is closed, <c>left</c> or <c>right</c>; null for the period's default: right for periods
    /// anchored at their end, else left.
    /// </param>
    /// <param name="label">The side whose time labels a bin; null for the period's default.</param>
    /// <param name="offset">The shift of the origin of fixed periods.</param>
    /// <param name="origin">
    /// The origin of fixed periods: <c>start_day</c>, the midnight before the first time; <c>start</c>, the first time;
    /// <c>epoch</c>, 1970; <c>end</c>, the last time; <c>end_day</c>, the midnight after it; or a date.
    /// </param>
    /// <exception cref="GchunkException">
    /// A time is missing, there are too many bins, or a side is neither left nor right.
    /// </exception>
    public static TimeBins Divide(
        TimeIndex index,
        Frequency frequency,
        string? closed,
        string? label,
        long offset,
        string origin = "start_day"
    )
    {
        bool closedRight = Right(closed, "closed", frequency),
            labelRight = Right(label, "label", frequency);
        ReadOnlySpan<long> instants = index.Labels;
        long first = long.MaxValue,
            last = long.MinValue;
        foreach (long instant in instants)
        {
            if (instant == CfDateTime.NaT)
                throw new GchunkException("a time axis with missing times cannot be resampled; drop them first");
            (first, last) = (Math.Min(first, instant), Math.Max(last, instant));
        }
        if (instants.Length == 0)
            return new([], []);
        // Bin k lies between edges k and k + 1; its label is one of the marks there.
        List<long> edges,
            marks;
        if (frequency.Length > 0)
        {
            marks = edges = Fixed(
                index.Calendar,
                first,
                last,
                frequency.Length,
                frequency.Text,
                closedRight,
                offset,
                origin
            );
        }
        else if (frequency.IsWeeks && !Frequency.HasWeekDays(index.Calendar))
        {
            // In a calendar without days of the week, weeks are seven days long from the first day on and are labelled
            // by their last day.
            edges = Fixed(
                index.Calendar,
                first,
                last,
                frequency.Count * 7 * CfCalendar.Day,
                frequency.Text,
                false,
                0,
                "start_day"
            );
            marks = edges.ConvertAll(e => e - CfCalendar.Day);
            closedRight = false;
        }
        else
        {
            (edges, marks) = Anchored(index.Calendar, first, last, frequency, closedRight);
        }

        var codes = new int[instants.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            int at = edges.BinarySearch(instants[i]);
            codes[i] =
                at < 0 ? ~at - 1
                : closedRight && marks == edges ? at - 1
                : at;
        }
        var labels = new long[edges.Count - 1];
        for (int k = 0; k < labels.Length; k++)
            labels[k] = marks[labelRight ? k + 1 : k];
        return new(labels, codes);
    }

    private static List<long> Fixed(
        CfCalendar calendar,
        long first,
        long last,
        long length,
        string text,
        bool closedRight,
        long offset,
        string begin
    )
    {
        long origin =
            offset
            + begin switch
            {
                "start_day" => CfCalendar.FloorToDay(first),
                "start" => first,
                "epoch" => 0,
                // Counted backwards from the end, which is the last edge.
                "end" => last,
                "end_day" => CfCalendar.FloorToDay(last + CfCalendar.Day - 1),
                _ when char.IsAsciiDigit(begin[0]) => calendar.Parse(begin).Start,
                _ => throw new GchunkException(
                    Spelling.Unknown(
                        "origin (which can also be a date)",
                        begin,
                        ["start_day", "start", "epoch", "end", "end_day"]
                    )
                ),
            };
        long into = first - origin - CfCalendar.FloorDivide(first - origin, length) * length;
        long start = closedRight && into == 0 ? first - length : first - into;
        if ((last - start) / length > MostBins)
            throw new GchunkException($"the period '{text}' divides this time axis into more than ten million bins");
        var edges = new List<long> { start };
        while (closedRight ? edges[^1] < last : edges[^1] <= last)
            edges.Add(edges[^1] + length);
        return edges;
    }

    private static (List<long> Edges, List<long> Marks) Anchored(
        CfCalendar calendar,
        long first,
        long last,
        Frequency frequency,
        bool closedRight
    )
    {
        var (number, isAnchor) = frequency.AnchorAt(calendar, first);
        if (closedRight)
            number -= isAnchor ? frequency.Count : frequency.Count - 1;
        long end = frequency.AnchorAt(calendar, last).Number + frequency.Count;
        var marks = new List<long>();
        for (; number <= end; number += frequency.Count)
            marks.Add(frequency.Anchor(calendar, number));
        if (!closedRight || !frequency.EndsPeriod)
            return (marks, marks);
        // The last day of a period belongs to it entirely: the edge is the midnight after it.
        List<long> edges = marks.ConvertAll(m => m + CfCalendar.Day);
        if (edges.Count > 2 && edges[^2] > last)
        {
            edges.RemoveAt(edges.Count - 1);
            marks.RemoveAt(marks.Count - 1);
        }
        return (edges, marks);
    }

    private static bool Right(string? side, string what, Frequency frequency) =>
        side switch
        {
            null => frequency.EndsPeriod,
            "left" => false,
            "right" => true,
            _ => throw new GchunkException($"{what}: is \"left\" or \"right\"; got \"{side}\""),
        };
}
