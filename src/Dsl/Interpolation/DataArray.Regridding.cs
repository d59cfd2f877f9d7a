using Gchunk.Dsl.Interpolation;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Regrids to another regular grid of latitudes and longitudes, or of any dimensions with numeric labels; float64.
    /// </summary>
    /// <remarks>
    /// From a curvilinear grid, name its latitudes and longitudes: <c>sst.Regrid("bilinear", ("lat", lat), ("lon",
    /// lon))</c>. To keep the weights for other fields, and for other target grids, use a <see cref="Regridder"/>.
    /// </remarks>
    /// <param name="method">
    /// <c>bilinear</c>, <c>nearest</c>, or <c>conservative</c>: the area-weighted mean of the non-missing values that a
    /// new cell covers (latitudes by their sines). Longitudes are periodic.
    /// </param>
    /// <param name="grid">The dimensions and their new labels.</param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no numeric labels, or the method is unknown.
    /// </exception>
    public DataArray Regrid(string method, params ReadOnlySpan<(string Dim, double[] Labels)> grid)
    {
        string[] methods = ["bilinear", "nearest", "conservative"];
        if (!methods.Contains(method))
            throw new GchunkException(Spelling.Unknown("regridding method", method, methods));
        if (FromCurvilinear(method, grid) is { } moved)
            return moved;
        DataArray values = AsType(DType.Float64),
            share = this;
        bool conservative = method == "conservative";
        if (conservative)
        {
            share = NotNull().AsType(DType.Float64);
            values = values.FillNa(0);
        }
        foreach (var (dim, labels) in grid)
        {
            Axis(dim);
            if (Coords.IndexOf(dim) is not NumberIndex index)
            {
                throw new GchunkException(
                    $"Regrid needs numbers along '{dim}'; it has {Coords.IndexOf(dim)?.Span ?? "no labels"}"
                );
            }

            Attributes attrs = Coords[dim].Attrs;
            double[] old = index.Labels.ToArray();
            bool isLatitude = CfAxes.IsLatitude(dim, attrs),
                isLongitude = CfAxes.IsLongitude(dim, attrs);
            AxisWeights weights = conservative
                ? AxisRegridding.Conservative(dim, old, labels, isLatitude, isLongitude)
                : AxisRegridding.Periodic(dim, old, labels, isLongitude, method == "nearest" ? method : "linear");
            if (weights.AllMissing && labels.Length > 0)
                throw Outside(dim, new NumberIndex(labels));
            var coordinate = new Coordinate(dim, new NumberIndex(labels), attrs);
            values = Along(values, weights, coordinate);
            if (conservative)
                share = Along(share, weights, coordinate);
        }
        // A cell that covers no values gives 0 / 0, which is missing.
        return conservative ? values.WithValues((values.DropAllCoords() / share.DropAllCoords()).Expression) : values;

        static DataArray Along(DataArray array, AxisWeights weights, Coordinate coordinate) =>
            new(
                array.variable with
                {
                    Expr = weights.Of(array.variable.Expr, array.Axis(coordinate.Name)),
                },
                array.Coords.WithoutDims([coordinate.Name]).With(coordinate),
                array.Name
            );
    }

    // From latitudes and longitudes over two dimensions; null if they have dimensions of their own.
    private DataArray? FromCurvilinear(string method, ReadOnlySpan<(string Dim, double[] Labels)> grid)
    {
        if (grid.Length != 2)
            return null;
        double[]? lat = null,
            lon = null;
        var names = new string[2];
        foreach (var (name, labels) in grid)
        {
            if (variable.Dims.Contains(name) || Coords.Find(name) is not { Index: null, Dims.Count: 2 } own)
                return null;
            if (CfAxes.IsLatitude(name, own.Attrs))
                (lat, names[0]) = (labels, name);
            else if (CfAxes.IsLongitude(name, own.Attrs))
                (lon, names[1]) = (labels, name);
        }

        if (lat is null || lon is null)
            return null;
        DataArray made = new Regridder(this, lat, lon, method).Apply(this);
        return names is ["lat", "lon"] ? made : made.Rename(("lat", names[0]), ("lon", names[1]));
    }

    /// <summary>
    /// Regrids to the grid of another array: along the dimensions that have numeric labels in both, or, if one of the
    /// grids is curvilinear, by a <see cref="Regridder"/>.
    /// </summary>
    public DataArray RegridLike(DataArray other, string method = "bilinear") =>
        IsCurvilinear(this) || IsCurvilinear(other)
            ? new Regridder(this, other, method).Apply(this)
            : Regrid(
                method,
                [
                    .. Dims.Where(d =>
                            Coords.IndexOf(d) is NumberIndex
                            && other.Coords.IndexOf(d) is NumberIndex
                            && Coords.IndexOf(d)!.FirstDifference(other.Coords.IndexOf(d)!) >= 0
                        )
                        .Select(d => (d, ((NumberIndex)other.Coords.IndexOf(d)!).Labels.ToArray())),
                ]
            );

    private static bool IsCurvilinear(DataArray array) =>
        array.Coords.Any(c => c.Dims.Count == 2 && CfAxes.IsLatitude(c.Name, c.Attrs));
}
