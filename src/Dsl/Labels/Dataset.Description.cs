using Gchunk.Dsl.Labels;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Dimensions, variables and attributes at length, as ncdump's header; no values are read.</summary>
    public string Info() => Description.Info(Sizes, Coords, variables.Select(v => (v.Key, v.Value)), Attrs);

    /// <summary>Dimensions, variables and attributes as HTML, for pages and notebooks; no values are read.</summary>
    public string ToHtml() =>
        Description.Html("Dataset", Sizes, Coords, variables.Select(v => (v.Key, v.Value)), Attrs, NBytes);

    /// <summary>Dimensions, coordinates, variables and attributes; no values are read.</summary>
    public override string ToString() => Summary.Of(this);
}
