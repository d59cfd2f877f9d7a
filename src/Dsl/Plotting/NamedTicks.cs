namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Chooses which names of an axis become ticks: for dates, the first days of months or years, if there are enough.
/// </summary>
/// <remarks>It works only on the text (yyyy-MM-dd…), so it is valid for every calendar.</remarks>
internal static class NamedTicks
{
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
            int[] years = [.. all.Where(i => names[i].AsSpan(4, 6) is "-01-01" && IsFirst(i, DateLength))];
            int[] months = [.. all.Where(i => names[i].AsSpan(7, 3) is "-01" && IsFirst(i, DateLength))];
            if (years.Length >= 3)
                return Thin(years, Step(years.Length, [1, 2, 5, 10, 20, 50, 100, 200, 500]), 4);
            if (months.Length >= 3)
                return Thin(months, Step(months.Length, [1, 2, 3, 4, 6, 12]), 7);
        }
        return Thin(all, (int)Math.Ceiling(all.Length / (double)most), keep);

        bool IsFirst(int i, int length) =>
            i == 0 || !names[i].AsSpan(0, length).SequenceEqual(names[i - 1].AsSpan(0, length));
        int Step(int count, int[] steps) =>
            steps.FirstOrDefault(s => count <= s * most, (int)Math.Ceiling(count / (double)most));
        Tick[] Thin(int[] chosen, int step, int length) =>
            [
                .. chosen
                    .Where((_, k) => k % step == 0)
                    .Select(i => new Tick(values[i], names[i].Length > length ? names[i][..length] : names[i])),
            ];
    }

    private static bool IsDate(string name) =>
        name.Length >= DateLength
        && name[4] == '-'
        && name[7] == '-'
        && char.IsAsciiDigit(name[0])
        && char.IsAsciiDigit(name[9]);
}
