using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Computes a norm: NumPy's <c>linalg.norm</c>.</summary>
    /// <param name="ord">
    /// For a vector: 2 (the default), 1, infinity for the greatest absolute value, minus infinity for the least, 0 for
    /// the number of elements that are not 0, or any p for (Σ|x|^p)^(1/p). For a matrix: 1 for the greatest column sum
    /// of absolute values, infinity for that of rows, -1 or minus infinity for the least, 2 or -2 for the greatest or
    /// least singular value; null for the Frobenius norm (the square root of the sum of squares), which is defined for
    /// any number of axes.
    /// </param>
    /// <param name="axis">The axis of the vectors; null for the whole array.</param>
    /// <param name="keepDims">True to keep the axes with length 1.</param>
    /// <exception cref="GchunkException">
    /// An order without an axis is given for more than two axes, or the order is not defined for matrices.
    /// </exception>
    public ChunkedArray Norm(double? ord = null, int? axis = null, bool keepDims = false)
    {
        ChunkedArray x = DType.CanBeNaN ? this : AsType(DType.Float64);
        if (ord is null || axis is null && Rank == 1 && ord == 2)
            return x.Squares().Sum(axis is { } a ? a : default(Axes), keepDims).Sqrt();
        if (axis is { } along)
            return x.VectorNorm(ord.Value, along, keepDims);
        if (Rank == 1)
            return x.VectorNorm(ord.Value, 0, keepDims);
        if (Rank != 2)
        {
            throw new GchunkException(
                $"Norm with an order needs a vector or a matrix, or an axis; the array has shape {Shape}"
            );
        }

        ChunkedArray norm = ord.Value switch
        {
            1 => x.Abs().Sum(0, keepDims).Max(default, keepDims),
            -1 => x.Abs().Sum(0, keepDims).Min(default, keepDims),
            double.PositiveInfinity => x.Abs().Sum(1, keepDims).Max(default, keepDims),
            double.NegativeInfinity => x.Abs().Sum(1, keepDims).Min(default, keepDims),
            2 => x.Svd().S.Max(),
            -2 => x.Svd().S.Min(),
            _ => throw new GchunkException(
                $"{ord} is not an order of a matrix norm; use 1, -1, 2, -2, infinity or minus infinity, or none for the Frobenius norm"
            ),
        };
        return keepDims && norm.Rank == 0 ? norm.Reshape((1, 1)) : norm;
    }

    /// <summary>Computes a norm of the matrices along two axes.</summary>
    /// <param name="ord">
    /// 1, -1, infinity, minus infinity, or null for the Frobenius norm; 2 and -2 if there are no other axes.
    /// </param>
    /// <param name="axis">The axes of rows and columns.</param>
    /// <param name="keepDims">True to keep the axes with length 1.</param>
    /// <exception cref="GchunkException">
    /// The axes are the same or out of range, or the order is not defined for matrices.
    /// </exception>
    public ChunkedArray Norm(double? ord, (int Row, int Column) axis, bool keepDims = false)
    {
        (int row, int column) = (Shape.NormalizeAxis(axis.Row), Shape.NormalizeAxis(axis.Column));
        if (row == column)
            throw new GchunkException($"Norm needs two different axes; got {axis.Row} and {axis.Column}");
        ChunkedArray x = DType.CanBeNaN ? this : AsType(DType.Float64);
        if (ord is null)
            return x.Squares().Sum((row, column), keepDims).Sqrt();
        if (Rank == 2)
            return (row < column ? x : x.T).Norm(ord, keepDims: keepDims);
        (int summed, int left) = ord is 1 or -1 ? (row, column) : (column, row);
        ChunkedArray sums = x.Abs().Sum(summed, keepDims: true);
        ChunkedArray norm = ord.Value switch
        {
            1 or double.PositiveInfinity => sums.Max(left, keepDims: true),
            -1 or double.NegativeInfinity => sums.Min(left, keepDims: true),
            _ => throw new GchunkException(
                $"{ord} is not an order of the norm of several matrices; use 1, -1, infinity or minus infinity, or none for the Frobenius norm"
            ),
        };
        return keepDims ? norm : norm.Squeeze((row, column));
    }

    /// <summary>Computes a norm of a matrix, given by its name in NumPy's <c>linalg.norm</c>.</summary>
    /// <param name="ord">
    /// <c>"fro"</c> for the Frobenius norm (the square root of the sum of squares), <c>"nuc"</c> for the nuclear norm
    /// (the sum of the singular values).
    /// </param>
    /// <param name="keepDims">True to keep the axes with length 1.</param>
    /// <exception cref="GchunkException">The array is not a matrix, or the name is unknown.</exception>
    public ChunkedArray Norm(string ord, bool keepDims = false)
    {
        if (ord is null)
            return Norm(keepDims: keepDims);
        if (Rank != 2)
            throw new GchunkException($"the norm '{ord}' is defined for matrices; the array has shape {Shape}");
        if (ord == "fro")
            return Norm(keepDims: keepDims);
        if (ord != "nuc")
            throw new GchunkException(Spelling.Unknown("matrix norm", ord, ["fro", "nuc"]));
        ChunkedArray norm = (DType.CanBeNaN ? this : AsType(DType.Float64)).Svd().S.Sum();
        return keepDims ? norm.Reshape((1, 1)) : norm;
    }

    // The squared absolute values.
    private ChunkedArray Squares() =>
        DType.IsComplex ? this.Real() * this.Real() + this.Imag() * this.Imag() : this * this;

    private ChunkedArray VectorNorm(double ord, int axis, bool keepDims) =>
        ord switch
        {
            double.PositiveInfinity => Abs().Max(axis, keepDims),
            double.NegativeInfinity => Abs().Min(axis, keepDims),
            0 => Prelude.NotEqual(this, 0L).Sum(axis, keepDims).AsType(DTypes.PartOf(DType)),
            1 => Abs().Sum(axis, keepDims),
            2 => Squares().Sum(axis, keepDims).Sqrt(),
            _ => Prelude.Pow(Prelude.Pow(Abs(), ord).Sum(axis, keepDims), 1 / ord),
        };
}
