using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// Tells which tiles of a walk over the pairs of two blocks may have samples within a distance of each other, by the
/// boxes around the samples of each tile.
/// </summary>
/// <remarks>
/// Samples that are in the order of a k-d tree have small boxes, and most tiles are passed over. In any other order the
/// answer is as right, but fewer tiles are passed over.
/// </remarks>
internal sealed unsafe class NearTiles
{
    // Boxes of so many row tiles are compared first.
    private const int Group = 16;

    // Distances by matrix products are off by less.
    private const double Margin = 1 + 1e-9;

    private readonly int rowsOfTile;
    private readonly int columnsOfTile;
    private readonly int features;
    private readonly long rows;
    private readonly double reach;
    private readonly double[] rowBoxes;
    private readonly double[] groupBoxes;
    private readonly double[] columnBoxes;

    /// <summary>Finds the boxes.</summary>
    /// <param name="first">The reader of the rows.</param>
    /// <param name="rowsOfTile">The number of rows in a tile.</param>
    /// <param name="second">The reader of the columns.</param>
    /// <param name="columnsOfTile">The number of columns in a tile.</param>
    /// <param name="squared">The square of the distance.</param>
    public NearTiles(SampleReader first, int rowsOfTile, SampleReader second, int columnsOfTile, double squared)
    {
        (this.rowsOfTile, this.columnsOfTile) = (rowsOfTile, columnsOfTile);
        (features, rows, reach) = (first.Features, first.Count, squared * Margin);
        rowBoxes = Boxes(first, rowsOfTile);
        groupBoxes = Boxes(first, rowsOfTile * Group);
        columnBoxes = Boxes(second, columnsOfTile);
    }

    /// <summary>Returns the size in bytes for blocks of a number of rows and of columns.</summary>
    public static long Bytes(long rows, int rowsOfTile, long columns, int columnsOfTile, long features) =>
        ((rows / rowsOfTile + 1) * (Group + 1) / Group + columns / columnsOfTile + 4) * 2 * features * sizeof(double);

    /// <summary>
    /// Returns the first row of the next tile, from a row on, that may be near the columns of a tile; the number of
    /// rows if there is none.
    /// </summary>
    /// <param name="row">The first row of a tile.</param>
    /// <param name="column">The first column of a tile.</param>
    public long NextRow(long row, long column)
    {
        ReadOnlySpan<double> box = Box(columnBoxes, column / columnsOfTile);
        long tile = row / rowsOfTile,
            tiles = (rows + rowsOfTile - 1) / rowsOfTile;
        while (tile < tiles)
        {
            if (!IsNear(box, Box(groupBoxes, tile / Group)))
                tile = (tile / Group + 1) * Group;
            else if (IsNear(box, Box(rowBoxes, tile)))
                return tile * rowsOfTile;
            else
                tile++;
        }
        return rows;
    }

    private ReadOnlySpan<double> Box(double[] boxes, long index) =>
        boxes.AsSpan(checked((int)(index * 2 * features)), 2 * features);

    private bool IsNear(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double squared = 0;
        for (int j = 0; j < a.Length; j += 2)
        {
            double gap = Math.Max(a[j] - b[j + 1], b[j] - a[j + 1]);
            if (gap > 0)
                squared += gap * gap;
        }
        return squared <= reach;
    }

    // The least and the largest value of each feature, for each run of samples.
    private static double[] Boxes(SampleReader reader, int length)
    {
        int features = reader.Features;
        long count = (reader.Count + length - 1) / length;
        var boxes = new double[checked((int)(count * 2 * features))];
        using NDArray line = NDArray.Allocate(features, DType.Float64);
        ReadOnlySpan<double> values = line.Span<double>();
        for (long i = 0; i < reader.Count; i++)
        {
            reader.Read(i, (double*)line.Pointer);
            Span<double> box = boxes.AsSpan((int)(i / length * 2 * features), 2 * features);
            bool isFirst = i % length == 0;
            for (int j = 0; j < values.Length; j++)
            {
                box[2 * j] = isFirst ? values[j] : Math.Min(box[2 * j], values[j]);
                box[2 * j + 1] = isFirst ? values[j] : Math.Max(box[2 * j + 1], values[j]);
            }
        }
        return boxes;
    }
}
