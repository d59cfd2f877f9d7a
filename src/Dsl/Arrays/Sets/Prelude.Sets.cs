using Gchunk.Dsl.Arrays;
using Gchunk.Dsl.Arrays.Sets;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Returns the indices at which values would be inserted into a sorted vector: NumPy's <c>searchsorted</c>. NaN
    /// comes last.
    /// </summary>
    /// <param name="sorted">The vector in ascending order, which every task holds whole.</param>
    /// <param name="values">The values, of any shape.</param>
    /// <param name="side"><c>left</c>: before equal elements; <c>right</c>: after them.</param>
    /// <returns>Int64, in the shape of the values.</returns>
    /// <exception cref="GchunkException">The array is not a vector, or the side is unknown.</exception>
    public static ChunkedArray SearchSorted(ChunkedArray sorted, ChunkedArray values, string side = "left")
    {
        if (sorted.Rank != 1)
            throw new GchunkException($"SearchSorted needs a sorted vector; got an array of shape {sorted.Shape}");
        if (side is not ("left" or "right"))
            throw new GchunkException(Spelling.Unknown("side of SearchSorted", side, ["left", "right"]));
        if (sorted.DType.IsTime && sorted.DType == values.DType)
        {
            // Times are ordered by their nanoseconds, NaT last.
            var keys = new ChunkedArray(TimeOperations.Key(sorted.Expression));
            return SearchSorted(keys, new ChunkedArray(TimeOperations.Key(values.Expression)), side);
        }

        return Searched(new SearchSortedOp(side == "right"), values, sorted.Expression, DType.Int64);
    }

    /// <summary>Returns whether each element of an array is among others: NumPy's <c>isin</c>.</summary>
    /// <param name="x">The array.</param>
    /// <param name="elements">The others, of any shape, which every task holds whole.</param>
    /// <param name="invert">True for whether it is not.</param>
    /// <returns>Bools, in the shape of the array. NaN is never among others.</returns>
    public static ChunkedArray IsIn(ChunkedArray x, ChunkedArray elements, bool invert = false)
    {
        if (!x.DType.IsTime || x.DType != elements.DType)
            return Searched(new IsInOp(invert), x, elements.Flatten().Sort().Expression, DType.Bool);
        // NaT is never among others, as NaN is not.
        ChunkedArray found = IsIn(Counts(x), Counts(elements)) & !IsNaT(x);
        return invert ? !found : found;

        static ChunkedArray Counts(ChunkedArray times) => new(TimeOperations.Count(times.Expression));
    }

    /// <inheritdoc cref="IsIn(ChunkedArray, ChunkedArray, bool)"/>
    public static ChunkedArray IsIn(ChunkedArray x, double[] elements, bool invert = false) =>
        IsIn(x, FromArray(elements), invert);

    private static ChunkedArray Searched(Engine.Kernels.BlockOp op, ChunkedArray values, ArrayExpr sorted, DType result)
    {
        DType common = DTypes.Promote(values.DType, sorted.DType);
        return new ChunkedArray(
            new BlockOpExpr(
                op,
                [CastExpr.Create(values.Expression, common), CastExpr.Create(sorted, common)],
                [
                    [.. Enumerable.Range(0, values.Rank)],
                    [-1],
                ],
                result,
                values.Chunks
            )
        );
    }

    /// <summary>
    /// Returns the distinct values of an array in ascending order, with the index of the first occurrence of each, how
    /// often each occurs, and the array as indices of the values: NumPy's <c>unique</c> with all options.
    /// </summary>
    /// <remarks>
    /// The array is computed at once, block by block, because the number of its values is only known then. NaN comes
    /// last, once.
    /// </remarks>
    /// <param name="x">The elements, of any shape.</param>
    /// <example><code>
    /// UniqueValues found = UniqueAll(Arange(100) % 7);
    /// Print(found.Values, found.Index, found.Counts);
    /// </code></example>
    public static UniqueValues UniqueAll(ChunkedArray x)
    {
        if (x.DType.IsTime)
        {
            UniqueValues found = UniqueAll(new ChunkedArray(TimeOperations.Key(x.Expression)));
            return found with { Values = TimesOfKeys(found.Values, x.DType) };
        }

        // A user's function may give other values the second time.
        var same = new ChunkedArray(Compression.Fixed(x.Expression));
        var seen = new DistinctValues(same.DType, same.Shape);
        Computation.Store([same.Expression], [seen]);
        (NDArray values, NDArray counts, NDArray first) = seen.Result();
        return new UniqueValues(values, first, SearchSorted(values, same), counts);
    }

    /// <summary>
    /// Returns the distinct values of two arrays together in ascending order; they are computed at once.
    /// </summary>
    public static ChunkedArray Union1D(ChunkedArray a, ChunkedArray b) =>
        Distinct(Concatenate([a.Flatten(), b.Flatten()]));

    /// <summary>
    /// Returns the distinct values that are in both arrays in ascending order; they are computed at once.
    /// </summary>
    public static ChunkedArray Intersect1D(ChunkedArray a, ChunkedArray b)
    {
        DType common = DTypes.Promote(a.DType, b.DType);
        ChunkedArray own = Distinct(a.AsType(common));
        return own[IsIn(own, Distinct(b.AsType(common)))];
    }

    /// <summary>
    /// Returns the distinct values of an array that are not in another one, in ascending order; they are computed at
    /// once.
    /// </summary>
    public static ChunkedArray SetDiff1D(ChunkedArray a, ChunkedArray b)
    {
        ChunkedArray own = Distinct(a);
        return own[IsIn(own, Distinct(b), invert: true)];
    }

    /// <summary>
    /// Returns the distinct values that are in one of two arrays only, in ascending order; they are computed at once.
    /// </summary>
    public static ChunkedArray SetXor1D(ChunkedArray a, ChunkedArray b) =>
        Concatenate([SetDiff1D(a, b), SetDiff1D(b, a)]).Sort();

    private static ChunkedArray Distinct(ChunkedArray x)
    {
        (NDArray values, NDArray counts) = Unique(x);
        counts.Dispose();
        return FromArray(values, copy: false);
    }
}
