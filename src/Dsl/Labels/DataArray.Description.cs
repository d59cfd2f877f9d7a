using Gchunk.Dsl.Html;
using Gchunk.Dsl.Labels;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Describes dimensions, dtype, coordinates and attributes like the header of ncdump; reads no values.
    /// </summary>
    public string Info() => InfoText.Of(Sizes, Coords, [(Name ?? "array", variable)], []);

    /// <summary>Describes the array as HTML, for pages and notebooks; reads no values.</summary>
    public string ToHtml() =>
        HtmlRepr.Of(
            Name is null ? "DataArray" : $"DataArray '{Name}'",
            Sizes,
            Coords,
            [(Name ?? "array", variable)],
            Attrs,
            NBytes
        );

    /// <summary>Summarizes dimensions, dtype, chunks, bytes and coordinates; reads no values.</summary>
    public override string ToString() => TextRepr.Of(this);
}
