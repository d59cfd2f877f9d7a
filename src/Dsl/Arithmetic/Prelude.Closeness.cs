using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Compares elements with a tolerance, NumPy's <c>isclose</c>: true where |x - y| ≤ atol + rtol × |y|, or where both
    /// are the same infinity.
    /// </summary>
    /// <param name="x">The array to compare.</param>
    /// <param name="y">The array to compare it with; the relative tolerance is relative to it.</param>
    /// <param name="rtol">The relative tolerance.</param>
    /// <param name="atol">The absolute tolerance.</param>
    /// <param name="equalNaN">True if two NaN are close.</param>
    /// <exception cref="GchunkException">The shapes do not broadcast.</exception>
    public static ChunkedArray IsClose(
        ChunkedArray x,
        ChunkedArray y,
        double rtol = 1e-5,
        double atol = 1e-8,
        bool equalNaN = false
    )
    {
        // Differences of integers could wrap around.
        ChunkedArray a = x.DType.CanBeNaN ? x : x.AsType(DType.Float64),
            b = y.DType.CanBeNaN ? y : y.AsType(DType.Float64);
        ChunkedArray close = (((a - b).Abs() <= atol + rtol * b.Abs()) & IsFinite(b)) | Equal(a, b);
        return equalNaN ? close | (IsNaN(a) & IsNaN(b)) : close;
    }

    /// <summary>Tests if all elements are close, NumPy's <c>allclose</c>: a 0-d array of bool.</summary>
    /// <inheritdoc cref="IsClose"/>
    public static ChunkedArray AllClose(
        ChunkedArray x,
        ChunkedArray y,
        double rtol = 1e-5,
        double atol = 1e-8,
        bool equalNaN = false
    ) => IsClose(x, y, rtol, atol, equalNaN).All();
}
