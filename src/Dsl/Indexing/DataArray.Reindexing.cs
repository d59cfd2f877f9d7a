using System.Globalization;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Returns the values at other labels of a dimension; labels that do not exist give missing values or the fill
    /// value.
    /// </summary>
    /// <param name="dim">A dimension with unique labels.</param>
    /// <param name="labels">The labels of the result.</param>
    /// <param name="method">What to select if no label is equal.</param>
    /// <param name="tolerance">
    /// The largest distance to it, in the units of the coordinate; for times in microseconds.
    /// </param>
    /// <param name="fillValue">
    /// The value for labels that do not exist. A value that the dtype holds keeps it; others, and the default, NaN, promote
    /// integers and booleans to float64. Missing times are NaT.
    /// </param>
    /// <exception cref="GchunkException">
    /// The dimension has no labels or repeated ones, or the labels are of another kind.
    /// </exception>
    public DataArray Reindex(
        string dim,
        DimensionIndex labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    )
    {
        long[] positions = Positions(dim, labels, method, tolerance, Coords, Sizes);
        return new DataArray(
            Reindexing.Of(variable, dim, positions, fillValue),
            Reindexing.Of(Coords, dim, labels, positions, null),
            Name
        );
    }

    /// <summary>
    /// Returns the values at other numeric labels; see <see cref="Reindex(string, DimensionIndex, SelectMethod,
    /// double?, double)"/>.
    /// </summary>
    public DataArray Reindex(
        string dim,
        double[] labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    ) => Reindex(dim, LabelsLike(dim, labels, Coords), method, tolerance, fillValue);

    /// <summary>
    /// Returns the values at other text or time labels; see <see cref="Reindex(string, DimensionIndex, SelectMethod,
    /// double?, double)"/>.
    /// </summary>
    public DataArray Reindex(
        string dim,
        string[] labels,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    ) => Reindex(dim, LabelsLike(dim, labels, Coords), method, tolerance, fillValue);

    /// <summary>
    /// Returns the values at the labels of another array, along every dimension that has labels in both.
    /// </summary>
    public DataArray ReindexLike(
        DataArray other,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null,
        double fillValue = double.NaN
    )
    {
        DataArray result = this;
        foreach (string dim in Dims)
        {
            if (Coords.IndexOf(dim) is not null && other.Coords.IndexOf(dim) is { } labels)
                result = result.Reindex(dim, labels, method, tolerance, fillValue);
        }

        return result;
    }

    internal static long[] Positions(
        string dim,
        DimensionIndex labels,
        SelectMethod method,
        double? tolerance,
        Coordinates coords,
        Sizes sizes
    )
    {
        _ = sizes[dim];
        DimensionIndex own =
            coords.IndexOf(dim)
            ?? throw new GchunkException($"'{dim}' has no labels to reindex; add some with AssignCoords(\"{dim}\", …)");
        LabelJoin.Unique(dim, own);
        return own.PositionsOf(dim, labels, method, tolerance);
    }

    internal static NumberIndex LabelsLike(string dim, double[] labels, Coordinates coords) =>
        coords.IndexOf(dim) switch
        {
            NumberIndex { DType: DType.Float32 } => new NumberIndex(
                Array.ConvertAll(labels, l => (double)(float)l),
                DType.Float32
            ),
            NumberIndex numbers when numbers.DType.IsInteger && Array.TrueForAll(labels, l => Math.Floor(l) == l) =>
                new NumberIndex(labels, numbers.DType),
            _ => new NumberIndex(labels),
        };

    internal static DimensionIndex LabelsLike(string dim, string[] labels, Coordinates coords) =>
        coords.IndexOf(dim) is TimeIndex times
            ? new TimeIndex(
                Array.ConvertAll(labels, l => TimeText.Interval(dim, l, times.Calendar).Low),
                times.Calendar
            )
            : new TextIndex(labels);

    /// <summary>Drops repeated labels of a dimension.</summary>
    /// <param name="dim">A dimension with labels.</param>
    /// <param name="keep">Which of equal labels to keep: <c>first</c> or <c>last</c>.</param>
    public DataArray DropDuplicates(string dim, string keep = "first") => Pick(dim, Distinct(dim, keep, Coords, Sizes));

    internal static AxisPick Distinct(string dim, string keep, Coordinates coords, Sizes sizes)
    {
        _ = sizes[dim];
        if (keep is not ("first" or "last"))
        {
            throw new GchunkException(
                $"DropDuplicates keeps the \"first\" or the \"last\" of equal labels; got \"{keep}\""
            );
        }

        if (coords.IndexOf(dim) is not { } index)
            return new AxisPick(Engine.Expressions.AxisSlice.All(sizes[dim]));
        var at = new Dictionary<string, long>();
        for (long i = 0; i < index.Length; i++)
        {
            if (keep == "last" || !at.ContainsKey(index.Label(i)))
                at[index.Label(i)] = i;
        }

        return AxisPick.From([.. at.Values.Order()]);
    }

    /// <summary>Sorts by the labels of a dimension or the values of a coordinate.</summary>
    /// <param name="dim">A dimension with labels, or a one-dimensional coordinate, which is computed.</param>
    /// <param name="ascending">True for ascending order.</param>
    /// <exception cref="GchunkException">There is no such one-dimensional coordinate.</exception>
    public DataArray SortBy(string dim, bool ascending = true)
    {
        var (along, pick) = Sorted(dim, ascending, Coords, Sizes);
        return Pick(along, pick);
    }

    /// <summary>Sorts by the values of a one-dimensional array, which are computed.</summary>
    public DataArray SortBy(DataArray values, bool ascending = true)
    {
        var (along, pick) = Sorted(values, ascending, Sizes);
        return Pick(along, pick);
    }

    internal static (string Dim, AxisPick Pick) Sorted(string name, bool ascending, Coordinates coords, Sizes sizes)
    {
        if (coords.Find(name) is { Index: null } other)
            return Sorted(new DataArray(other.Variable, Coordinates.Empty, name), ascending, sizes);
        if (LevelOf(name, coords, sizes) is { } level)
            return Sorted(new DataArray(level, Coordinates.Empty, name), ascending, sizes);
        long length = sizes[name];
        if (coords.IndexOf(name) is not { } index)
        {
            return (
                name,
                new AxisPick(Engine.Expressions.AxisSlice.FromBounds(null, null, ascending ? 1 : -1, length))
            );
        }

        return (name, Ordered(index.Order(), ascending));
    }

    internal static (string Dim, AxisPick Pick) Sorted(DataArray values, bool ascending, Sizes sizes)
    {
        if (values.Dims.Count != 1)
            throw new GchunkException($"SortBy needs a one-dimensional array; got ({values.Sizes})");
        string dim = values.Dims[0];
        if (sizes[dim] != values.Sizes[dim])
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SortBy: the values have length {values.Sizes[dim]} along '{dim}', which has length {sizes[dim]}"
                )
            );
        }

        Variable keys = values.variable;
        if (keys.Texts is not null)
            return (dim, Ordered(new TextIndex(values.Texts().ToArray()).Order(), ascending));
        using NDArray computed = (keys.HasNaT ? values.With(TimeCounts.Of(keys)) : values).Compute();
        return (dim, Ordered(new NumberIndex(computed.ToArray<double>()).Order(), ascending));
    }

    // Descending order is the reverse of ascending order, as in xarray.
    private static AxisPick Ordered(long[] order, bool ascending)
    {
        if (!ascending)
            Array.Reverse(order);
        return AxisPick.From(order);
    }
}
