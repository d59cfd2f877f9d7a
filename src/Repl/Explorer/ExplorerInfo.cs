using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gchunk.Dsl.Exploring;
using Gchunk.Dsl.Plotting;

namespace Gchunk.Repl.Explorer;

/// <summary>What the page knows of its arrays before it asks for values.</summary>
internal static class ExplorerInfo
{
    private const int MostPlaces = 2000;
    private const int Steps = 256;

    /// <summary>How the page's JSON is written: NaN is allowed as text, and what could end a script is escaped.</summary>
    public static JsonSerializerOptions Json { get; } =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Describes all arrays.</summary>
    public static object Of(IReadOnlyList<ExploredArray[]> panels) =>
        new
        {
            panels = panels.Select(arrays => arrays.Select(Of)),
            colors = ColorMap.Names.Order(StringComparer.OrdinalIgnoreCase),
            projections = MapChoice.All.Select(choice => choice.Name),
        };

    /// <summary>Describes the series of a cell.</summary>
    public static object Of(ExploredArray array, CellSeries series) =>
        new
        {
            dim = series.Dim,
            step = series.Step,
            values = series.Values.Select(v => double.IsFinite(v) ? v : (double?)null),
            labels = Enumerable.Range(0, series.Values.Length).Select(i => array.Label(series.Dim, i * series.Step)),
        };

    /// <summary>Returns the colours of a map, evenly spaced.</summary>
    public static object Colors(string name)
    {
        ColorMap map = ColorMap.Named(name);
        return new
        {
            colors = map.IsCategorical
                ? Enumerable.Range(0, map.Count).Select(map.Category)
                : Enumerable.Range(0, Steps).Select(i => map.At(i / (Steps - 1.0))),
        };
    }

    private static object Of(ExploredArray a) =>
        new
        {
            name = a.Name,
            label = a.Array.ValueLabel,
            isMap = a.IsMap,
            y = Axis(a, a.Y),
            x = Axis(a, a.X),
            others = a.Others.Select(d => new
            {
                name = d,
                size = a.Array.Sizes[d],
                labels = Enumerable.Range(0, (int)Math.Min(a.Array.Sizes[d], MostPlaces)).Select(i => a.Label(d, i)),
            }),
        };

    private static object Axis(ExploredArray a, string dim)
    {
        double[]? numbers = a.Numbers(dim);
        long size = a.Array.Sizes[dim];
        int step = (int)Math.Max(1, (size - 1) / MostPlaces);
        int[] at = [.. Enumerable.Range(0, (int)((size + step - 1) / step)).Select(i => i * step)];
        return new
        {
            name = dim,
            size,
            units = a.Array.Coords.Find(dim)?.Attrs.Text("units") ?? "",
            down = a.IsDescending(dim),
            at = numbers is null ? null : at,
            values = numbers is null ? null : at.Select(i => numbers[i]),
            first = a.Label(dim, 0),
            last = a.Label(dim, size - 1).ToString(CultureInfo.InvariantCulture),
        };
    }
}
