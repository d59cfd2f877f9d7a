namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>The cells and the points of a grid: finds the cell at a place, and interpolates between points.</summary>
internal sealed class GridCells
{
    private readonly CellAxis columns,
        rows;
    private readonly double[] x,
        y,
        values;
    private readonly bool isMap,
        wraps;

    /// <summary>Takes a grid of values (y, x). On a map, x are longitudes in degrees.</summary>
    public GridCells(PlotAxis xAxis, PlotAxis yAxis, double[] values, bool isMap)
    {
        (x, y, this.values, this.isMap) = (xAxis.Values, yAxis.Values, values, isMap);
        columns = new CellAxis(
            x,
            isMap ? "longitude"
                : xAxis.Label.Length > 0 ? xAxis.Label
                : "x"
        );
        rows = isMap
            ? new CellAxis(y, "latitude", -90, 90)
            : new CellAxis(y, yAxis.Label.Length > 0 ? yAxis.Label : "y");
        wraps = isMap && columns.High - columns.Low > 359.9;
    }

    /// <summary>Returns the index of the value whose cell holds a place; -1 outside all cells.</summary>
    public long Find(double atX, double atY)
    {
        // The equivalent longitude at or east of the first cell's edge.
        if (isMap)
            atX -= 360 * Math.Floor((atX - columns.Low) / 360);
        int row = rows.Find(atY),
            column = row < 0 ? -1 : columns.Find(atX);
        return column < 0 ? -1 : ((long)row * x.Length) + column;
    }

    /// <summary>
    /// Interpolates linearly between the four points around a place. Null outside all points; NaN where one that counts
    /// is missing.
    /// </summary>
    public double? Between(double atX, double atY)
    {
        if (isMap)
            atX -= 360 * Math.Floor((atX - columns.Low) / 360);
        if (!TryPlace(x, atX, wraps, out int left, out int right, out double across))
            return null;
        if (!TryPlace(y, atY, false, out int low, out int high, out double up))
            return null;
        double sum = 0;
        Add(low, left, (1 - up) * (1 - across));
        Add(low, right, (1 - up) * across);
        Add(high, left, up * (1 - across));
        Add(high, right, up * across);
        return sum;

        void Add(int row, int column, double weight)
        {
            if (weight > 0)
                sum += weight * values[((long)row * x.Length) + column];
        }
    }

    // The two neighbours of a place along a coordinate, and how far it is from the first to the second.
    private static bool TryPlace(double[] c, double at, bool wraps, out int first, out int second, out double part)
    {
        bool falls = c[^1] < c[0];
        int n = c.Length,
            low = 0,
            high = n - 1;
        (first, second, part) = (0, 0, 0);
        double least = falls ? c[^1] : c[0],
            most = falls ? c[0] : c[^1];
        if (at < least || at > most)
        {
            if (!wraps)
                return false;
            (first, second) = falls ? (0, n - 1) : (n - 1, 0);
            part = (at < least ? at + 360 - most : at - most) / (least + 360 - most);
            return true;
        }
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (c[middle] <= at ^ falls)
                low = middle;
            else
                high = middle;
        }
        (first, second) = (low, Math.Min(high, n - 1));
        part = c[second] == c[first] ? 0 : Math.Clamp((at - c[first]) / (c[second] - c[first]), 0, 1);
        return true;
    }
}
