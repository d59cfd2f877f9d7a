using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>A 2-d array as a plot takes it: two axes and the values (y, x).</summary>
internal sealed record PlotGrid(PlotAxis X, PlotAxis Y, double[] Values)
{
    // Far more cells than a picture has pixels; a larger array is coarsened before it is loaded.
    private const long MostCells = 16_000_000;
    private const long Finest = 3000;

    /// <summary>Computes an array of two dimensions. A huge one is coarsened lazily, by means or, for categories, by steps.</summary>
    public static PlotGrid Of(DataArray array, string x, string y, string? colors = null)
    {
        if (array.Shape.Size > MostCells)
        {
            int across = Factor(array.Sizes[x]),
                up = Factor(array.Sizes[y]);
            bool isCategorical = colors is not null && ColorMap.Named(colors).IsCategorical;
            array = isCategorical
                ? array.Isel(x, Steps(array.Sizes[x], across)).Isel(y, Steps(array.Sizes[y], up))
                : array.Coarsen((x, across), (y, up)).Mean(keepAttrs: true);
        }
        DataArray grid = array.Transpose(y, x);
        return new PlotGrid(grid.PlotAxisOf(x), grid.PlotAxisOf(y), grid.ComputeDoubles());
    }

    /// <summary>Returns the dimensions of a 2-d array that go to the right and upwards.</summary>
    /// <param name="array">The array.</param>
    /// <param name="x">The one to the right; null to choose it.</param>
    /// <param name="y">The one upwards; null to choose it.</param>
    /// <param name="method">The method, for messages.</param>
    public static (string X, string Y) Dims(DataArray array, string? x, string? y, string method)
    {
        foreach (string? dim in (string?[])[x, y])
        {
            if (dim is not null)
                _ = array.Sizes[dim];
        }
        if (array.Dims.Count != 2)
        {
            throw new GchunkException(
                $"{method} draws two dimensions; this array has {(array.Dims.Count == 0 ? "none" : $"{array.Dims.Count} ({array.Sizes})")}; select with Isel, reduce with Mean, or give a dimension as row: or col:"
            );
        }
        (string first, string second) = (array.Dims[0], array.Dims[1]);
        if (x is not null && x == y)
            throw new GchunkException($"x: and y: are both '{x}'; give '{first}' and '{second}'");
        if (x is not null || y is not null)
        {
            string across = x ?? (y == first ? second : first);
            return (across, across == first ? second : first);
        }
        // Latitude is on the vertical axis, time and longitude on the horizontal one.
        return array.IsVertical(second) && !array.IsVertical(first) ? (first, second) : (second, first);
    }

    /// <summary>Throws unless there is a value for each place of a grid.</summary>
    /// <param name="x">The places across.</param>
    /// <param name="y">The places upwards.</param>
    /// <param name="values">The values, row by row.</param>
    /// <param name="name">What they are, for the message.</param>
    /// <param name="places">What the places are, for the message.</param>
    public static void Check(PlotAxis x, PlotAxis y, double[] values, string name, string places = "points")
    {
        x.Check("x");
        y.Check("y");
        (long columns, long rows) = (x.Values.Length, y.Values.Length);
        ColorScale.CheckCount(values, columns * rows, $"{name} of {rows} x {columns} {places}");
    }

    private static int Factor(long length) => (int)Math.Max(1, length / Finest);

    private static long[] Steps(long length, int step)
    {
        long[] positions = new long[length / step];
        for (long i = 0; i < positions.Length; i++)
            positions[i] = i * step;
        return positions;
    }
}
