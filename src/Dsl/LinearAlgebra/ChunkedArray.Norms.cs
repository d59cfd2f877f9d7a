using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>A norm: NumPy's <c>linalg.norm</c>.</summary>
    /// <param name="ord">
    /// Of a vector: 2 (also where none is given), 1, infinity for the greatest size, minus infinity for the least, 0
    /// for the number of elements that are not 0, or any p for (Σ|x|^p)^(1/p). Of a matrix: 1 for the greatest sum of a
    /// column's sizes, infinity for that of a row, minus either for the least, 2 or -2 for the greatest or least
    /// singular value; none for the square root of the sum of squares (Frobenius), which is also that of an array of
    /// any axes.
    /// </param>
    /// <param name="axis">The axis along which vectors lie; null for the whole array.</param>
    /// <param name="keepDims">Whether the axes stay with length 1.</param>
    /// <exception cref="GchunkException">
    /// An array of more than two axes is given an order and no axis, or the order is none for matrices.
    /// </exception>
    public ChunkedArray Norm(double? ord = null, int? axis = null, bool keepDims = false)
    {
        ChunkedArray x = DType.IsFloat ? this : AsType(DType.Float64);
        if (ord is null || axis is null && Rank == 1 && ord == 2)
            return (x * x).Sum(axis is { } a ? a : default(Axes), keepDims).Sqrt();
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
                $"{ord} is no order of a matrix norm; use 1, -1, 2, -2, infinity or minus infinity, or none for Frobenius's"
            ),
        };
        return keepDims && norm.Rank == 0 ? norm.Reshape((1, 1)) : norm;
    }

    /// <summary>A norm of a matrix by its name in NumPy's <c>linalg.norm</c>.</summary>
    /// <param name="ord">
    /// <c>"fro"</c> for the square root of the sum of squares (Frobenius), <c>"nuc"</c> for the sum of the singular
    /// values (nuclear).
    /// </param>
    /// <param name="keepDims">Whether the axes stay with length 1.</param>
    /// <exception cref="GchunkException">The array is no matrix, or there is no norm of that name.</exception>
    public ChunkedArray Norm(string ord, bool keepDims = false)
    {
        if (Rank != 2)
            throw new GchunkException($"the norm '{ord}' is one of matrices; the array has shape {Shape}");
        if (ord == "fro")
            return Norm(keepDims: keepDims);
        if (ord != "nuc")
            throw new GchunkException(Spelling.Unknown("matrix norm", ord, ["fro", "nuc"]));
        ChunkedArray norm = (DType.IsFloat ? this : AsType(DType.Float64)).Svd().S.Sum();
        return keepDims ? norm.Reshape((1, 1)) : norm;
    }

    private ChunkedArray VectorNorm(double ord, int axis, bool keepDims) =>
        ord switch
        {
            double.PositiveInfinity => Abs().Max(axis, keepDims),
            double.NegativeInfinity => Abs().Min(axis, keepDims),
            0 => Prelude.NotEqual(this, 0L).Sum(axis, keepDims).AsType(DType),
            1 => Abs().Sum(axis, keepDims),
            2 => (this * this).Sum(axis, keepDims).Sqrt(),
            _ => Prelude.Pow(Prelude.Pow(Abs(), ord).Sum(axis, keepDims), 1 / ord),
        };

    /// <summary>The covariance of variables, which are the rows: NumPy's <c>cov</c>. NaN spreads.</summary>
    /// <param name="rowVar">Whether rows are variables and columns observations; the other way round where not.</param>
    /// <param name="ddof">Delta degrees of freedom: the divisor is the number of observations less this.</param>
    /// <returns>(variables, variables); of a vector, one number.</returns>
    /// <exception cref="GchunkException">
    /// There are more than two axes, or not more observations than <paramref name="ddof"/>.
    /// </exception>
    public ChunkedArray Cov(bool rowVar = true, double ddof = 1)
    {
        if (Rank is not (1 or 2))
        {
            throw new GchunkException(
                $"Cov needs an array of one or two axes, variables × observations; the array has shape {Shape}"
            );
        }

        ChunkedArray x = DType.IsFloat ? this : AsType(DType.Float64);
        if (Rank == 1)
            x = x.Reshape((1, Size));
        else if (!rowVar)
            x = x.T;
        if (x.Shape[1] <= ddof)
        {
            throw new GchunkException(
                $"Cov of {x.Shape[1]} observations with ddof = {ddof} is not defined: there must be more observations than that (are variables and observations the right way round? see rowVar)"
            );
        }

        ChunkedArray anomalies = x - x.Mean(1, keepDims: true),
            cov = anomalies.MatMul(anomalies.T) / (x.Shape[1] - ddof);
        return Rank == 1 ? cov[0, 0] : cov;
    }

    /// <summary>
    /// The correlation coefficients of variables, which are the rows: NumPy's <c>corrcoef</c>, from -1 to 1; NaN where
    /// a variable does not vary.
    /// </summary>
    /// <param name="rowVar">Whether rows are variables and columns observations; the other way round where not.</param>
    /// <exception cref="GchunkException">There are more than two axes, or less than two observations.</exception>
    public ChunkedArray Corr(bool rowVar = true)
    {
        ChunkedArray cov = Cov(rowVar);
        if (cov.Rank == 0)
            return cov / cov;
        ChunkedArray deviation = Prelude.Diag(cov).Sqrt();
        return (cov / deviation.Reshape((cov.Shape[0], 1)) / deviation).Clip(-1L, 1L);
    }
}
