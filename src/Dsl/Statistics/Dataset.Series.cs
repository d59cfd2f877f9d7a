namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Computes cumulative sums; see <see cref="DataArray.CumSum"/>.</summary>
    public Dataset CumSum(string dim, bool skipNaN = true) => Over([dim], v => v.CumSum(dim, skipNaN));

    /// <summary>Computes cumulative products; see <see cref="DataArray.CumProd"/>.</summary>
    public Dataset CumProd(string dim, bool skipNaN = true) => Over([dim], v => v.CumProd(dim, skipNaN));

    /// <summary>Computes differences of successive values; see <see cref="DataArray.Diff"/>.</summary>
    public Dataset Diff(string dim, int n = 1, string label = "upper") => Over([dim], v => v.Diff(dim, n, label));

    /// <summary>Shifts the values along a dimension; see <see cref="DataArray.Shift"/>.</summary>
    public Dataset Shift(string dim, int count, double fillValue = double.NaN) =>
        Over([dim], v => v.Shift(dim, count, fillValue));

    /// <summary>Rolls the values along a dimension; see <see cref="DataArray.Roll"/>.</summary>
    public Dataset Roll(string dim, int count, bool rollCoords = false) =>
        Over([dim], v => v.Roll(dim, count, rollCoords));

    /// <summary>Computes derivatives; see <see cref="DataArray.Differentiate"/>.</summary>
    public Dataset Differentiate(string dim, int edgeOrder = 1, string datetimeUnit = "s") =>
        NumbersAlong([dim]).Over([dim], v => v.Differentiate(dim, edgeOrder, datetimeUnit));

    /// <summary>Computes integrals; see <see cref="DataArray.Integrate"/>.</summary>
    public Dataset Integrate(string dim, string datetimeUnit = "s") =>
        NumbersAlong([dim]).Over([dim], v => v.Integrate(dim, datetimeUnit));

    /// <summary>Computes cumulative integrals; see <see cref="DataArray.CumulativeIntegrate"/>.</summary>
    public Dataset CumulativeIntegrate(string dim, string datetimeUnit = "s") =>
        NumbersAlong([dim]).Over([dim], v => v.CumulativeIntegrate(dim, datetimeUnit));

    /// <summary>
    /// Fits polynomials along a dimension: <c>…_polyfit_coefficients</c> for each variable; see <see
    /// cref="DataArray.PolyFit"/>.
    /// </summary>
    public Dataset PolyFit(string dim, int degree, bool skipNaN = true)
    {
        Sizes.Require(dim);
        return new Dataset([
            .. NumbersAlong([dim])
                .Variables.Where(v => v.Dims.Contains(dim))
                .Select(v =>
                    v.PolyFit(dim, degree, skipNaN)["polyfit_coefficients"].Rename(v.Name + "_polyfit_coefficients")
                ),
        ]);
    }
}
