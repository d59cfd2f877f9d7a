using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Regridding;

/// <summary>Areas and intersections of polygons on the unit sphere, whose edges are arcs of great circles.</summary>
internal static class SpherePolygon
{
    /// <summary>
    /// Returns the signed area: positive if the corners go counterclockwise, seen from outside.
    /// </summary>
    /// <remarks>
    /// F. Eriksson, "On the Measure of Solid Angles", Mathematics Magazine 63 (1990). The triple product is taken of
    /// differences, which keeps the area of small polygons accurate.
    /// </remarks>
    public static double Area(ReadOnlySpan<Direction> ring)
    {
        double area = 0;
        for (int i = 1; i + 1 < ring.Length; i++)
        {
            Direction a = ring[0],
                b = ring[i],
                c = ring[i + 1];
            double volume = a.Dot((b - a).Cross(c - a));
            area += 2 * Math.Atan2(volume, 1 + a.Dot(b) + b.Dot(c) + c.Dot(a));
        }

        return area;
    }

    /// <summary>Returns whether a ring, counterclockwise, turns nowhere to the right.</summary>
    public static bool IsConvex(ReadOnlySpan<Direction> ring)
    {
        for (int i = 0; i < ring.Length; i++)
        {
            Direction a = ring[i],
                b = ring[(i + 1) % ring.Length],
                c = ring[(i + 2) % ring.Length];
            if (a.Dot((b - a).Cross(c - a)) < -1e-14)
                return false;
        }

        return true;
    }

    /// <summary>
    /// Returns the area that two polygons share, both counterclockwise. The second may have any simple form; where it
    /// is not convex, it is taken as triangles with signs.
    /// </summary>
    public static double Shared(ReadOnlySpan<Direction> subject, ReadOnlySpan<Direction> clip)
    {
        int most = subject.Length + 2 * clip.Length + 8;
        Span<Direction> first = most <= 256 ? stackalloc Direction[most] : new Direction[most],
            second = most <= 256 ? stackalloc Direction[most] : new Direction[most];
        if (IsConvex(clip))
            return Clipped(subject, clip, first, second);
        double area = 0;
        Span<Direction> triangle = stackalloc Direction[3];
        for (int i = 1; i + 1 < clip.Length; i++)
        {
            (triangle[0], triangle[1], triangle[2]) = (clip[0], clip[i], clip[i + 1]);
            double sign = Math.Sign(Area(triangle));
            if (sign < 0)
                (triangle[1], triangle[2]) = (triangle[2], triangle[1]);
            area += sign == 0 ? 0 : sign * Clipped(subject, triangle, first, second);
        }

        return area;
    }

    // I. Sutherland and G. Hodgman, "Reentrant polygon clipping" (1974), with half spaces through the centre. A subject
    // that is not convex may get edges along the clipping one, whose areas cancel.
    private static double Clipped(
        ReadOnlySpan<Direction> subject,
        ReadOnlySpan<Direction> clip,
        Span<Direction> from,
        Span<Direction> to
    )
    {
        subject.CopyTo(from);
        int count = subject.Length;
        for (int k = 0; k < clip.Length && count > 2; k++)
        {
            Direction a = clip[k],
                b = clip[(k + 1) % clip.Length],
                normal = a.Cross(b - a);
            if (normal.Length < 1e-15)
                continue;
            int made = 0;
            Direction last = from[count - 1];
            double before = last.Dot(normal);
            for (int i = 0; i < count; i++)
            {
                Direction p = from[i];
                double here = p.Dot(normal);
                if (here >= 0 != before >= 0 && made < to.Length)
                    to[made++] = (last * here - p * before).Unit() * Math.Sign(here - before);
                if (here >= 0 && made < to.Length)
                    to[made++] = p;
                (last, before) = (p, here);
            }

            count = made;
            Span<Direction> swap = from;
            from = to;
            to = swap;
        }

        return count > 2 ? Area(from[..count]) : 0;
    }
}
