using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// What lies at some positions of a dimension; one position takes the dimension away, its label stays as a
    /// coordinate.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="positions">
    /// A position, a range, an array of positions or a mask; or positions of points, a labelled array whose dimensions
    /// take the place of this one.
    /// </param>
    /// <exception cref="GchunkException">There is no such dimension, or a position is out of range.</exception>
    public DataArray Isel(string dim, PositionSelector positions) =>
        positions.Points(dim) is not null ? Isel((dim, positions)) : Pick(dim, positions.Resolve(dim, Sizes[dim]));

    /// <summary>
    /// What lies at some positions of several dimensions. Labelled arrays of positions that share a dimension are read
    /// together, point by point.
    /// </summary>
    public DataArray Isel(params ReadOnlySpan<(string Dim, PositionSelector Positions)> selections)
    {
        DataArray result = this;
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

    /// <summary>What bears some labels of a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="labels">
    /// A label, an array of labels, or an interval, <c>Slice(lo, hi)</c>: closed, whichever way the coordinate runs.
    /// Times may be given in part: <c>"2015-01"</c>. A labelled array holds points: its dimensions take the place of
    /// this one.
    /// </param>
    /// <param name="method">What is taken where no label is equal.</param>
    /// <param name="tolerance">How far the label may be from the one asked for.</param>
    /// <exception cref="GchunkException">
    /// There is no such dimension or label; the coordinate's range is named.
    /// </exception>
    public DataArray Sel(
        string dim,
        Selector labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null
    )
    {
        if (labels.IsPointwise(dim))
            return Sel(method, tolerance, (dim, labels));
        return Pick(dim, IndexOrCount(dim).Locate(dim, labels.Plain(), method, tolerance));
    }

    /// <summary>What bears some labels of several dimensions.</summary>
    public DataArray Sel(params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(SelectMethod.Exact, null, selections);

    /// <summary>What bears some labels of several dimensions.</summary>
    public DataArray Sel(SelectMethod method, params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(method, null, selections);

    /// <summary>
    /// What bears some labels of several dimensions. Labelled arrays of labels that share a dimension are read
    /// together, point by point: a track, stations.
    /// </summary>
    /// <param name="method">What is taken where no label is equal.</param>
    /// <param name="tolerance">How far a label may be from the one asked for.</param>
    /// <param name="selections">The dimensions and their labels.</param>
    /// <exception cref="GchunkException">There is no such dimension or label.</exception>
    public DataArray Sel(
        SelectMethod method,
        double? tolerance,
        params ReadOnlySpan<(string Dim, Selector Labels)> selections
    )
    {
        DataArray result = this;
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

    internal DimensionIndex IndexOrCount(string dim)
    {
        long length = Sizes[dim];
        return Coords.IndexOf(dim) ?? NumberIndex.Count(length);
    }

    internal DataArray Pick(string dim, AxisPick pick) => new(variable.Pick(dim, pick), Coords.Pick(dim, pick), Name);

    /// <summary>
    /// What bears some labels, the dimensions in the array's order or by name: <c>x.Loc["2015-01", Slice(40, 50)]</c>,
    /// <c>x.Loc[("lat", 45)]</c>.
    /// </summary>
    public Loc<DataArray> Loc => new(Dims, pairs => Sel(pairs));

    /// <summary>All but some labels of a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="labels">The labels that go, as <c>Sel</c> takes them.</param>
    /// <exception cref="GchunkException">There is no such dimension or label.</exception>
    public DataArray DropSel(string dim, Selector labels) =>
        Pick(dim, IndexOrCount(dim).Locate(dim, labels.Plain(), SelectMethod.Exact, null).Rest(Sizes[dim]));

    /// <summary>All but some positions of a dimension.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or a position is out of range.</exception>
    public DataArray DropIsel(string dim, PositionSelector positions) =>
        Pick(dim, positions.Resolve(dim, Sizes[dim]).Rest(Sizes[dim]));

    /// <summary>The array in the reverse order along a dimension.</summary>
    public DataArray Reverse(string dim) => Isel(dim, "::-1");

    /// <summary>The first values along a dimension.</summary>
    public DataArray Head(string dim, int count = 5) => Isel(dim, ..Counted(count));

    /// <summary>The last values along a dimension.</summary>
    public DataArray Tail(string dim, int count = 5) => Isel(dim, ^(int)Math.Min(Counted(count), Sizes[dim])..);

    /// <summary>Every so-manieth value along a dimension, from the first.</summary>
    /// <exception cref="GchunkException">There is no such dimension, or the step is not above 0.</exception>
    public DataArray Thin(string dim, int step) =>
        step > 0
            ? Isel(dim, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"::{step}"))
            : throw new GchunkException(
                $"Thin takes every first, second, third … value of '{dim}': a step above 0; got {step}"
            );

    internal static int Counted(int count) =>
        count >= 0 ? count : throw new GchunkException($"a number of values cannot be negative; got {count}");
}
