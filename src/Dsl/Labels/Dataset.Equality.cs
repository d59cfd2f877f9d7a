using System.Diagnostics.CodeAnalysis;

namespace Gchunk.Dsl;

[SuppressMessage("Design", "CA1067", Justification = "As with arrays, object.Equals compares identity.")]
public sealed partial class Dataset
{
    /// <summary>
    /// True if another data set has the same variables and coordinates with equal values; computes both.
    /// </summary>
    public bool Equals(Dataset? other) =>
        other is not null
        && Names.Order().SequenceEqual(other.Names.Order())
        && Coords.Names.Order().SequenceEqual(other.Coords.Names.Order())
        && Names.All(n => this[n].Equals(other[n]));

    /// <summary>True if another data set is equal and has the same attributes.</summary>
    public bool Identical(Dataset other) =>
        DataArray.SameAttributes(Attrs, other.Attrs) && Equals(other) && Names.All(n => this[n].Identical(other[n]));
}
