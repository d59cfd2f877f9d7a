namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Running sums; see <see cref="DataArray.CumSum"/>.</summary>
    public Dataset CumSum(string dim, bool skipNaN = true) => Over([dim], v => v.CumSum(dim, skipNaN));

    /// <summary>Running products; see <see cref="DataArray.CumProd"/>.</summary>
    public Dataset CumProd(string dim, bool skipNaN = true) => Over([dim], v => v.CumProd(dim, skipNaN));

    /// <summary>Differences of neighbours; see <see cref="DataArray.Diff"/>.</summary>
    public Dataset Diff(string dim, int n = 1, string label = "upper") => Over([dim], v => v.Diff(dim, n, label));

    /// <summary>The values moved along a dimension; see <see cref="DataArray.Shift"/>.</summary>
    public Dataset Shift(string dim, int count, double fillValue = double.NaN) =>
        Over([dim], v => v.Shift(dim, count, fillValue));

    /// <summary>The values moved round along a dimension; see <see cref="DataArray.Roll"/>.</summary>
    public Dataset Roll(string dim, int count, bool rollCoords = false) =>
        Over([dim], v => v.Roll(dim, count, rollCoords));

    /// <summary>Derivatives; see <see cref="DataArray.Differentiate"/>.</summary>
    public Dataset Differentiate(string dim, int edgeOrder = 1, string datetimeUnit = "s") =>
        Over([dim], v => v.Differentiate(dim, edgeOrder, datetimeUnit));

    /// <summary>Integrals; see <see cref="DataArray.Integrate"/>.</summary>
    public Dataset Integrate(string dim, string datetimeUnit = "s") => Over([dim], v => v.Integrate(dim, datetimeUnit));

    /// <summary>Running integrals; see <see cref="DataArray.CumulativeIntegrate"/>.</summary>
    public Dataset CumulativeIntegrate(string dim, string datetimeUnit = "s") =>
        Over([dim], v => v.CumulativeIntegrate(dim, datetimeUnit));

    /// <summary>
    /// Polynomials along a dimension: for each variable <c>…_polyfit_coefficients</c>; see
    /// <see cref="DataArray.PolyFit"/>.
    /// </summary>
    public Dataset PolyFit(string dim, int degree, bool skipNaN = true)
    {
        Sizes.Require(dim);
        return new Dataset([
            .. Variables
                .Where(v => v.Dims.Contains(dim))
                .Select(v =>
                    v.PolyFit(dim, degree, skipNaN)["polyfit_coefficients"].Rename(v.Name + "_polyfit_coefficients")
                ),
        ]);
    }
}
