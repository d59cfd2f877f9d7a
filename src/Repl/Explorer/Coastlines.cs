using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Explorer;

/// <summary>Coastlines for the page to draw, from the data that the project ships.</summary>
internal static class Coastlines
{
    /// <summary>The coarse lines of the whole world.</summary>
    public static object World => Lines(NaturalEarth.For(360).Coast);

    /// <summary>Returns the lines of a window in degrees, each as longitude, latitude, longitude, …</summary>
    /// <exception cref="GchunkException">The window is no window.</exception>
    public static object Within(IQueryCollection query)
    {
        double Edge(string name) =>
            ExplorerQuery.Number(query, name) is { } value && Math.Abs(value) <= 1080
                ? value
                : throw new GchunkException($"'{name}' is an angle in degrees; got '{query[name]}'");
        (double west, double east, double south, double north) = (
            Edge("west"),
            Edge("east"),
            Edge("south"),
            Edge("north")
        );
        if (!(west < east && south < north))
        {
            throw new GchunkException(
                $"a window needs west < east and south < north; got {west} to {east} and {south} to {north}"
            );
        }
        MapLine[] lines = NaturalEarth.For(Math.Max(east - west, north - south)).Coast;
        return Lines(lines.Where(l => l.Meets(new Interval(west, east), new Interval(south, north))));
    }

    private static object Lines(IEnumerable<MapLine> lines) =>
        new { lines = lines.Select(l => Array.ConvertAll(l.Points, v => Math.Round(v, 3))) };
}
