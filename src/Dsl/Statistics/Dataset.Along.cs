using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

// What arrays do along their dimensions, for every variable that has them; the others stay as they are.
public sealed partial class Dataset
{
    /// <summary>The medians over some dimensions; see <see cref="DataArray.Median(string[])"/>.</summary>
    public Dataset Median(params string[] dims) =>
        NumbersAlong(dims.Length == 0 ? Dims : dims, "median")
            .Over(dims, v => v.Median([.. dims.Where(v.Dims.Contains)]), keepAttrs: false);

    /// <summary>A quantile over some dimensions; see <see cref="DataArray.Quantile(double, string[])"/>.</summary>
    public Dataset Quantile(double q, params string[] dims) =>
        NumbersAlong(dims.Length == 0 ? Dims : dims, "quantile")
            .Over(dims, v => v.Quantile(q, [.. dims.Where(v.Dims.Contains)]), keepAttrs: false);

    /// <summary>Several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    public Dataset Quantile(double[] q, params string[] dims) =>
        NumbersAlong(dims.Length == 0 ? Dims : dims, "quantile")
            .Over(dims, v => v.Quantile(q, [.. dims.Where(v.Dims.Contains)]), keepAttrs: false);

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

    /// <summary>Ranks along a dimension; see <see cref="DataArray.Rank"/>.</summary>
    public Dataset Rank(string dim, bool pct = false) => Over([dim], v => v.Rank(dim, pct));

    /// <summary>The labels of the least values; see <see cref="DataArray.IdxMin"/>.</summary>
    public Dataset IdxMin(string dim, bool skipNaN = true) => Over([dim], v => v.IdxMin(dim, skipNaN));

