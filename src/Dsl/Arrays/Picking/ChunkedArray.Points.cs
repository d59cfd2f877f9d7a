using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Selects points by paired indices, or replaces them: <c>x.Vindex[rows, columns]</c> is the elements (rows[0],
    /// columns[0]), (rows[1], columns[1]), …, even if other axes lie between. The axis of the points comes first.
    /// </summary>
    public VectorIndexer Vindex => new(this);

    /// <summary>Selects whole blocks by their indices: <c>x.Blocks[0, 1..]</c>; all axes are kept.</summary>
    public BlockIndexer Blocks => new(this);

    /// <summary>Selects whole blocks by their indices, like <see cref="Blocks"/>.</summary>
    public BlockIndexer Partitions => Blocks;

    /// <summary>The number of blocks, like <see cref="NumBlocks"/>.</summary>
    public long NPartitions => NumBlocks;

    /// <summary>The shape of the largest block.</summary>
    public Shape ChunkSize => Chunks.MaxBlock;

    /// <summary>The number of bytes of an element.</summary>
    public int ItemSize => DType.Size;

    /// <summary>
    /// Returns the indices of the k greatest elements along an axis, greatest first, as int64; if k is negative, those
    /// of the -k least elements, least first. NaN counts as greatest. Equal elements keep their order. A shorter axis
    /// gives all of its elements.
    /// </summary>
    /// <remarks>Each task holds the whole axis.</remarks>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray ArgTopK(int k, int axis = -1)
    {
        int along = Shape.NormalizeAxis(axis);
        long count = Math.Min(Math.Abs((long)k), Shape[along]);
        if (DType.IsComplex)
        {
            // Sorted backwards, so that of equal elements the first comes first.
            ChunkedArray order = k < 0 ? ArgSort(along) : (Shape[along] - 1 - Flip(along).ArgSort(along)).Flip(along);
            return order.SliceAxis(along, 0, count);
        }

        ArrayExpr whole = AxisChunks.Whole(Expression, along);
        int[] axes = [.. Enumerable.Range(0, Rank)];
        return new ChunkedArray(
            new BlockOpExpr(
                new ArgTopKOp(along, Least: k < 0),
                [whole],
                [axes],
                DType.Int64,
                whole.Chunks.With(along, [count])
            )
        );
    }

    /// <summary>
    /// Returns the bytes of the elements as elements of another dtype; the last axis becomes longer or shorter if their
    /// sizes differ.
    /// </summary>
    /// <exception cref="GchunkException">The bytes of the last axis do not make whole elements of the dtype.</exception>
    public ChunkedArray View(DType dtype)
    {
        int[] axes = [.. Enumerable.Range(0, Rank)];
        ArrayExpr x = Expression;
        ChunkGrid grid = Chunks;
        if (dtype.Size != DType.Size)
        {
            if (Rank == 0 || Shape[^1] * DType.Size % dtype.Size != 0)
            {
                throw new GchunkException(
                    $"the elements of an array of shape {Shape} and dtype {DType.Name} cannot be seen as {dtype.Name}: its last axis does not hold a multiple of {dtype.Size} bytes"
                );
            }
            long[] sizes = grid.Sizes(Rank - 1).ToArray();
            if (sizes.Any(n => n * DType.Size % dtype.Size != 0))
                sizes = [Shape[^1]];
            x = RechunkExpr.Create(x, grid.With(Rank - 1, sizes));
            grid = x.Chunks.With(Rank - 1, Array.ConvertAll(sizes, n => n * DType.Size / dtype.Size));
        }
        return new ChunkedArray(new BlockOpExpr(new ViewOp(), [x], [axes], dtype, grid));
    }

    /// <summary>
    /// Returns sliding windows along an axis: the windows lie along a new last axis, and the axis gets shorter. NumPy's
    /// <c>sliding_window_view</c>. Nothing is copied until it is computed.
    /// </summary>
    /// <param name="window">The length of a window.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="GchunkException">The axis is out of range or shorter than the window.</exception>
    public ChunkedArray SlidingWindowView(long window, int axis = -1)
    {
        int along = Shape.NormalizeAxis(axis);
        long count = Shape[along] - window + 1;
        if (window < 1 || count < 1)
        {
            throw new GchunkException(
                $"windows of length {window} do not fit axis {axis} of length {Shape[along]}; give 1 to {Shape[along]}"
            );
        }

        // Shifted slices would leave tiny chunks; all get those of the array.
        var chunks = new List<long>();
        ReadOnlySpan<long> borders = Chunks.Offsets(along);
        for (int i = 1; i < borders.Length; i++)
        {
            long size = Math.Min(borders[i], count) - borders[i - 1];
            if (size > 0)
                chunks.Add(size);
        }
        ChunkGrid grid = Chunks.With(along, [.. chunks]);
        return Prelude
            .Stack(
                [
                    .. Enumerable
                        .Range(0, checked((int)window))
                        .Select(i => new ChunkedArray(RechunkExpr.Create(SliceAxis(along, i, count).Expression, grid))),
                ],
                axis: -1
            )
            .WholeAxis(Rank);
    }

    /// <summary>Returns sliding windows along several axes; see <see cref="SlidingWindowView(long, int)"/>.</summary>
    /// <param name="windows">The length of a window along each of the axes.</param>
    /// <param name="axes">The axes, by default the last ones.</param>
    /// <exception cref="GchunkException">
    /// The numbers of lengths and axes differ, or an axis is out of range or shorter than its window.
    /// </exception>
    public ChunkedArray SlidingWindowView(Shape windows, int[]? axes = null)
    {
        axes ??= [.. Enumerable.Range(Rank - Math.Min(Rank, windows.Rank), windows.Rank)];
        if (axes.Length != windows.Rank)
        {
            throw new GchunkException(
                $"got windows of shape {windows} for {axes.Length} axes; give one length for each"
            );
        }

        int[] own = Array.ConvertAll(axes, a => Shape.NormalizeAxis(a));
        ChunkedArray result = this;
        for (int i = 0; i < own.Length; i++)
            result = result.SlidingWindowView(windows[i], own[i]);
        return result;
    }

    /// <summary>Replaces the expression of this array in place.</summary>
    internal void Replace(ArrayExpr expression) => Expression = expression;

    private ChunkedArray WholeAxis(int axis) => new(RechunkExpr.Create(Expression, Chunks.With(axis, [Shape[axis]])));
}
