namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Rolls a window along a dimension; see <see cref="DataArray.Rolling(string, int, bool, int?)"/>.
    /// </summary>
    public RollingDataset Rolling(string dim, int window, bool center = false, int? minPeriods = null) =>
        new(this, [dim], v => v.Rolling(dim, window, center, minPeriods));

    /// <summary>Rolls a window along several dimensions; for a variable with only some of them, along these.</summary>
    public RollingDataset Rolling((string Dim, int Window)[] windows, bool center = false, int? minPeriods = null) =>
        new(
            this,
            [.. windows.Select(w => w.Dim)],
            v => v.Rolling([.. windows.Where(w => v.Dims.Contains(w.Dim))], center, minPeriods)
        );

    /// <summary>
    /// Divides some dimensions into adjacent blocks; see <see cref="DataArray.Coarsen(ReadOnlySpan{ValueTuple{string,
    /// int}})"/>.
    /// </summary>
    public CoarsenedDataset Coarsen(params ReadOnlySpan<(string Dim, int Factor)> windows) =>
        Coarsen("trim", "left", windows);

    /// <summary>
    /// Divides some dimensions into adjacent blocks, with a choice for lengths that are not a multiple; see <see
    /// cref="DataArray.Coarsen(string, string, ReadOnlySpan{ValueTuple{string, int}})"/>.
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
}
