using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// The squared distances between all samples of one block and all of another, tile by tile: a walk over the tiles of a
/// matrix that is never in memory.
/// </summary>
/// <remarks>
/// The distance of two samples has the same bits whichever of the two blocks holds which. Where ‖x‖² − 2x·y + ‖y‖²
/// would lose digits, since the samples are near each other, the distance is computed from differences.
/// </remarks>
internal sealed unsafe class PairTiles : IDisposable
{
    // The columns of a tile stay in the second-level cache for a few hundred features.
    private const int MostColumns = 32;

    // Below this share of the norms more than three of the sixteen digits would be lost.
    private const double Near = 1e-3;

    private readonly NDArray first;
    private readonly NDArray second;
    private readonly SampleTile rowTile;
    private readonly SampleTile columnTile;
    private readonly long firstColumn;
    private readonly double[] columnNorms = new double[MostColumns];
    private readonly NearTiles? near;
    private CenterPanel? panel;
    private bool isStarted;
    private bool isMeasured;

    // The first column of those in the panel.
    private long loaded = -1;

    /// <summary>Starts a walk over the pairs of two blocks.</summary>
    /// <param name="first">Samples × features: the rows of the tiles.</param>
    /// <param name="second">Samples × features: the columns of the tiles.</param>
    /// <param name="frame">The coordinates in which samples are compared, and the unit of distances.</param>
    /// <param name="firstColumn">The sample of the second block at which the walk starts.</param>
    /// <param name="isPlaced">True if the second block holds coordinates in the frame already.</param>
    /// <param name="reach">
    /// The square of a distance: tiles all of whose pairs are farther from each other may be passed over. The walk then
    /// starts at the first sample of the second block.
    /// </param>
    public PairTiles(
        NDArray first,
        NDArray second,
        SampleFrame frame,
        long firstColumn = 0,
        bool isPlaced = false,
        double reach = double.PositiveInfinity
    )
    {
        Bounds.Require(first.Rank == 2 && second.Rank == 2 && first.Shape[1] == second.Shape[1]);
        (this.first, this.second, this.firstColumn) = (first, second, firstColumn);
        rowTile = new SampleTile(first, frame);
        columnTile = new SampleTile(second, isPlaced ? SampleFrame.Plain((int)second.Shape[1]) : frame);
        if (double.IsFinite(reach))
        {
            Bounds.Require(firstColumn == 0);
            near = new NearTiles(rowTile.Reader, SampleTile.MostRows, columnTile.Reader, MostColumns, reach);
        }
    }

    /// <summary>The index in the first block of the tile's first row.</summary>
    public long Row { get; private set; }

    /// <summary>The number of rows of the tile.</summary>
    public int Rows { get; private set; }

    /// <summary>The index in the second block of the tile's first column.</summary>
    public long Column { get; private set; }

    /// <summary>The number of columns of the tile.</summary>
    public int Columns { get; private set; }

    /// <summary>Returns a row of the tile, in the frame.</summary>
    public ReadOnlySpan<double> Sample(int row)
    {
        Bounds.RequireIndex(row, Rows);
        Measure();
        return new ReadOnlySpan<double>(rowTile.Rows + (long)row * rowTile.Stride, rowTile.Features);
    }

    /// <summary>Returns the squared distances of a row of the tile to its columns.</summary>
    public ReadOnlySpan<double> Squared(int row)
    {
        Bounds.RequireIndex(row, Rows);
        Measure();
        return new ReadOnlySpan<double>(panel!.Distances(row), Columns);
    }

    /// <summary>Returns the scratch bytes that a walk with a reach takes besides.</summary>
    public static long ReachBytes(long rows, long columns, long features) =>
        NearTiles.Bytes(rows, SampleTile.MostRows, columns, MostColumns, features);

    /// <summary>Returns the scratch bytes of a walk.</summary>
    public static long Bytes(int features) =>
        2 * SampleTile.Bytes(features)
        + CenterPanel.Bytes(MostColumns, features)
        + (long)MostColumns * features * sizeof(double);

    /// <summary>Computes the next tile: down the rows for some columns, then the next columns.</summary>
    /// <returns>False after the last tile.</returns>
    public bool Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        (long row, long column) = !isStarted ? (0, firstColumn) : (Row + Rows, Column);
        while (true)
        {
            if (column >= second.Shape[0] || first.Shape[0] == 0)
                return false;
            row = row < first.Shape[0] && near is not null ? near.NextRow(row, column) : row;
            if (row < first.Shape[0])
                break;
            (row, column) = (0, column + MostColumns);
        }
        isStarted = true;
        (Column, Columns) = (column, (int)Math.Min(MostColumns, second.Shape[0] - column));
        (Row, Rows) = (row, (int)Math.Min(SampleTile.MostRows, first.Shape[0] - row));
        isMeasured = false;
        return true;
    }

    // Only when a distance is asked for: a tile may be of no use.
    private void Measure()
    {
        if (isMeasured)
            return;
        isMeasured = true;
        if (loaded != Column)
            LoadColumns();
        rowTile.Load(Row, Rows);
        panel!.Measure(rowTile, Rows);
        for (int r = 0; r < Rows; r++)
            Refine(r);
    }

    private void LoadColumns()
    {
        int features = columnTile.Features;
        loaded = Column;
        using NDArray values = NDArray.Allocate((Columns, features), DType.Float64);
        for (int c = 0; c < Columns; c++)
        {
            columnTile.Load(Column + c, 1);
            columnNorms[c] = columnTile.Norms[0];
            new ReadOnlySpan<double>(columnTile.Rows, features).CopyTo(
                new Span<double>((double*)values.Pointer + (long)c * features, features)
            );
        }
        panel?.Dispose();
        panel = new CenterPanel(values);
    }

    private void Refine(int r)
    {
        double* distances = panel!.Distances(r);
        double* row = rowTile.Rows + (long)r * rowTile.Stride;
        for (int c = 0; c < Columns; c++)
        {
            if (distances[c] < Near * (rowTile.Norms[r] + columnNorms[c]))
                distances[c] = Vectors.SquaredDistance(row, panel.Center(c), rowTile.Stride);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        panel?.Dispose();
        rowTile.Dispose();
        columnTile.Dispose();
    }
}
