using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl.Exploring;

/// <summary>The values of one cell along another dimension.</summary>
/// <param name="Dim">The dimension.</param>
/// <param name="Step">The steps from one value to the next: more than 1 where all would take too long.</param>
/// <param name="Values">The values.</param>
internal sealed record CellSeries(string Dim, long Step, double[] Values)
{
    // A chunk is read whole for the one cell, so their bytes count, and a chart has no more places.
    private const long MostBytes = 2L << 30;
    private const long MostPoints = 4000;

    /// <summary>Computes the values of a cell along a dimension.</summary>
    /// <param name="array">The array.</param>
    /// <param name="indices">The indices along the dimensions that are not on screen.</param>
    /// <param name="dim">Which of those dimensions.</param>
    /// <param name="y">The cell upwards.</param>
    /// <param name="x">The cell to the right.</param>
    /// <param name="cancel">Stops the computation.</param>
    /// <exception cref="GchunkException">An index is out of range, or the computation failed.</exception>
    public static CellSeries Compute(
        ExploredArray array,
        long[] indices,
        int dim,
        long y,
        long x,
        CancellationToken cancel
    )
    {
        if (dim < 0 || dim >= array.Others.Length)
        {
            throw new GchunkException(
                $"the array has {array.Others.Length} dimensions beside those on screen; got number {dim}"
            );
        }
        // The bounds first: y + 1 must not overflow.
        if (y is < 0 or > int.MaxValue || x is < 0 or > int.MaxValue)
            throw new GchunkException($"the cell ({y}, {x}) is not in the array ({array.Array.Sizes})");
        new ViewRequest(indices, y, y + 1, x, x + 1, 1, 1).Check(array);
        string along = array.Others[dim];
        long length = array.Array.Sizes[along],
            step = Math.Max(1, (length + MostPoints - 1) / MostPoints);
        int axis = Enumerable.Range(0, array.Array.Dims.Count).First(i => array.Array.Dims[i] == along);
        ChunkGrid grid = array.Array.Chunks;
        long perChunk = Math.Max(1, grid.Sizes(axis)[0]),
            bytes = array.Array.DType.Size;
        for (int i = 0; i < grid.Rank; i++)
            bytes *= Math.Max(1, grid.Sizes(i)[0]);
        long mostChunks = Math.Max(1, MostBytes / Math.Max(1, bytes));
        // Skipping pays only where whole chunks are skipped.
        if ((length + perChunk - 1) / perChunk > mostChunks)
            step = Math.Max(step, (length + mostChunks - 1) / mostChunks);
        DataArray line = array.Plain.Isel(array.Y, y).Isel(array.X, x);
        for (int i = 0; i < indices.Length; i++)
        {
            if (i != dim)
                line = line.Isel(array.Others[i], indices[i]);
        }
        line = line.Thin(along, (int)step);
        using NDArray values = Computation.Compute(line.Expression, ScreenView.Runs, cancel);
        return new CellSeries(along, step, values.ToArray<double>());
    }
}
