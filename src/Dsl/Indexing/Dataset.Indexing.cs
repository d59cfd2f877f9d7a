using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// What lies at some positions of a dimension; see <see cref="DataArray.Isel(string, PositionSelector)"/>.
    /// </summary>
    public Dataset Isel(string dim, PositionSelector positions) =>
        positions.Points(dim) is not null ? Isel((dim, positions)) : Pick(dim, positions.Resolve(dim, Sizes[dim]));

    /// <summary>What lies at some positions of several dimensions.</summary>
    public Dataset Isel(params ReadOnlySpan<(string Dim, PositionSelector Positions)> selections)
    {
        Dataset result = this;
        var points = new Pointwise();
        foreach (var (dim, positions) in selections)
        {
            if (positions.Points(dim) is { } at)
                points.Add(dim, at, PositionSelector.Normalize(dim, at, Sizes[dim]));
            else
                result = result.Isel(dim, positions);
        }

        return points.IsEmpty ? result : points.Of(result);
    }

    /// <summary>
    /// What bears some labels of a dimension; see <see cref="DataArray.Sel(string, Selector, SelectMethod, double?)"/>.
    /// </summary>
    public Dataset Sel(string dim, Selector labels, SelectMethod method = SelectMethod.Exact, double? tolerance = null)
    {
        if (labels.IsPointwise(dim))
            return Sel(method, tolerance, (dim, labels));
        return Pick(dim, IndexOrCount(dim).Locate(dim, labels.Plain(), method, tolerance));
    }

    /// <summary>What bears some labels of several dimensions.</summary>
    public Dataset Sel(params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(SelectMethod.Exact, null, selections);

    /// <summary>What bears some labels of several dimensions.</summary>
    public Dataset Sel(SelectMethod method, params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(method, null, selections);

    /// <summary>
    /// What bears some labels of several dimensions; see
    /// <see cref="DataArray.Sel(SelectMethod, double?, ReadOnlySpan{ValueTuple{string, Selector}})"/>.
    /// </summary>
    public Dataset Sel(
        SelectMethod method,
        double? tolerance,
        params ReadOnlySpan<(string Dim, Selector Labels)> selections
    )
    {
        Dataset result = this;
        var points = new Pointwise();
        foreach (var (dim, labels) in selections)
        {
            if (labels.IsPointwise(dim))
            {
                points.Add(
                    dim,
                    (DataArray)labels.Value,
                    IndexOrCount(dim).PositionsOfEach(dim, labels.Plain(), method, tolerance)
                );
            }
            else
            {
                result = result.Sel(dim, labels, labels.Value is LabelSlice ? SelectMethod.Exact : method, tolerance);
            }
        }

        return points.IsEmpty ? result : points.Of(result);
    }

    internal Dataset Pick(string dim, AxisPick pick) =>
        MapVariables((_, v) => v.Pick(dim, pick), Coords.Pick(dim, pick), Attrs);

    /// <summary>What bears some labels; see <see cref="DataArray.Loc"/>.</summary>
    public Loc<Dataset> Loc => new(Dims, pairs => Sel(pairs));

    /// <summary>All but some labels of a dimension.</summary>
    /// <exception cref="GchunkException">There is no such dimension or label.</exception>
    public Dataset DropSel(string dim, Selector labels) =>
        Pick(dim, IndexOrCount(dim).Locate(dim, labels.Plain(), SelectMethod.Exact, null).Rest(Sizes[dim]));

    /// <summary>All but some positions of a dimension.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or a position is out of range.</exception>
    public Dataset DropIsel(string dim, PositionSelector positions) =>
        Pick(dim, positions.Resolve(dim, Sizes[dim]).Rest(Sizes[dim]));

    /// <summary>The reverse order along a dimension.</summary>
    public Dataset Reverse(string dim) => Isel(dim, "::-1");

    /// <summary>The first values along a dimension.</summary>
    public Dataset Head(string dim, int count = 5) => Isel(dim, ..DataArray.Counted(count));

    /// <summary>The last values along a dimension.</summary>
    public Dataset Tail(string dim, int count = 5) => Isel(dim, ^(int)Math.Min(DataArray.Counted(count), Sizes[dim])..);

    /// <summary>Every so-manieth value along a dimension, from the first.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or the step is not above 0.</exception>
    public Dataset Thin(string dim, int step) =>
        step > 0
            ? Isel(dim, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"::{step}"))
            : throw new GchunkException(
                $"Thin takes every first, second, third … value of '{dim}': a step above 0; got {step}"
            );

    internal DimensionIndex IndexOrCount(string dim)
    {
        long length = Sizes[dim];
        return Coords.IndexOf(dim) ?? NumberIndex.Count(length);
    }
}
