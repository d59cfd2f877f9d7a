namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// True if another data set has the same variables and coordinates with equal values; computes both.
    /// </summary>
    public bool Equal(Dataset other) =>
        Names.Order().SequenceEqual(other.Names.Order())
        && Coords.Names.Order().SequenceEqual(other.Coords.Names.Order())
        && Names.All(n => this[n].Equal(other[n]));

    /// <summary>True if another data set is equal and has the same attributes.</summary>
    public bool Identical(Dataset other) =>
        DataArray.SameAttributes(Attrs, other.Attrs) && Equal(other) && Names.All(n => this[n].Identical(other[n]));
}
