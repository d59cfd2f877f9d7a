using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting.Meshes;

/// <summary>
/// The Delaunay triangulation of points on the globe. A stereographic projection keeps circles, so that it is the
/// triangulation of the projected points, with neither seams nor poles.
/// </summary>
internal static class SphereTriangles
{
    // Points that all lie within this cosine (120 degrees) of their middle leave the rest of the globe empty.
    private const double Regional = -0.5;
    private const int Candidates = 32;

    /// <summary>Returns the corners of the triangles, three each. Points that are NaN are in none.</summary>
    public static int[] Of(double[] longitudes, double[] latitudes, CancellationToken cancel)
    {
        int[] kept =
        [
            .. Enumerable
                .Range(0, longitudes.Length)
                .Where(i => double.IsFinite(longitudes[i]) && double.IsFinite(latitudes[i])),
        ];
        Direction[] points = [.. kept.Select(i => Direction.Of(longitudes[i], latitudes[i]))];
        if (points.Length < 3)
            return [];
        Direction sum = default;
        foreach (Direction p in points)
            sum += p;
        Direction middle = sum.Unit();
        bool isGlobal = !(sum.Length > 1e-3 * points.Length && points.All(p => p.Dot(middle) > Regional));
        // The point opposite to the middle lies infinitely far away: of a globe of points, one of them.
        int infinite = isGlobal ? Loneliest(points) : -1;
        if (isGlobal)
            middle = points[infinite] * -1;
        Direction east = middle.Perpendicular(),
            north = middle.Cross(east);
        List<int> used = [];
        List<double> x = [],
            y = [];
        for (int i = 0; i < points.Length; i++)
        {
            double above = 1 + points[i].Dot(middle);
            if (above < 1e-14)
                continue;
            used.Add(i);
            x.Add(points[i].Dot(east) / above);
            y.Add(points[i].Dot(north) / above);
        }
        int[] corners = Delaunay.Of([.. x], [.. y], cancel);
        List<int> triangles = new(corners.Length);
        for (int t = 0; t < corners.Length; t += 3)
        {
            int a = Point(corners[t]),
                b = Point(corners[t + 1]),
                c = Point(corners[t + 2]);
            // A triangle whose circle is larger than a hemisphere closes a gap in the points.
            if (Math.Min(a, Math.Min(b, c)) < 0 || !IsLocal(points[a], points[b], points[c]))
                continue;
            triangles.AddRange([kept[a], kept[b], kept[c]]);
        }
        return [.. triangles];

        int Point(int corner) => corner == Delaunay.Beyond ? infinite : used[corner];
    }

    private static bool IsLocal(Direction a, Direction b, Direction c) => (b - a).Cross(c - a).Dot(a) > 0;

    // Of a few points, the one that is farthest from its neighbours, so that no other point is projected far away.
    private static int Loneliest(Direction[] points)
    {
        (int best, double most) = (0, 2);
        for (int k = 0; k < Math.Min(Candidates, points.Length); k++)
        {
            int i = (int)((long)k * points.Length / Math.Min(Candidates, points.Length));
            double nearest = -1;
            for (int j = 0; j < points.Length; j++)
            {
                double near = points[i].Dot(points[j]);
                if (near < 1 - 1e-14)
                    nearest = Math.Max(nearest, near);
            }
            if (nearest < most)
                (best, most) = (i, nearest);
        }
        return best;
    }
}

/// <summary>A direction from the globe's centre.</summary>
internal readonly record struct Direction(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this));

    public static Direction Of(double longitude, double latitude)
    {
        (double sinLat, double cosLat) = Math.SinCos(latitude * Angles.RadiansPerDegree);
        (double sinLon, double cosLon) = Math.SinCos(longitude * Angles.RadiansPerDegree);
        return new Direction(cosLat * cosLon, cosLat * sinLon, sinLat);
    }

    public double Longitude => Math.Atan2(Y, X) / Angles.RadiansPerDegree;

    public double Latitude => Math.Atan2(Z, Math.Sqrt((X * X) + (Y * Y))) / Angles.RadiansPerDegree;

    public static Direction operator +(Direction a, Direction b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Direction operator -(Direction a, Direction b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Direction operator *(Direction a, double f) => new(a.X * f, a.Y * f, a.Z * f);

    public double Dot(Direction b) => (X * b.X) + (Y * b.Y) + (Z * b.Z);

    public Direction Cross(Direction b) => new((Y * b.Z) - (Z * b.Y), (Z * b.X) - (X * b.Z), (X * b.Y) - (Y * b.X));

    public Direction Unit() => Length > 0 ? this * (1 / Length) : new Direction(0, 0, 1);

    /// <summary>Returns a direction at a right angle to this one.</summary>
    public Direction Perpendicular() =>
        (Math.Abs(Z) < 0.9 ? new Direction(0, 0, 1) : new Direction(1, 0, 0)).Cross(this).Unit();
}
