namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Chooses which names of an axis become ticks: for dates, where months or years begin, if there are enough.
/// </summary>
/// <remarks>It works only on the text (yyyy-MM-dd…), so it is valid for every calendar.</remarks>
internal static class NamedTicks
{
    private const int YearLength = 4; // yyyy
    private const int MonthLength = 7; // yyyy-MM
    private const int DateLength = 10; // yyyy-MM-dd

    /// <summary>Returns at most <paramref name="most"/> ticks, but at least two.</summary>
    public static Tick[] Choose(double[] values, IReadOnlyList<string> names, int most)
    {
        most = Math.Max(2, most);
        bool dates = names.All(IsDate);
        // A time of day that all labels share is left out.
        int keep = dates && names.All(n => n[DateLength..] == names[0][DateLength..]) ? DateLength : int.MaxValue;
        int[] all = [.. Enumerable.Range(0, names.Count)];
        if (dates && all.Length > most)
        {
            if (Starts(values, names, YearLength) is { Length: >= 3 } years)
                return Thin(years, Step(years.Length, [1, 2, 5, 10, 20, 50, 100, 200, 500]));
            if (Starts(values, names, MonthLength) is { Length: >= 3 } months)
                return Thin(months, Step(months.Length, [1, 2, 3, 4, 6, 12]));
        }
        Tick[] ticks = [.. all.Select(i => new Tick(values[i], names[i].Length > keep ? names[i][..keep] : names[i]))];
        return Thin(ticks, (int)Math.Ceiling(all.Length / (double)most));

        int Step(int count, int[] steps) =>
            steps.FirstOrDefault(s => count <= s * most, (int)Math.Ceiling(count / (double)most));
        static Tick[] Thin(Tick[] chosen, int step) => [.. chosen.Where((_, k) => k % step == 0)];
    }

    // Where months or years begin, which may be between two labels; none if it is not known of each.
    private static Tick[] Starts(double[] values, IReadOnlyList<string> names, int length)
    {
        bool isDescending = string.CompareOrdinal(names[0], names[^1]) > 0;
        int[] inOrder = [.. Enumerable.Range(0, names.Count)];
        if (isDescending)
            Array.Reverse(inOrder);
        double? day = LengthOfDay(values, names);
        var starts = new List<Tick>();
        for (int k = 0; k < inOrder.Length; k++)
        {
            int i = inOrder[k];
            string name = names[i];
            if (k > 0 && name.AsSpan(0, length).SequenceEqual(names[inOrder[k - 1]].AsSpan(0, length)))
                continue;
            bool isFirstMonth = length == MonthLength || name.AsSpan(4, 4) is "-01-";
            int daysAfter = isFirstMonth ? Day(name) - 1 : int.MaxValue;
            if (daysAfter == 0)
                starts.Add(new Tick(values[i], name[..length]));
            else if (k == 0)
                continue;
            else if (isFirstMonth && day is { } known)
                starts.Add(new Tick(values[i] - daysAfter * known, name[..length]));
            else
                return [];
        }
        return [.. starts];
    }

    // The difference of two values that are a day apart, from two labels in one month.
    private static double? LengthOfDay(double[] values, IReadOnlyList<string> names)
    {
        for (int i = 1; i < names.Count; i++)
        {
            int days = Day(names[i]) - Day(names[i - 1]);
            if (days != 0 && names[i].AsSpan(0, MonthLength).SequenceEqual(names[i - 1].AsSpan(0, MonthLength)))
                return (values[i] - values[i - 1]) / days;
        }
        return null;
    }

    private static int Day(string name) => (name[8] - '0') * 10 + name[9] - '0';

    private static bool IsDate(string name) =>
        name.Length >= DateLength
        && name[4] == '-'
        && name[7] == '-'
        && char.IsAsciiDigit(name[0])
        && char.IsAsciiDigit(name[8])
        && char.IsAsciiDigit(name[9]);
}
