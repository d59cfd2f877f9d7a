using Gchunk.Dsl.Labels;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Dimensions, dtype, coordinates and attributes at length, as ncdump's header; no values are read.
    /// </summary>
    public string Info() => Description.Info(Sizes, Coords, [(Name ?? "array", variable)], []);

    /// <summary>The same as HTML, for pages and notebooks; no values are read.</summary>
    public string ToHtml() =>
        Description.Html(
            Name is null ? "DataArray" : $"DataArray '{Name}'",
            Sizes,
            Coords,
            [(Name ?? "array", variable)],
            Attrs,
            NBytes
        );

    /// <summary>Dimensions, dtype, blocks, bytes and coordinates; no values are read.</summary>
    public override string ToString() => Summary.Of(this);
}
