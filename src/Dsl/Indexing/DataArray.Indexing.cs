using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Selects by position along a dimension. A single position drops the dimension and keeps its label as a scalar
    /// coordinate.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="positions">
    /// A position, a range, an array of positions or a mask; or a labelled array of positions (points), whose
    /// dimensions replace this one.
    /// </param>
    /// <exception cref="GchunkException">The dimension is unknown, or a position is out of range.</exception>
    public DataArray Isel(string dim, PositionSelector positions) =>
        positions.Points(dim) is not null
            ? Isel((dim, positions))
            : Pick(dim, positions.Resolve(dim, Sizes[dim], Coords.IndexOf(dim)));

    /// <summary>
    /// Selects by position along several dimensions. Labelled arrays of positions that share a dimension select
    /// pointwise.
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

    /// <summary>Selects by label along a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="labels">
    /// A label, an array of labels, or a closed interval, <c>Slice(lo, hi)</c>, on ascending or descending coordinates.
    /// Times may be partial: <c>"2015-01"</c>. A labelled array selects points: its dimensions replace this one. A
    /// mask, bools along this dimension, selects the positions where it is true.
    /// </param>
    /// <param name="method">What to select if no label is equal.</param>
    /// <param name="tolerance">The largest distance from the given label to the selected one.</param>
    /// <exception cref="GchunkException">
    /// The dimension or label is unknown; the message names the coordinate's range.
    /// </exception>
    public DataArray Sel(
        string dim,
        Selector labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null
    )
    {
        if (LevelSelection.StackOf(dim, Coords, Sizes) is { } stack)
            return SelLevel(stack.Name, (ProductIndex)stack.Index!, dim, labels, method, tolerance);
        if (labels.IsPointwise(dim))
            return Sel(method, tolerance, (dim, labels));
        return Pick(dim, labels.Locate(dim, IndexOrCount(dim), method, tolerance));
    }

    private DataArray SelLevel(
        string dim,
        ProductIndex product,
        string level,
        Selector labels,
        SelectMethod method,
        double? tolerance
    )
    {
        var (pick, isSingle) = LevelSelection.Locate(product, level, labels, method, tolerance);
        DataArray picked = Pick(dim, pick);
        if (!isSingle)
            return picked;
        var (coords, name) = LevelSelection.WithoutLevel(picked.Coords, dim, level);
        return new DataArray(
            picked.variable with
            {
                Dims = Array.ConvertAll(picked.variable.Dims, d => d == dim ? name : d),
            },
            coords,
            Name
        );
    }

    /// <summary>Selects by label along several dimensions.</summary>
    public DataArray Sel(params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(SelectMethod.Exact, null, selections);

    /// <summary>Selects by label along two dimensions.</summary>
    /// <inheritdoc cref="Sel(SelectMethod, double?, ReadOnlySpan{ValueTuple{string, Selector}})"/>
    public DataArray Sel(
        (string Dim, Selector Labels) first,
        (string Dim, Selector Labels) second,
        SelectMethod method,
        double? tolerance = null
    ) => Sel(method, tolerance, first, second);

    /// <summary>Selects by label along three dimensions.</summary>
    /// <inheritdoc cref="Sel(SelectMethod, double?, ReadOnlySpan{ValueTuple{string, Selector}})"/>
    public DataArray Sel(
        (string Dim, Selector Labels) first,
        (string Dim, Selector Labels) second,
        (string Dim, Selector Labels) third,
        SelectMethod method,
        double? tolerance = null
    ) => Sel(method, tolerance, first, second, third);

    /// <summary>Selects by label along several dimensions.</summary>
    public DataArray Sel(SelectMethod method, params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(method, null, selections);

    /// <summary>
    /// Selects by label along several dimensions. Labelled arrays of labels that share a dimension select pointwise,
    /// for example along a track or at stations.
    /// </summary>
    /// <param name="method">What to select if no label is equal.</param>
    /// <param name="tolerance">The largest distance from a given label to the selected one.</param>
    /// <param name="selections">The dimensions and their labels.</param>
    /// <exception cref="GchunkException">The dimension or label is unknown.</exception>
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
            if (labels.IsPointwise(dim) && Sizes.Contains(dim))
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

    internal DimensionIndex IndexOrCount(string dim) => Coords.LabelsOf(dim, Sizes[dim]);

    internal DataArray Pick(string dim, AxisPick pick) => new(variable.Pick(dim, pick), Coords.Pick(dim, pick), Name);

    /// <summary>
    /// Selects by label in brackets, with the dimensions in the array's order or by name: <c>x.Loc["2015-01", Slice(40,
    /// 50)]</c>, <c>x.Loc[("lat", 45)]</c>; or replaces the selected values: <c>x.Loc["2015-01"] = 0</c>.
    /// </summary>
    public Loc<DataArray> Loc => new(Dims, pairs => Sel(pairs), ReplaceAt);

    /// <summary>Drops some labels of a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="labels">The labels to drop, as for <c>Sel</c>; for a mask, the positions where it is true.</param>
    /// <exception cref="GchunkException">The dimension or label is unknown.</exception>
    public DataArray DropSel(string dim, Selector labels) =>
        Pick(dim, labels.Locate(dim, IndexOrCount(dim)).Rest(Sizes[dim]));

    /// <summary>Drops some positions of a dimension.</summary>
    /// <exception cref="GchunkException">The dimension is unknown, or a position is out of range.</exception>
    public DataArray DropIsel(string dim, PositionSelector positions) =>
        Pick(dim, positions.Resolve(dim, Sizes[dim], Coords.IndexOf(dim)).Rest(Sizes[dim]));

    /// <summary>Reverses the order along a dimension.</summary>
    public DataArray Reverse(string dim) => Isel(dim, "::-1");

    /// <summary>Selects the first values along a dimension.</summary>
    public DataArray Head(string dim, int count = 5) => Isel(dim, ..Counted(count));

    /// <summary>Selects the last values along a dimension.</summary>
    public DataArray Tail(string dim, int count = 5) => Isel(dim, ^(int)Math.Min(Counted(count), Sizes[dim])..);

    /// <summary>Selects every nth value along a dimension, starting with the first.</summary>
    /// <exception cref="GchunkException">The dimension is unknown, or the step is not positive.</exception>
    public DataArray Thin(string dim, int step) =>
        step > 0
            ? Isel(dim, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"::{step}"))
            : throw new GchunkException($"Thin of '{dim}' needs a positive step; got {step}");

    internal static int Counted(int count) =>
        count >= 0 ? count : throw new GchunkException($"a number of values cannot be negative; got {count}");
}