    /// <summary>The labels of the greatest values; see <see cref="DataArray.IdxMax"/>.</summary>
    public Dataset IdxMax(string dim, bool skipNaN = true) => Over([dim], v => v.IdxMax(dim, skipNaN));

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
        _ = Sizes[dim];
        return new Dataset([
            .. Variables
                .Where(v => v.Dims.Contains(dim))
                .Select(v =>
                    v.PolyFit(dim, degree, skipNaN)["polyfit_coefficients"].Rename(v.Name + "_polyfit_coefficients")
                ),
        ]);
    }

    /// <summary>The data set with weights, to be reduced; see <see cref="DataArray.Weighted(DataArray)"/>.</summary>
    public WeightedDataset Weighted(DataArray weights) => new(this, weights);

    /// <summary>Missing values replaced by a number; see <see cref="DataArray.FillNa"/>.</summary>
    public Dataset FillNa(DataArray value) => Over([], v => v.FillNa(value));

    /// <summary>Missing values replaced by those of another data set with the same variables.</summary>
    public Dataset FillNa(Dataset other) => Over([], v => other.Contains(v.Name!) ? v.FillNa(other[v.Name!]) : v);

    /// <summary>Missing values replaced by the last one before them; see <see cref="DataArray.FFill"/>.</summary>
    public Dataset FFill(string dim, int? limit = null) => Over([dim], v => v.FFill(dim, limit));

    /// <summary>Missing values replaced by the first one after them; see <see cref="DataArray.BFill"/>.</summary>
    public Dataset BFill(string dim, int? limit = null) => Over([dim], v => v.BFill(dim, limit));

    /// <summary>
    /// Missing values replaced by what lies between their neighbours; see <see cref="DataArray.InterpolateNa"/>.
    /// </summary>
    public Dataset InterpolateNa(
        string dim,
        string method = "linear",
        int? limit = null,
        bool useCoordinate = true,
        double? maxGap = null,
        bool extrapolate = false
    ) => Over([dim], v => v.InterpolateNa(dim, method, limit, useCoordinate, maxGap, extrapolate));

    /// <summary>
    /// The labels of a dimension where no value of any variable, or not all of all, are missing; the data are read
    /// once.
    /// </summary>
    public Dataset DropNa(string dim, string how = "any")
    {
        long length = Sizes[dim];
        if (how is not ("any" or "all"))
            throw new Engine.GchunkException($"DropNa takes how: \"any\" or \"all\"; got \"{how}\"");
        DataArray[] along =
        [
            .. Variables.Where(v => v.Dims.Contains(dim) && (v.DType.IsFloat || v.Calendar is not null || v.IsText)),
        ];
        if (along.Length == 0)
            return this;
        NDArray[] counts = Engine.Execution.Computation.Compute([
            .. along.Select(v =>
                (
                    v.Dims.Count == 1 ? v.NotNull().AsType(DType.Int64)
                    : v.DType.IsFloat ? v.DropAllCoords().Reduce("count", [.. v.Dims.Where(d => d != dim)])
                    : v.DropAllCoords().NotNull().AsType(DType.Int64).Reduce("sum", [.. v.Dims.Where(d => d != dim)])
                ).Expression
            ),
        ]);
        bool[] kept =
        [
            .. Enumerable
                .Range(0, (int)length)
                .Select(i =>
                    how == "any"
                        ? along.Select((v, k) => counts[k].Get<long>(i) == v.Shape.Size / length).All(x => x)
                        : along.Select((_, k) => counts[k].Get<long>(i) > 0).Any(x => x)
                ),
        ];
        foreach (NDArray count in counts)
            count.Dispose();
        return Isel(dim, kept);
    }

    /// <summary>Whether each value is missing.</summary>
    public Dataset IsNull() => Map(v => v.IsNull());

    /// <summary>Whether each value is there.</summary>
    public Dataset NotNull() => Map(v => v.NotNull());

    /// <summary>The values converted to another dtype.</summary>
    public Dataset AsType(DType dtype) =>
        MapVariables(
            (_, v) =>
                v.Calendar is not null || v.Texts is not null
                    ? v
                    : v with
                    {
                        Expr = Engine.Expressions.CastExpr.Create(v.Expr, dtype),
                    },
            Coords,
            Attrs
        );

    /// <summary>The data set with a margin along some dimensions; see <see cref="DataArray.Pad"/>.</summary>
    public Dataset Pad(
        (string Dim, long Before, long After)[] widths,
        string mode = "constant",
        double value = double.NaN
    ) => Over([.. widths.Select(w => w.Dim)], v => v.Pad([.. widths.Where(w => v.Dims.Contains(w.Dim))], mode, value));

    /// <summary>
    /// A window that moves along a dimension, to be reduced; see
    /// <see cref="DataArray.Rolling(string, int, bool, int?)"/>.
    /// </summary>
    public RollingDataset Rolling(string dim, int window, bool center = false, int? minPeriods = null) =>
        new(this, [dim], v => v.Rolling(dim, window, center, minPeriods));

    /// <summary>
    /// A window that moves along several dimensions, to be reduced; a variable that has some of them is taken in
    /// windows along these.
    /// </summary>
    public RollingDataset Rolling((string Dim, int Window)[] windows, bool center = false, int? minPeriods = null) =>
        new(
            this,
            [.. windows.Select(w => w.Dim)],
            v => v.Rolling([.. windows.Where(w => v.Dims.Contains(w.Dim))], center, minPeriods)
        );

    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced; see
    /// <see cref="DataArray.Coarsen(ReadOnlySpan{ValueTuple{string, int}})"/>.
    /// </summary>
    public CoarsenedDataset Coarsen(params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        Coarsen("trim", "left", windows);

    /// <summary>
    /// Blocks of neighbours along some dimensions, to be reduced, with a choice for lengths that are no multiple; see
    /// <see cref="DataArray.Coarsen(string, string, ReadOnlySpan{ValueTuple{string, int}})"/>.
    /// </summary>
    public CoarsenedDataset Coarsen(string boundary, string side, params ReadOnlySpan<(string Dim, int Factor)> windows)
    {
        (string Dim, int Factor)[] all = windows.ToArray();
        return new(
            this,
            [.. all.Select(w => w.Dim)],
            v => v.Coarsen(boundary, side, [.. all.Where(w => v.Dims.Contains(w.Dim))])
        );
    }

    /// <summary>
    /// The values at other numbers of a dimension; text and times along it are left out. See
    /// <see cref="DataArray.Interp(string, DimensionIndex, string, bool)"/>.
    /// </summary>
    public Dataset Interp(string dim, double[] labels, string method = "linear", bool extrapolate = false) =>
        NumbersAlong([dim]).Over([dim], v => v.Interp(dim, labels, method, extrapolate));

    /// <summary>The values at other labels of a dimension; text and times along it are left out.</summary>
    public Dataset Interp(string dim, DimensionIndex labels, string method = "linear", bool extrapolate = false) =>
        NumbersAlong([dim]).Over([dim], v => v.Interp(dim, labels, method, extrapolate));

    /// <summary>The values between the labels of some dimensions, which go.</summary>
    public Dataset Interp(params ReadOnlySpan<(string Dim, double Label)> targets)
    {
        (string Dim, double Label)[] all = targets.ToArray();
        string[] dims = [.. all.Select(t => t.Dim)];
        return NumbersAlong(dims).Over(dims, v => v.Interp([.. all.Where(t => v.Dims.Contains(t.Dim))]));
    }

    /// <summary>
    /// The values at points; see <see cref="DataArray.Interp(string, ReadOnlySpan{ValueTuple{string, DataArray}})"/>. A
    /// variable that has some of the dimensions is interpolated along these.
    /// </summary>
    /// <param name="method"><c>linear</c> or <c>nearest</c>.</param>
    /// <param name="points">The dimensions, and the places along each.</param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown or has no numbers or times, or the method is another.
    /// </exception>
    public Dataset Interp(string method, params ReadOnlySpan<(string Dim, DataArray Places)> points)
    {
        (string Dim, DataArray Places)[] all = points.ToArray();
        string[] dims = [.. all.Select(t => t.Dim)];
        return NumbersAlong(dims).Over(dims, v => v.Interp(method, [.. all.Where(t => v.Dims.Contains(t.Dim))]));
    }

    /// <summary>
    /// The values at the labels of another data set, along every dimension that both label with numbers or times.
    /// </summary>
    public Dataset InterpLike(Dataset other, string method = "linear")
    {
        Dataset result = this;
        foreach (string dim in Dims)
        {
            if (
                Coords.IndexOf(dim) is NumberIndex or TimeIndex
                && other.Coords.IndexOf(dim) is { } labels
                && Coords.IndexOf(dim)!.FirstDifference(labels) >= 0
            )
            {
                result = result.Interp(dim, labels, method);
            }
        }

        return result;
    }

    /// <summary>Every variable on another regular grid; see <see cref="DataArray.Regrid"/>.</summary>
    public Dataset Regrid(string method, params ReadOnlySpan<(string Dim, double[] Labels)> grid)
    {
        (string Dim, double[] Labels)[] all = grid.ToArray();
        return Over([.. all.Select(t => t.Dim)], v => v.Regrid(method, [.. all.Where(t => v.Dims.Contains(t.Dim))]));
    }
}
