using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Regridding;

/// <summary>The corners of cells on the globe, as many for each; a cell with fewer repeats one.</summary>
internal sealed class CellCorners(int each, int count)
{
    private readonly double[] longitudes = new double[(long)each * count];
    private readonly double[] latitudes = new double[(long)each * count];

    /// <summary>The number of corners of a cell.</summary>
    public int Each => each;

    /// <summary>The number of cells.</summary>
    public int Count => count;

    /// <summary>Sets a corner.</summary>
    public void Set(int cell, int corner, double longitude, double latitude) =>
        (longitudes[cell * each + corner], latitudes[cell * each + corner]) = (longitude, latitude);

    /// <summary>Writes the corners of a cell as directions; false if one is missing.</summary>
    public bool TryRing(int cell, Span<Direction> ring)
    {
        for (int k = 0; k < each; k++)
        {
            double x = longitudes[cell * each + k],
                y = latitudes[cell * each + k];
            if (!double.IsFinite(x) || !double.IsFinite(y))
                return false;
            ring[k] = Direction.Of(x, y);
        }

        return true;
    }

    /// <summary>
    /// Writes the corners of a cell as degrees, with longitudes that do not jump; false if one is missing, or if the
    /// cell goes around a pole.
    /// </summary>
    public bool TryRing(int cell, Span<(double X, double Y)> ring)
    {
        double first = longitudes[cell * each],
            least = double.PositiveInfinity,
            most = double.NegativeInfinity;
        for (int k = 0; k < each; k++)
        {
            double x = longitudes[cell * each + k],
                y = latitudes[cell * each + k];
            if (!double.IsFinite(x) || !double.IsFinite(y))
                return false;
            // A cell of a regular grid may be wider than half a turn.
            double before = k == 0 ? first : ring[k - 1].X;
            if (Math.Abs(x - before) > 180)
                x -= 360 * Math.Round((x - before) / 360);
            ring[k] = (x, y);
            (least, most) = (Math.Min(least, x), Math.Max(most, x));
        }

        return most - least <= 360 && Math.Abs(ring[each - 1].X - ring[0].X) <= 180;
    }

    /// <summary>Takes the corners from variables of bounds, cells × corners (CF conventions, section 7.1).</summary>
    /// <exception cref="GchunkException">
    /// Their shapes are not those of the cells with three corners or more.
    /// </exception>
    public static CellCorners FromBounds(DataArray latitudes, DataArray longitudes, string[] dims, long[] lengths)
    {
        foreach (DataArray bounds in (DataArray[])[latitudes, longitudes])
        {
            if (
                bounds.Shape.Rank != dims.Length + 1
                || !bounds.Shape.Take(dims.Length).SequenceEqual(lengths)
                || bounds.Shape[dims.Length] < 3
                || bounds.Shape[dims.Length] != latitudes.Shape[dims.Length]
            )
            {
                throw new GchunkException(
                    $"the bounds '{bounds.Name}' have shape {bounds.Shape}; cells over ({string.Join(", ", dims)}) need {string.Join(" × ", lengths)} × at least 3 corners"
                );
            }
        }

        double[] y = latitudes.AsType(DType.Float64).Compute().ToArray<double>(),
            x = longitudes.AsType(DType.Float64).Compute().ToArray<double>();
        int each = checked((int)latitudes.Shape[dims.Length]);
        var corners = new CellCorners(each, y.Length / each);
        for (int i = 0; i < y.Length; i++)
            corners.Set(i / each, i % each, x[i], y[i]);
        return corners;
    }

    /// <summary>
    /// Puts corners in the middle of four centres, on the globe; at the edges of the grid, centres are continued as far
    /// as the last step. Columns that go all around the globe are joined.
    /// </summary>
    public static CellCorners? BetweenCentres(double[] latitudes, double[] longitudes, long[] lengths)
    {
        int rows = checked((int)lengths[0]),
            columns = checked((int)lengths[1]);
        if (rows < 2 || columns < 2)
            return null;
        bool isPeriodic = CentreMesh.IsPeriodic(latitudes, longitudes, rows, columns);
        int wide = columns + 2;
        var centres = new Direction[wide * (rows + 2)];
        for (int row = 0; row < rows; row++)
        {
            int start = (row + 1) * wide;
            for (int column = 0; column < columns; column++)
            {
                int cell = row * columns + column;
                centres[start + column + 1] = Direction.Of(longitudes[cell], latitudes[cell]);
            }

            if (isPeriodic)
                (centres[start], centres[start + wide - 1]) = (centres[start + columns], centres[start + 1]);
            else
                (centres[start], centres[start + wide - 1]) = (Beyond(start, 1), Beyond(start + wide - 1, -1));
        }

        for (int column = 0; column < wide; column++)
        {
            centres[column] = Beyond(column, wide);
            centres[(rows + 1) * wide + column] = Beyond((rows + 1) * wide + column, -wide);
        }

        var corners = new CellCorners(4, rows * columns);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int cell = row * columns + column,
                    at = row * wide + column;
                Put(cell, 0, at);
                Put(cell, 1, at + 1);
                Put(cell, 2, at + wide + 1);
                Put(cell, 3, at + wide);
            }
        }

        return corners;

        Direction Beyond(int at, int inwards) => centres[at + inwards] * 2 - centres[at + 2 * inwards];

        void Put(int cell, int corner, int at)
        {
            Direction sum = centres[at] + centres[at + 1] + centres[at + wide] + centres[at + wide + 1];
            corners.Set(cell, corner, sum.Longitude, sum.Latitude);
        }
    }
}
