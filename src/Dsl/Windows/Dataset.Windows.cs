namespace Gchunk.Dsl;

public sealed partial class Dataset
{
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
}
