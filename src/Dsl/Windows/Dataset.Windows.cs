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

    /// <summary>Makes blocks along one dimension: <c>ds.Coarsen("lat", 4).Mean()</c>.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="factor">The elements of a block.</param>
    /// <param name="boundary">"trim", "pad", or "exact", which refuses elements that are left over.</param>
    /// <param name="side">Which end is whole: "left" or "right".</param>
    /// <exception cref="Engine.GchunkException">The dimension, the boundary or the side is unknown.</exception>
    public CoarsenedDataset Coarsen(string dim, int factor, string boundary = "trim", string side = "left") =>
        Coarsen(boundary, side, (dim, factor));
}
