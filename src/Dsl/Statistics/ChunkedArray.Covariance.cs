using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Computes the covariance of variables, which are the rows: NumPy's <c>cov</c>. NaN propagates.</summary>
    /// <remarks>Of complex numbers, the second variable of a product is conjugated.</remarks>
    /// <param name="rowVar">True if rows are variables and columns observations; false for the reverse.</param>
    /// <param name="ddof">
    /// Delta degrees of freedom: the divisor is the number of observations minus this; by default 1, or 0 with
    /// <paramref name="bias"/>.
    /// </param>
    /// <param name="y">More variables, with the same observations.</param>
    /// <param name="bias">True to divide by the number of observations, if <paramref name="ddof"/> is not given.</param>
    /// <param name="fweights">How often each observation occurs, integers.</param>
    /// <param name="aweights">The relative weight of each observation.</param>
    /// <returns>A matrix (variables, variables); for a vector, a 0-d array.</returns>
    /// <exception cref="GchunkException">
    /// There are more than two axes, weights or observations do not fit, or there are too few observations for
    /// <paramref name="ddof"/>.
    /// </exception>
    public ChunkedArray Cov(
        bool rowVar = true,
        double? ddof = null,
        ChunkedArray? y = null,
        bool bias = false,
        ChunkedArray? fweights = null,
        ChunkedArray? aweights = null
    )
    {
        ChunkedArray x = Variables(rowVar, "Cov");
        if (y is not null)
        {
            ChunkedArray more = y.Variables(rowVar, "Cov");
            if (more.Shape[1] != x.Shape[1])
            {
                throw new GchunkException(
                    $"Cov needs the same observations of all variables; got {x.Shape[1]} and {more.Shape[1]}"
                );
            }

            DType dtype = DTypes.Promote(x.DType, more.DType);
            x = Prelude.Concatenate([x.AsType(dtype), more.AsType(dtype)]);
        }

        double less = ddof ?? (bias ? 0 : 1);
        ChunkedArray cov;
        if (fweights is null && aweights is null)
        {
            if (x.Shape[1] <= less)
            {
                throw new GchunkException(
                    $"Cov of {x.Shape[1]} observations with ddof = {less} is undefined: it needs more observations (are rows and columns swapped? see rowVar)"
                );
            }

            ChunkedArray anomalies = x - x.Mean(1, keepDims: true);
            cov = anomalies.MatMul(anomalies.Adjoint()) / (x.Shape[1] - less);
        }
        else
        {
            cov = x.WeightedCov(less, fweights, aweights);
        }

        return x.Shape[0] == 1 && Rank == 1 && y is null ? cov[0, 0] : cov;
    }

    /// <summary>
    /// Computes the correlation coefficients of variables, which are the rows: NumPy's <c>corrcoef</c>, from -1 to 1;
    /// NaN for a constant variable.
    /// </summary>
    /// <param name="rowVar">True if rows are variables and columns observations; false for the reverse.</param>
    /// <param name="y">More variables, with the same observations.</param>
    /// <exception cref="GchunkException">There are more than two axes, or fewer than two observations.</exception>
    public ChunkedArray Corr(bool rowVar = true, ChunkedArray? y = null)
    {
        ChunkedArray cov = Cov(rowVar, y: y);
        if (cov.Rank == 0)
            return cov / cov;
        ChunkedArray deviation = Prelude.Diag(cov).Real().Sqrt(),
            corr = cov / deviation.Reshape((cov.Shape[0], 1)) / deviation;
        return corr.DType.IsComplex
            ? Prelude.JoinParts(corr.Real().Clip(-1L, 1L), corr.Imag().Clip(-1L, 1L))
            : corr.Clip(-1L, 1L);
    }

    private ChunkedArray Variables(bool rowVar, string function)
    {
        if (Rank is not (1 or 2))
        {
            throw new GchunkException(
                $"{function} needs an array of one or two axes, variables × observations; the array has shape {Shape}"
            );
        }

        ChunkedArray x = DType.IsComplex ? this : AsType(DType.Float64);
        return Rank == 1 ? x.Reshape((1, Size))
            : rowVar ? x
            : x.T;
    }

    private ChunkedArray WeightedCov(double ddof, ChunkedArray? fweights, ChunkedArray? aweights)
    {
        foreach (ChunkedArray? given in (ChunkedArray?[])[fweights, aweights])
        {
            if (given is not null && given.Shape != new Shape(Shape[1]))
            {
                throw new GchunkException(
                    $"Cov needs a weight for each of {Shape[1]} observations; got weights of shape {given.Shape}"
                );
            }
        }

        if (fweights is { DType.IsFloat: true })
        {
            throw new GchunkException(
                $"fweights are how often each observation occurs, integers; got {fweights.DType.Name}: give them as aweights"
            );
        }

        ChunkedArray weights = ((fweights ?? 1L) * (aweights ?? 1.0)).BroadcastTo(new Shape(Shape[1])),
            sum = weights.Sum();
        ChunkedArray anomalies = this - (this * weights).Sum(1, keepDims: true) / sum;
        ChunkedArray divisor =
            ddof == 0 ? sum
            : aweights is null ? sum - ddof
            : sum - ddof * (weights * aweights).Sum() / sum;
        return (anomalies * weights).MatMul(anomalies.Adjoint()) / divisor;
    }
}
