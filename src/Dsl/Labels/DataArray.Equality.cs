using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// True if another array has the same dimensions, coordinates and values, with missing values at the same
    /// positions; computes both.
    /// </summary>
    public bool Equals(DataArray? other) =>
        other is not null && SameValues(other) && SameCoordinates(other, (a, b) => a.SameValues(b));

    /// <summary>
    /// True if another array is equal after both are broadcast to all dimensions of either; computes both.
    /// </summary>
    public bool BroadcastEquals(DataArray other) =>
        EqualIfBroadcast(other) && SameCoordinates(other, (a, b) => a.EqualIfBroadcast(b));

    /// <summary>True if another array is equal and has the same name, attributes and coordinate names.</summary>
    public bool Identical(DataArray other) =>
        Name == other.Name
        && SameAttributes(Attrs, other.Attrs)
        && Coords.Names.Order().SequenceEqual(other.Coords.Names.Order())
        && Equals(other);

    private bool SameCoordinates(DataArray other, Func<DataArray, DataArray, bool> same) =>
        Coords.Names.Order().SequenceEqual(other.Coords.Names.Order())
        && Coords.All(c =>
            other.Coords[c.Name] is var theirs
            && (
                c.Index is null
                    ? theirs.Index is null
                        && (
                            c.IsSame(theirs)
                            || same(
                                new DataArray(c.Variable, Coordinates.Empty),
                                new DataArray(theirs.Variable, Coordinates.Empty)
                            )
                        )
                    : theirs.Index is not null && c.Index.FirstDifference(theirs.Index) < 0
            )
        );

    private bool SameValues(DataArray other)
    {
        if (!Dims.SequenceEqual(other.Dims) || Shape != other.Shape || IsText != other.IsText)
            return false;
        if (TextCodes.Of(variable) is { } texts)
            return texts.AsSpan().SequenceEqual(TextCodes.Of(other.variable));
        DataArray x = DropAllCoords(),
            y = other.DropAllCoords();
        DataArray same = Prelude.Equal(x, y);
        if ((DType.CanBeNaN && other.DType.CanBeNaN) || (variable.HasNaT && other.variable.HasNaT))
            same |= x.IsNull() & y.IsNull();
        return same.All().Scalar() != 0;
    }

    private bool EqualIfBroadcast(DataArray other)
    {
        if (IsText || other.IsText)
            return SameValues(other);
        foreach (string dim in Dims.Intersect(other.Dims))
        {
            if (Sizes[dim] != other.Sizes[dim])
                return false;
        }

        DataArray[] both = Prelude.Broadcast([DropAllCoords(), other.DropAllCoords()]);
        return both[0].SameValues(both[1].Transpose([.. both[0].Dims]));
    }

    internal static bool SameAttributes(Attributes a, Attributes b) =>
        a.Count == b.Count
        && a.All(x => b.TryGetValue(x.Key, out object? y) && Attributes.Format(x.Value) == Attributes.Format(y));
}
