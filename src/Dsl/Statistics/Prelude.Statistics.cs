using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Computes the covariance of two arrays over some dimensions, of the pairs without missing values.
    /// </summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second; labels along shared dimensions must be equal.</param>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="ddof">Delta degrees of freedom: the divisor is the number of pairs minus this.</param>
    public static DataArray Cov(DataArray a, DataArray b, string[]? dims = null, double ddof = 1) =>
        Pairwise(a, b, dims ?? [], ddof).Cov.Rename(DataArray.CommonName([a, b]));

    /// <summary>Computes the covariance over one dimension.</summary>
    public static DataArray Cov(DataArray a, DataArray b, string dim, double ddof = 1) => Cov(a, b, [dim], ddof);

    /// <summary>
    /// Computes Pearson's correlation of two arrays over some dimensions, of the pairs without missing values.
    /// </summary>
    public static DataArray Corr(DataArray a, DataArray b, params string[] dims)
    {
        var (cov, x, y, over) = Pairwise(a, b, dims, 0);
        return (cov / (x.Reduce("std", over) * y.Reduce("std", over))).Rename(DataArray.CommonName([a, b]));
    }

    private static (DataArray Cov, DataArray A, DataArray B, string[] Over) Pairwise(
        DataArray a,
        DataArray b,
        string[] dims,
        double ddof
    )
    {
        DataArray[] both = Broadcast([
            a.AsType(DType.Float64).Rename((string?)null),
            b.AsType(DType.Float64).Rename((string?)null),
        ]);
        string[] over = dims.Length == 0 ? [.. both[0].Dims] : dims;
        DataArray paired = both[0].NotNull() & both[1].NotNull(),
            x = both[0].Where(paired),
            y = both[1].Where(paired);
        DataArray product = (x - x.Reduce("mean", over)) * (y - y.Reduce("mean", over));
        DataArray pairs = paired.AsType(DType.Float64).Reduce("sum", over);
        // Too few pairs give a divisor of 0 or less: the result is missing.
        DataArray divisor = pairs - ddof;
        return (product.Reduce("sum", over) / divisor.Where(divisor > 0), x, y, over);
    }

    /// <summary>Evaluates a polynomial: NumPy's <c>polyval</c>.</summary>
    /// <param name="coefficients">The coefficients, that of the highest power first.</param>
    /// <param name="x">Where it is evaluated.</param>
    /// <returns>An array of the shape of <paramref name="x"/>.</returns>
    /// <exception cref="GchunkException">There are no coefficients.</exception>
    /// <example><code>
    /// Print(PolyVal([1, 2, 3], Arange(3)).Compute()); // x² + 2x + 3
    /// </code></example>
    public static ChunkedArray PolyVal(double[] coefficients, ChunkedArray x)
    {
        if (coefficients.Length == 0)
            throw new GchunkException("PolyVal needs a coefficient or more; got none");
        ChunkedArray value = ZerosLike(x).AsType(DType.Float64) + coefficients[0];
        for (int i = 1; i < coefficients.Length; i++)
            value = value * x + coefficients[i];
        return value;
    }

    /// <summary>Evaluates a polynomial.</summary>
    /// <param name="at">The points; times are taken as nanoseconds since 1970-01-01, as in <c>PolyFit</c>.</param>
    /// <param name="coefficients">The coefficients, along a dimension whose labels are the powers.</param>
    /// <param name="degreeDim">That dimension.</param>
    public static DataArray PolyVal(DataArray at, DataArray coefficients, string degreeDim = "degree")
    {
        if (coefficients.Coords.IndexOf(degreeDim) is not NumberIndex powers)
        {
            throw new GchunkException(
                $"PolyVal needs coefficients along '{degreeDim}' with the powers as labels; got ({coefficients.Sizes})"
            );
        }

        DataArray x = at.AsType(DType.Float64);
        if (at.Calendar is not null)
            x = x.With(v => v with { Calendar = null }) * 1000.0;
        int highest = (int)powers.Labels.ToArray().DefaultIfEmpty().Max();
        DataArray? sum = null;
        for (int p = highest; p >= 0; p--)
        {
            long position = powers.IndexOf(p);
            DataArray? term = position < 0 ? null : coefficients.Isel(degreeDim, position).DropCoordsIfAny(degreeDim);
            sum =
                sum is null ? x * 0.0 + term!
                : term is null ? sum * x
                : sum * x + term;
        }
        return sum!.Rename((string?)null);
    }
}
