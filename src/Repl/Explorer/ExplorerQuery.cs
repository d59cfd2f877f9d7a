using System.Globalization;
using Gchunk.Dsl.Exploring;
using Gchunk.Engine;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Explorer;

/// <summary>Reads the parameters of a request to an explorer.</summary>
internal static class ExplorerQuery
{
    private const int MostIndices = 64;

    /// <summary>Returns the array that a request names by <c>p</c>, the panel, and <c>v</c>, the variable.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static ExploredArray Array(IQueryCollection query, IReadOnlyList<ExploredArray[]> panels)
    {
        int panel = (int)Whole(query, "p", 0, panels.Count - 1);
        return panels[panel][Whole(query, "v", 0, panels[panel].Length - 1)];
    }

    /// <summary>Returns the view that a request asks for.</summary>
    /// <exception cref="GchunkException">A parameter is missing or no whole number.</exception>
    public static ViewRequest View(IQueryCollection query) =>
        new(
            Indices(query),
            Whole(query, "y0", 0, int.MaxValue),
            Whole(query, "y1", 0, int.MaxValue),
            Whole(query, "x0", 0, int.MaxValue),
            Whole(query, "x1", 0, int.MaxValue),
            (int)Whole(query, "w", 1, 4096),
            (int)Whole(query, "h", 1, 4096),
            query.TryGetValue("m", out var method) ? method.ToString() : "mean"
        );

    /// <summary>Returns the indices along the dimensions that are not on screen.</summary>
    /// <exception cref="GchunkException">One is no whole number.</exception>
    public static long[] Indices(IQueryCollection query)
    {
        string text = query["i"].ToString();
        if (text.Length == 0)
            return [];
        string[] parts = text.Split(',', MostIndices + 1);
        return [.. parts.Select(part => Parse("i", part))];
    }

    /// <summary>Returns a whole number of a range.</summary>
    /// <exception cref="GchunkException">It is missing or out of range.</exception>
    public static long Whole(IQueryCollection query, string name, long least, long greatest)
    {
        long value = Parse(name, query[name].ToString());
        return value >= least && value <= greatest
            ? value
            : throw new GchunkException($"'{name}' is a whole number from {least} to {greatest}; got {value}");
    }

    /// <summary>Returns a finite number, or null if it is not given.</summary>
    /// <exception cref="GchunkException">It is no finite number.</exception>
    public static double? Number(IQueryCollection query, string name)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value
            : throw new GchunkException($"'{name}' is a finite number; got '{text}'");
    }

    private static long Parse(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new GchunkException($"'{name}' is a whole number; got '{text}'");
}
