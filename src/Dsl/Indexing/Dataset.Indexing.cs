using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Selects by position along a dimension; see <see cref="DataArray.Isel(string, PositionSelector)"/>.
    /// </summary>
    public Dataset Isel(string dim, PositionSelector positions) =>
        positions.Points(dim) is not null
            ? Isel((dim, positions))
            : Pick(dim, positions.Resolve(dim, Sizes[dim], Coords.IndexOf(dim)));

    /// <summary>Selects by position along several dimensions.</summary>
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
    /// Selects by label along a dimension; see <see cref="DataArray.Sel(string, Selector, SelectMethod, double?)"/>.
    /// </summary>
    public Dataset Sel(string dim, Selector labels, SelectMethod method = SelectMethod.Exact, double? tolerance = null)
    {
        if (LevelSelection.StackOf(dim, Coords, Sizes) is { Index: ProductIndex product } stack)
        {
            var (pick, isSingle) = LevelSelection.Locate(product, dim, labels, method, tolerance);
            Dataset picked = Pick(stack.Name, pick);
            if (!isSingle)
                return picked;
            var (coords, name) = LevelSelection.WithoutLevel(picked.Coords, stack.Name, dim);
            return picked.MapVariables(
                (_, v) => v with { Dims = Array.ConvertAll(v.Dims, d => d == stack.Name ? name : d) },
                coords,
                Attrs
            );
        }

        if (labels.IsPointwise(dim))
            return Sel(method, tolerance, (dim, labels));
        return Pick(dim, labels.Locate(dim, IndexOrCount(dim), method, tolerance));
    }

    /// <summary>Selects by label along several dimensions.</summary>
    public Dataset Sel(params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(SelectMethod.Exact, null, selections);

    /// <summary>Selects by label along two dimensions.</summary>
    /// <inheritdoc cref="Sel(SelectMethod, double?, ReadOnlySpan{ValueTuple{string, Selector}})"/>
    public Dataset Sel(
        (string Dim, Selector Labels) first,
        (string Dim, Selector Labels) second,
        SelectMethod method,
        double? tolerance = null
    ) => Sel(method, tolerance, first, second);

    /// <summary>Selects by label along three dimensions.</summary>
    /// <inheritdoc cref="Sel(SelectMethod, double?, ReadOnlySpan{ValueTuple{string, Selector}})"/>
    public Dataset Sel(
        (string Dim, Selector Labels) first,
        (string Dim, Selector Labels) second,
        (string Dim, Selector Labels) third,
        SelectMethod method,
        double? tolerance = null
    ) => Sel(method, tolerance, first, second, third);

    /// <summary>Selects by label along several dimensions.</summary>
    public Dataset Sel(SelectMethod method, params ReadOnlySpan<(string Dim, Selector Labels)> selections) =>
        Sel(method, null, selections);

    /// <summary>
    /// Selects by label along several dimensions; see <see cref="DataArray.Sel(SelectMethod, double?,
    /// ReadOnlySpan{ValueTuple{string, Selector}})"/>.
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

    /// <summary>Selects by label in brackets; see <see cref="DataArray.Loc"/>.</summary>
    public Loc<Dataset> Loc => new(Dims, pairs => Sel(pairs), ReplaceAt);

    // Replaces the values of the variables that another data set has too.
    private void ReplaceAt((string Dim, Selector Labels)[] labels, Dataset values)
    {
        foreach (string name in values.Names)
            this[name].Loc[labels] = values[name];
    }

    /// <summary>Drops some labels of a dimension.</summary>
    /// <exception cref="GchunkException">The dimension or label is unknown.</exception>
    public Dataset DropSel(string dim, Selector labels) =>
        Pick(dim, labels.Locate(dim, IndexOrCount(dim)).Rest(Sizes[dim]));

    /// <summary>Drops some positions of a dimension.</summary>
    /// <exception cref="GchunkException">The dimension is unknown, or a position is out of range.</exception>
    public Dataset DropIsel(string dim, PositionSelector positions) =>
        Pick(dim, positions.Resolve(dim, Sizes[dim], Coords.IndexOf(dim)).Rest(Sizes[dim]));

    /// <summary>Reverses the order along a dimension.</summary>
    public Dataset Reverse(string dim) => Isel(dim, "::-1");

    /// <summary>Selects the first values along a dimension.</summary>
    public Dataset Head(string dim, int count = 5) => Isel(dim, ..DataArray.Counted(count));

    /// <summary>Selects the last values along a dimension.</summary>
    public Dataset Tail(string dim, int count = 5) => Isel(dim, ^(int)Math.Min(DataArray.Counted(count), Sizes[dim])..);

    /// <summary>Selects every nth value along a dimension, starting with the first.</summary>
    /// <exception cref="GchunkException">The dimension is unknown, or the step is not positive.</exception>
    public Dataset Thin(string dim, int step) =>
        step > 0
            ? Isel(dim, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"::{step}"))
            : throw new GchunkException($"Thin of '{dim}' needs a positive step; got {step}");

    internal DimensionIndex IndexOrCount(string dim) => Coords.LabelsOf(dim, Sizes[dim]);
}
