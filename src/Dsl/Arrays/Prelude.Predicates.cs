using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Returns where values are missing: NaN, NaT, or a complex number with a NaN; false for other dtypes.
    /// </summary>
    /// <example><code>
    /// var x = FromArray(NDArray.From(new[] { 1, double.NaN, 0, 4 }));
    /// Print(IsNull(x).Compute());
    /// Print(CountNonZero(x).Compute());
    /// </code></example>
    public static ChunkedArray IsNull(ChunkedArray x) =>
        x.DType switch
        {
            DType.DateTime64 or DType.TimeDelta64 => IsNaT(x),
            _ => IsNaN(x),
        };

    /// <summary>Returns where values are not missing; see <see cref="IsNull"/>.</summary>
    public static ChunkedArray NotNull(ChunkedArray x) => LogicalNot(IsNull(x));

    /// <summary>Returns where the imaginary part is not 0; false for every real number.</summary>
    public static ChunkedArray IsComplex(ChunkedArray x) => NotEqual(Imag(x), 0);

    /// <summary>Returns where the imaginary part is 0; true for every real number.</summary>
    public static ChunkedArray IsReal(ChunkedArray x) => Equal(Imag(x), 0);

    /// <summary>Counts the elements that are not 0, along axes or in all; NaN is not 0.</summary>
    /// <param name="x">The array.</param>
    /// <param name="axis">The axes; by default all.</param>
    /// <param name="keepDims">Whether reduced axes stay, with length 1.</param>
    /// <exception cref="Engine.GchunkException">An axis is out of range.</exception>
    public static ChunkedArray CountNonZero(ChunkedArray x, Axes axis = default, bool keepDims = false) =>
        (x.DType == DType.Bool ? x : NotEqual(x, 0)).Sum(axis, keepDims);
}
