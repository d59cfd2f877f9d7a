namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Regrids every variable to another regular grid; see <see cref="DataArray.Regrid"/>.</summary>
    public Dataset Regrid(string method, params ReadOnlySpan<(string Dim, double[] Labels)> grid)
    {
        (string Dim, double[] Labels)[] all = grid.ToArray();
        return Over([.. all.Select(t => t.Dim)], v => v.Regrid(method, [.. all.Where(t => v.Dims.Contains(t.Dim))]));
    }
}
