using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>The functions that make masked arrays, named as in NumPy's and Dask's <c>ma</c>.</summary>
public static class Ma
{
    /// <summary>Makes an array from values and a mask.</summary>
    /// <param name="data">The values.</param>
    /// <param name="mask">True where an element is masked; by default nowhere.</param>
    /// <param name="fillValue">The value that masked elements are filled with; null for the dtype's default.</param>
    /// <exception cref="GchunkException">The mask is not bool, or its shape does not fit.</exception>
    public static MaskedArray MaskedArray(ChunkedArray data, ChunkedArray? mask = null, double? fillValue = null) =>
        new(data, mask ?? false, fillValue);

    /// <summary>Masks elements where a condition is true, besides those that are masked already.</summary>
    /// <exception cref="GchunkException">The condition is not bool, or its shape does not fit.</exception>
    public static MaskedArray MaskedWhere(ChunkedArray condition, MaskedArray x)
    {
        var added = new MaskedArray(x.Values, condition);
        return new MaskedArray(x.Values, x.Mask | added.Mask, x.FillValue);
    }

    /// <summary>Masks elements that equal a value, which becomes the fill value.</summary>
    public static MaskedArray MaskedEqual(MaskedArray x, double value) =>
        MaskedWhere(Prelude.Equal(x.Values, value), x).WithFillValue(value);

    /// <summary>Masks elements that differ from a value.</summary>
    public static MaskedArray MaskedNotEqual(MaskedArray x, ChunkedArray value) =>
        MaskedWhere(Prelude.NotEqual(x.Values, value), x);

    /// <summary>Masks elements greater than a value.</summary>
    public static MaskedArray MaskedGreater(MaskedArray x, ChunkedArray value) => MaskedWhere(x.Values > value, x);

    /// <summary>Masks elements of at least a value.</summary>
    public static MaskedArray MaskedGreaterEqual(MaskedArray x, ChunkedArray value) =>
        MaskedWhere(x.Values >= value, x);

    /// <summary>Masks elements less than a value.</summary>
    public static MaskedArray MaskedLess(MaskedArray x, ChunkedArray value) => MaskedWhere(x.Values < value, x);

    /// <summary>Masks elements of at most a value.</summary>
    public static MaskedArray MaskedLessEqual(MaskedArray x, ChunkedArray value) => MaskedWhere(x.Values <= value, x);

    /// <summary>Masks elements from one value to another, both included, in either order.</summary>
    public static MaskedArray MaskedInside(MaskedArray x, double v1, double v2) =>
        MaskedWhere((x.Values >= Math.Min(v1, v2)) & (x.Values <= Math.Max(v1, v2)), x);

    /// <summary>Masks elements below the lesser or above the greater of two values.</summary>
    public static MaskedArray MaskedOutside(MaskedArray x, double v1, double v2) =>
        MaskedWhere((x.Values < Math.Min(v1, v2)) | (x.Values > Math.Max(v1, v2)), x);

    /// <summary>Masks elements that are NaN or infinite.</summary>
    public static MaskedArray MaskedInvalid(MaskedArray x) => MaskedWhere(!Prelude.IsFinite(x.Values), x);

    /// <summary>
    /// Masks elements that are close to a value, or for integers equal to it; the value becomes the fill value.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="value">The value.</param>
    /// <param name="rtol">The relative tolerance.</param>
    /// <param name="atol">The absolute tolerance.</param>
    public static MaskedArray MaskedValues(MaskedArray x, double value, double rtol = 1e-5, double atol = 1e-8) =>
        x.DType.IsFloat
            ? MaskedWhere(Prelude.IsClose(x.Values, value, rtol, atol), x).WithFillValue(value)
            : MaskedEqual(x, value);

    /// <summary>Masks elements that are NaN or infinite, and replaces their values by the fill value.</summary>
    /// <param name="x">The array.</param>
    /// <param name="fillValue">The fill value; by default that of the array.</param>
    public static MaskedArray FixInvalid(MaskedArray x, double? fillValue = null)
    {
        ChunkedArray invalid = !Prelude.IsFinite(x.Values);
        ChunkedArray values = Prelude.Where(
            invalid,
            Prelude.Full(Shape.Scalar, fillValue ?? x.FillValue, dtype: x.DType),
            x.Values
        );
        return new MaskedArray(values, x.Mask | invalid, fillValue ?? x.FillValue);
    }

    /// <summary>Returns the values, also those of masked elements.</summary>
    public static ChunkedArray GetData(MaskedArray x) => x.Values;

    /// <summary>Returns the mask.</summary>
    public static ChunkedArray GetMaskArray(MaskedArray x) => x.Mask;

    /// <summary>Replaces masked elements by a value, by default the fill value.</summary>
    public static ChunkedArray Filled(MaskedArray x, double? fillValue = null) => x.Filled(fillValue);

    /// <summary>Returns the array with another fill value.</summary>
    public static MaskedArray SetFillValue(MaskedArray x, double fillValue) => x.WithFillValue(fillValue);

    /// <summary>Counts the elements that are not masked.</summary>
    public static ChunkedArray Count(MaskedArray x, Axes axis = default, bool keepDims = false) =>
        (!x.Mask).Sum(axis, keepDims);

    /// <inheritdoc cref="Dsl.MaskedArray.Average"/>
    public static MaskedArray Average(
        MaskedArray x,
        ChunkedArray? weights = null,
        Axes axis = default,
        bool keepDims = false
    ) => x.Average(weights, axis, keepDims);

    /// <summary>
    /// Returns, for each axis, the indices of the elements that are neither 0 nor masked; a pass counts them at once.
    /// </summary>
    public static ChunkedArray[] NonZero(MaskedArray x) => x.Filled(0).NonZero();

    /// <summary>Makes an array of zeros with the mask and dtype of another.</summary>
    public static MaskedArray ZerosLike(MaskedArray x) => Like(x, 0);

    /// <summary>Makes an array of ones with the mask and dtype of another.</summary>
    public static MaskedArray OnesLike(MaskedArray x) => Like(x, 1);

    /// <summary>Makes an array with the mask and dtype of another, whose values have no meaning (0).</summary>
    public static MaskedArray EmptyLike(MaskedArray x) => Like(x, 0);

    /// <summary>Concatenates arrays along an axis, with their masks.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ along other axes.</exception>
    public static MaskedArray Concatenate(IReadOnlyList<MaskedArray> arrays, int axis = 0) =>
        new(
            Prelude.Concatenate([.. arrays.Select(a => a.Values)], axis),
            Prelude.Concatenate([.. arrays.Select(a => a.Mask)], axis)
        );

    /// <summary>Stacks arrays along a new axis, with their masks.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ.</exception>
    public static MaskedArray Stack(IReadOnlyList<MaskedArray> arrays, int axis = 0) =>
        new(
            Prelude.Stack([.. arrays.Select(a => a.Values)], axis),
            Prelude.Stack([.. arrays.Select(a => a.Mask)], axis)
        );

    private static MaskedArray Like(MaskedArray x, double value)
    {
        Engine.Expressions.ArrayExpr values = new Engine.Expressions.FullExpr(value, x.DType, x.Chunks);
        return new MaskedArray(new ChunkedArray(values), x.Mask, x.FillValue);
    }
}
