using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>What lies at some positions of a dimension; one position takes the dimension away, its label stays as a coordinate.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="positions">A position, a range, or an array of positions.</param>
    /// <exception cref="GchunkException">There is no such dimension, or a position is out of range.</exception>
    public DataArray Isel(string dim, PositionSelector positions) => Pick(dim, positions.Resolve(dim, Sizes[dim]));

    /// <summary>What lies at some positions of several dimensions.</summary>
    public DataArray Isel(params ReadOnlySpan<(string Dim, PositionSelector Positions)> selections)
    {
        DataArray result = this;
        foreach (var (dim, positions) in selections) result = result.Isel(dim, positions);
        return result;
    }

    /// <summary>What bears some labels of a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="labels">A label, an array of labels, or an interval, <c>Slice(lo, hi)</c>: closed, whichever way the coordinate runs. Times may be given in part: <c>"2015-01"</c>.</param>
    /// <param name="method">What is taken where no label is equal.</param>
    /// <param name="tolerance">How far the label may be from the one asked for.</param>
    /// <exception cref="GchunkException">There is no such dimension or label; the coordinate's range is named.</exception>
    public DataArray Sel(string dim, Selector labels, SelectMethod method = SelectMethod.Exact, double? tolerance = null)
    {
        long length = Sizes[dim];
        DimensionIndex index = Coords.IndexOf(dim) ?? NumberIndex.Count(length);
        return Pick(dim, index.Locate(dim, labels, method, tolerance));
    }

    /// <summary>What bears some labels of several dimensions.</summary>
    public DataArray Sel(params ReadOnlySpan<(string Dim, Selector Labels)> selections) => Sel(SelectMethod.Exact, selections);

    /// <summary>What bears some labels of several dimensions.</summary>
    public DataArray Sel(SelectMethod method, params ReadOnlySpan<(string Dim, Selector Labels)> selections)
    {
        DataArray result = this;
        foreach (var (dim, labels) in selections) result = result.Sel(dim, labels, labels.Value is LabelSlice ? SelectMethod.Exact : method);
        return result;
    }

    internal DataArray Pick(string dim, AxisPick pick) => new(variable.Pick(dim, pick), Coords.Pick(dim, pick), Name);

    /// <summary>The array in the reverse order along a dimension, or sorted by its labels where they are sorted the other way.</summary>
    public DataArray Reverse(string dim) => Isel(dim, "::-1");

    /// <summary>The first values along a dimension.</summary>
    public DataArray Head(string dim, int count = 5) => Isel(dim, ..count);

    /// <summary>The last values along a dimension.</summary>
    public DataArray Tail(string dim, int count = 5) => Isel(dim, ^(int)Math.Min(count, Sizes[dim])..);
}
