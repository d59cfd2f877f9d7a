using Gchunk.Dsl.Html;
using Gchunk.Dsl.Labels;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Describes dimensions, variables and attributes like the header of ncdump; reads no values.</summary>
    public string Info() => InfoText.Of(Sizes, Coords, variables.Select(v => (v.Key, v.Value)), Attrs);

    /// <summary>
    /// Describes dimensions, variables and attributes as HTML, for pages and notebooks; reads no values.
    /// </summary>
    public string ToHtml() =>
        HtmlRepr.Of("Dataset", Sizes, Coords, variables.Select(v => (v.Key, v.Value)), Attrs, NBytes);

    /// <summary>Summarizes dimensions, coordinates, variables and attributes; reads no values.</summary>
    public override string ToString() => TextRepr.Of(this);
}
