namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Replaces missing values by the last one before them; see <see cref="DataArray.FFill"/>.</summary>
    public Dataset FFill(string dim, int? limit = null) => Over([dim], v => v.FFill(dim, limit));

    /// <summary>Replaces missing values by the first one after them; see <see cref="DataArray.BFill"/>.</summary>
    public Dataset BFill(string dim, int? limit = null) => Over([dim], v => v.BFill(dim, limit));

    /// <summary>Replaces missing values by interpolation; see <see cref="DataArray.InterpolateNa"/>.</summary>
    public Dataset InterpolateNa(
        string dim,
        string method = "linear",
        int? limit = null,
        bool useCoordinate = true,
        double? maxGap = null,
        bool extrapolate = false
    ) =>
        Over(
            [dim],
            v => v.Variable.HasNaT ? v : v.InterpolateNa(dim, method, limit, useCoordinate, maxGap, extrapolate)
        );
}
