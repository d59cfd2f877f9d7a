using Gchunk.Dsl.Texts;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class TextArray
{
    /// <summary>Sorts the texts along an axis by code point. Each task holds the whole axis.</summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public TextArray Sort(int axis = -1) => new(Ordered(axis, indices: false));

    /// <summary>
    /// Returns the positions that sort the texts along an axis, as int64. The sort is stable.
    /// </summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray ArgSort(int axis = -1) => Ordered(axis, indices: true).Squeeze(Rank);

    /// <summary>Finds the distinct texts, in order, and how often each occurs; this computes the texts at once.</summary>
    public (TextArray Values, NDArray Counts) Unique()
    {
        var seen = new DistinctTexts();
        Computation.Store([Codes.Expression], [seen]);
        (string[] texts, long[] counts) = seen.Result();
        return (Of(texts, texts.Length, null), NDArray.From(counts));
    }

    private ChunkedArray Ordered(int axis, bool indices)
    {
        int along = Shape.NormalizeAxis(axis);
        ArrayExpr whole = AxisChunks.Whole(Codes.Expression, along);
        return new ChunkedArray(
            new BlockOpExpr(
                new TextSortOp(along, indices),
                [whole],
                [
                    [.. Enumerable.Range(0, Rank), -1],
                ],
                indices ? DType.Int64 : DType.Int32,
                whole.Chunks.With(Rank, [indices ? 1 : Width])
            )
        );
    }
}
