using Gchunk.Dsl.Interpolation;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;

namespace Gchunk.Dsl.Regridding;

/// <summary>The weights of old cells at the centres of new ones.</summary>
internal static class PointWeights
{
    /// <summary>
    /// The nearest old centre on the sphere. Without extrapolation, a place beyond the circle around the corners of the
    /// nearest cell has none.
    /// </summary>
    public static SparseWeights Nearest(CellGrid source, CellGrid target, bool extrapolate)
    {
        Direction[] centres = Directions(source);
        var tree = new SphereTree(
            centres,
            Enumerable.Range(0, centres.Length).Where(i => double.IsFinite(centres[i].X))
        );
        var result = new SparseWeights();
        CellCorners? corners = extrapolate ? null : source.Corners;
        Span<Direction> ring = new Direction[corners?.Each ?? 0];
        foreach (Direction at in Directions(target))
        {
            int nearest = double.IsFinite(at.X) ? tree.Nearest(at) : -1;
            if (nearest >= 0 && (extrapolate || Reach(nearest, ring) is var reach && !(Apart(at, nearest) > reach)))
                result.Add(nearest, 1);
            result.EndRow();
        }

        return result;

        double Apart(Direction at, int i) => (centres[i] - at).Length;

        double Reach(int i, Span<Direction> ring)
        {
            if (corners is null || !corners.TryRing(i, ring))
                return double.PositiveInfinity;
            double reach = 0;
            foreach (Direction corner in ring)
                reach = Math.Max(reach, (corner - centres[i]).Length);
            return reach * (1 + 1e-9);
        }
    }

    /// <summary>
    /// Bilinear weights of the four old centres around a place: along latitude and longitude on a regular grid, in
    /// space on a curvilinear one.
    /// </summary>
    /// <exception cref="GchunkException">The source is a list of cells.</exception>
    public static SparseWeights Bilinear(CellGrid source, CellGrid target)
    {
        if (source.Regular is { } axes)
            return OnAxes(axes, target);
        if (source.Dims.Length != 2)
        {
            throw new GchunkException(
                $"bilinear regridding needs neighbours, which a list of cells over '{source.Dims[0]}' does not define; use \"nearest\", or \"conservative\" with bounds"
            );
        }

        return OnMesh(source, target);
    }

    private static SparseWeights OnAxes(RegularAxes axes, CellGrid target)
    {
        AxisWeights rows = AxisInterpolation.Weights(
                axes.Latitude,
                axes.Latitudes,
                target.Latitudes,
                "linear",
                extrapolate: false
            ),
            columns = AxisRegridding.Periodic(
                axes.Longitude,
                axes.Longitudes,
                target.Longitudes,
                isLongitude: true,
                "linear"
            );
        var result = new SparseWeights();
        for (int i = 0; i < target.Count; i++)
        {
            foreach ((long y, double high) in rows.Terms(i))
            {
                foreach ((long x, double wide) in columns.Terms(i))
                    result.Add(y * axes.Longitudes.Length + x, high * wide);
            }

            result.EndRow();
        }

        return result;
    }

    private static SparseWeights OnMesh(CellGrid source, CellGrid target)
    {
        Direction[] centres = Directions(source);
        List<(int A, int B, int C, int D)> quads = CentreMesh.Quads(source);
        var middles = new Direction[quads.Count];
        var radii = new double[quads.Count];
        for (int q = 0; q < quads.Count; q++)
        {
            (int a, int b, int c, int d) = quads[q];
            Direction m = (centres[a] + centres[b] + centres[c] + centres[d]).Unit();
            middles[q] = m;
            radii[q] = Math.Max(
                Math.Max((centres[a] - m).Length, (centres[b] - m).Length),
                Math.Max((centres[c] - m).Length, (centres[d] - m).Length)
            );
        }

        var search = new CapSearch(middles, radii);
        var result = new SparseWeights();
        foreach (Direction at in Directions(target))
        {
            if (double.IsFinite(at.X))
            {
                foreach (int q in search.Touching(at, 1e-12))
                {
                    (int a, int b, int c, int d) = quads[q];
                    if (!BilinearPlace.TryFind(at, centres[a], centres[b], centres[c], centres[d], out var place))
                        continue;
                    (double u, double v) = place;
                    result.Add(a, (1 - u) * (1 - v));
                    result.Add(b, u * (1 - v));
                    result.Add(c, u * v);
                    result.Add(d, (1 - u) * v);
                    break;
                }
            }

            result.EndRow();
        }

        return result;
    }

    private static Direction[] Directions(CellGrid grid)
    {
        var all = new Direction[grid.Count];
        for (int i = 0; i < all.Length; i++)
            all[i] = Direction.Of(grid.Longitudes[i], grid.Latitudes[i]);
        return all;
    }
}
