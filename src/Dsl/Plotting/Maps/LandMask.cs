using System.Collections.Concurrent;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>
/// Where there is land: a bit for each cell of a grid of longitudes and latitudes, by counting how many coastlines lie
/// between a cell and the north pole, which is sea.
/// </summary>
internal sealed class LandMask
{
    private static readonly ConcurrentDictionary<int, LandMask> Made = new();

    private readonly int perDegree;
    private readonly bool[] land;

    private LandMask(int perDegree, MapLine[] coast)
    {
        this.perDegree = perDegree;
        int columns = 360 * perDegree,
            rows = 180 * perDegree;
        land = new bool[columns * rows];
        // Each crossing of a coastline with the middle of a column turns land into sea from there southwards.
        var crossings = new List<float>[columns];
        for (int c = 0; c < columns; c++)
            crossings[c] = [];
        foreach (MapLine line in coast)
        {
            float[] p = line.Points;
            for (int i = 2; i < p.Length; i += 2)
                Cross(crossings, p[i - 2], p[i - 1], p[i], p[i + 1]);
        }
        for (int c = 0; c < columns; c++)
        {
            crossings[c].Sort((a, b) => b.CompareTo(a));
            bool isLand = false;
            int next = 0;
            for (int r = 0; r < rows; r++)
            {
                double lat = 90 - ((r + 0.5) / perDegree);
                for (; next < crossings[c].Count && crossings[c][next] > lat; next++)
                    isLand = !isLand;
                land[(r * columns) + c] = isLand;
            }
        }
    }

    /// <summary>Returns the mask for a map that spans this many degrees.</summary>
    public static LandMask For(double degrees) =>
        Made.GetOrAdd(
            degrees < 30 ? 20
                : degrees < 150 ? 10
                : 4,
            perDegree => new LandMask(perDegree, NaturalEarth.For(degrees).Coast)
        );

    public bool IsLand(double longitude, double latitude)
    {
        int columns = 360 * perDegree,
            column = Math.Clamp((int)((Angles.Wrap(longitude) + 180) * perDegree), 0, columns - 1),
            row = Math.Clamp((int)((90 - latitude) * perDegree), 0, (180 * perDegree) - 1);
        return land[(row * columns) + column];
    }

    private void Cross(List<float>[] crossings, double lon0, double lat0, double lon1, double lat1)
    {
        if (Math.Abs(lon0 - lon1) > 180)
        {
            // A step across the antimeridian, whose two parts lie at both ends of the grid.
            double turn = lon0 > lon1 ? 360 : -360;
            Cross(crossings, lon0 - turn, lat0, lon1, lat1);
            Cross(crossings, lon0, lat0, lon1 + turn, lat1);
            return;
        }
        if (lon0 > lon1)
            (lon0, lat0, lon1, lat1) = (lon1, lat1, lon0, lat0);
        int first = (int)Math.Ceiling(((lon0 + 180) * perDegree) - 0.5),
            last = (int)Math.Ceiling(((lon1 + 180) * perDegree) - 0.5) - 1;
        for (int c = Math.Max(0, first); c <= Math.Min(last, crossings.Length - 1); c++)
        {
            double lon = ((c + 0.5) / perDegree) - 180;
            crossings[c].Add((float)(lat0 + ((lon - lon0) / (lon1 - lon0) * (lat1 - lat0))));
        }
    }
}
