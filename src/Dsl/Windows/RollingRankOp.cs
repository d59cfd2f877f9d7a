using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// The rank of the last element of each rolling window along an axis, skipping NaN: pandas' <c>rolling.rank</c>.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Before">The number of elements before each one that belong to its window.</param>
/// <param name="After">The number of elements after it.</param>
/// <param name="Least">The number of elements that must not be missing.</param>
/// <param name="IsShare">True to divide ranks by the number of elements.</param>
/// <param name="Starts">The index at which each block of the input begins, margins included.</param>
/// <param name="Length">The length of the axis.</param>
internal sealed record RollingRankOp(
    int Axis,
    long Before,
    long After,
    long Least,
    bool IsShare,
    long[] Starts,
    long Length
) : RollingOrderOp(Axis, Before, After, Least, Starts, Length)
{
    public override string Name => "dsl.rolling-rank";

    protected override int Each => 1;

    /// <summary>Makes the lazy array, of float64.</summary>
    public static ArrayExpr Create(ArrayExpr input, int axis, long before, long after, long least, bool isShare)
    {
        ChunkGrid grid = input.Chunks;
        long length = input.Shape[axis];
        (input, long[] starts) = WindowMargins.Of(CastExpr.Create(input, DType.Float64), axis, before, after);
        return new BlockOpExpr(
            new RollingRankOp(axis, before, after, least, isShare, starts, length),
            [input],
            [
                [.. Enumerable.Range(0, input.Rank)],
            ],
            DType.Float64,
            grid
        );
    }

    protected override IRollingOrder Slider(long start, long origin, int count) =>
        new WindowRanks(this, start, origin, count);

    protected override long SliderBytes(long window, long count) => WindowRanks.ScratchBytes(window, count);
}
