using Gchunk.Dsl.Arrays.Assigning;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    // The data set that has the array as a variable: an assignment to elements changes that too. The array does not keep
    // its other variables in memory.
    [NonSerialized]
    private WeakReference<Dataset>? owner;

    /// <summary>
    /// Selects by position along named dimensions, like <c>Isel</c>, or replaces the selected values:
    /// <c>x[("time", 0), ("lat", ..3)] = 5</c>.
    /// </summary>
    /// <remarks>
    /// An assignment changes this array in place, and the data set if the array was taken from one by its name; arrays
    /// that were derived before keep their values. The value is matched by the names of its dimensions, must have equal
    /// labels along those that it shares with the selection, and is repeated along the others. It is cast to the dtype
    /// of the array. Several arrays of positions select every combination; labelled arrays of positions that share a
    /// dimension are points, as in <c>Isel</c>, and if a point is given several times, its last value counts. Only
    /// positions are computed.
    /// </remarks>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or given twice, a position is out of range, labels differ, or the value has a dimension
    /// that the selection does not have.
    /// </exception>
    /// <example><code>
    /// var t = new DataArray(NDArray.From(new double[] { 1, 2, 3, 4, 5, 6 }, (2, 3)), ["time", "lat"]).AssignCoords("lat", 40, 50, 60);
    /// t[("time", 0), ("lat", 1..)] = -1;
    /// t.Loc[("lat", Slice(40, 50))] = t.Loc[("lat", Slice(40, 50))] * 10;
    /// Print(t.Compute());
    /// </code></example>
    public DataArray this[params (string Dim, PositionSelector Positions)[] positions]
    {
        get => Isel(positions);
        set
        {
            var points = new Pointwise();
            var picks = new List<(string, AxisPick)>();
            foreach ((string dim, PositionSelector selector) in positions)
            {
                if (selector.Points(dim) is { } at)
                    points.Add(dim, at, PositionSelector.Normalize(dim, at, Sizes[dim]));
                else
                    picks.Add((dim, selector.Resolve(dim, Sizes[dim], Coords.IndexOf(dim))));
            }

            Replace([.. picks], points, value);
        }
    }

    /// <summary>
    /// Selects by position along the dimensions in their order, as in NumPy: <c>x[..10]</c>, <c>x[0, "::2"]</c>,
    /// <c>x[[0, 3]]</c>; or by a mask along one dimension, whichever: <c>x[x["time"].Dt.Year == 2015]</c>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// There are more positions than dimensions, a position is out of range, or a mask has several dimensions.
    /// </exception>
    /// <example><code>
    /// var t = new DataArray(Arange(6).Reshape((2, 3)), ["time", "lat"]);
    /// Print(t[0, ^1].Compute(), t[.., 1..].Compute());
    /// t[1] = -t[0];
    /// </code></example>
    public DataArray this[params ReadOnlySpan<PositionSelector> positions]
    {
        get => Isel(ByOrder(positions));
        set => this[ByOrder(positions)] = value;
    }

    private (string Dim, PositionSelector Positions)[] ByOrder(ReadOnlySpan<PositionSelector> positions)
    {
        if (positions.Length > Dims.Count)
        {
            throw new GchunkException(
                $"got {positions.Length} positions for an array of {Quantity.Of(Dims.Count, "dimension")} ({Sizes})"
            );
        }

        var named = new (string, PositionSelector)[positions.Length];
        for (int i = 0; i < named.Length; i++)
            named[i] = (positions[i].MaskDim ?? Dims[i], positions[i]);
        return named;
    }

    // Replaces the values at labels.
    private void ReplaceAt((string Dim, Selector Labels)[] labels, DataArray value)
    {
        var points = new Pointwise();
        var picks = new List<(string, AxisPick)>();
        foreach ((string dim, Selector selector) in labels)
        {
            DimensionIndex index = IndexOrCount(dim);
            if (selector.IsPointwise(dim))
            {
                long[] at = index.PositionsOfEach(dim, selector.Plain(), SelectMethod.Exact, null);
                points.Add(dim, (DataArray)selector.Value, at);
            }
            else
            {
                picks.Add((dim, selector.Locate(dim, index)));
            }
        }

        Replace([.. picks], points, value);
    }

    internal DataArray OwnedBy(Dataset dataset)
    {
        owner = new WeakReference<Dataset>(dataset);
        return this;
    }

    private void Replace((string Dim, AxisPick Pick)[] picks, Pointwise points, DataArray value)
    {
        ArrayExpr own = Numbers().Expr;
        var byAxis = Array.ConvertAll(Shape.ToArray(), n => new AxisPick(AxisSlice.All(n)));
        DataArray selection = this;
        foreach ((string dim, AxisPick pick) in picks)
        {
            if (picks.Count(p => p.Dim == dim) > 1)
                throw new GchunkException($"'{dim}' is selected twice");
            byAxis[Axis(dim)] = pick;
            selection = selection.Pick(dim, pick);
        }
        DataArray target = points.IsEmpty ? selection : points.Of(selection);
        ArrayExpr values = AssignedValues.Fit(Aligned(target, ToOwnKind(value)), target.Shape, own.DType);
        Variable changed = variable with
        {
            Expr = points.IsEmpty
                ? Replaced(own, byAxis, values)
                : ReplacedAt(own, byAxis, selection.DimArray, points, target.DimArray, values),
        };
        if (owner is not null && owner.TryGetTarget(out Dataset? dataset))
            dataset.Replace(Name!, variable, changed);
        variable = changed;
    }

    private DataArray ToOwnKind(DataArray value)
    {
        if (Calendar is null || (value.Calendar is { } assigned && Calendar.AgreesWith(assigned)))
            return value;
        return value.IsBare && value.variable.Expr is FullExpr { Value: var scalar } && double.IsNaN(scalar.ToDouble())
            ? Bare(Engine.Storage.Cf.CfDateTime.NaT)
            : throw new GchunkException(
                $"{Named} holds times of the calendar {Calendar}; assign times of the same calendar, or NaN for missing ones"
            );
    }

    // The values with an axis for each dimension of the selection, of length 1 where they have none.
    private static ArrayExpr Aligned(DataArray selection, DataArray value)
    {
        if (value.Dims.FirstOrDefault(d => !selection.Dims.Contains(d)) is { } other)
        {
            throw new GchunkException(
                $"a value with the dimension '{other}' cannot be assigned to a selection with the dimensions ({string.Join(", ", selection.Dims)}); select one position along '{other}', or rename it"
            );
        }

        Broadcasting.Check("assignment", [selection, value], selection.Dims);
        ArrayExpr values = value.Expression;
        if (value.Dims.Count == 0)
            return values;
        int[] axes = [.. value.Dims.Select(d => selection.Axis(d))];
        values = TransposeExpr.Create(values, [.. Enumerable.Range(0, axes.Length).OrderBy(i => axes[i])]);
        axes = [.. axes.Order()];
        var chunks = new long[selection.Dims.Count][];
        Array.Fill(chunks, [1]);
        for (int i = 0; i < axes.Length; i++)
            chunks[axes[i]] = values.Chunks.Sizes(i).ToArray();
        return BroadcastExpr.Create(values, axes, new ChunkGrid(chunks));
    }

    // Replaces the values at points, in a selection by slices along the other axes.
    private static ArrayExpr ReplacedAt(
        ArrayExpr array,
        AxisPick[] picks,
        string[] dims,
        Pointwise points,
        string[] targetDims,
        ArrayExpr values
    )
    {
        if (Array.FindIndex(picks, p => p.Positions is not null) is >= 0 and var listed)
        {
            throw new GchunkException(
                $"an assignment at points cannot also select {picks[listed].Count} positions in a list along another dimension; give a slice there, or points along both"
            );
        }

        AxisSlice[] slices = Array.ConvertAll(picks, p => p.Run);
        ArrayExpr sliced = SliceExpr.Create(array, slices);
        (int[] axes, string[] made, long[][] positions) = points.Along(dims);
        // The dimensions of the points first, as one axis.
        int[] order =
        [
            .. made.Select(d => Array.IndexOf(targetDims, d)),
            .. Enumerable.Range(0, targetDims.Length).Where(a => !made.Contains(targetDims[a])),
        ];
        values = TransposeExpr.Create(values, order);
        values = ReshapeExpr.Create(values, [positions[0].Length, .. values.Shape.Skip(made.Length)]);
        var assignment = new Assignment(array, slices, sliced);
        assignment.Replace(axes, positions, values);
        return assignment.Result;
    }

    // Replaces the values at every combination of the positions along the axes.
    private static ArrayExpr Replaced(ArrayExpr array, AxisPick[] picks, ArrayExpr values)
    {
        int listed = Array.FindIndex(picks, p => p.Positions is not null);
        if (listed >= 0 && Array.FindLastIndex(picks, p => p.Positions is not null) != listed)
        {
            // The values along one axis first, then those along the rest among them.
            var inner = (AxisPick[])picks.Clone();
            inner[listed] = new AxisPick(AxisSlice.All(picks[listed].Count));
            var outer = Array.ConvertAll(array.Shape.ToArray(), n => new AxisPick(AxisSlice.All(n)));
            outer[listed] = picks[listed];
            return Replaced(array, outer, Replaced(picks[listed].Of(array, listed), inner, values));
        }
        AxisSlice[] slices =
        [
            .. picks.Select((p, axis) => p.Positions is null ? p.Run : AxisSlice.All(array.Shape[axis])),
        ];
        ArrayExpr sliced = SliceExpr.Create(array, slices);
        var assignment = new Assignment(array, slices, sliced);
        if (listed < 0)
        {
            assignment.Replace(Region.Whole(sliced.Shape), values);
            return assignment.Result;
        }
        int along = picks.Take(listed).Count(p => !p.Drop);
        int[] order = [along, .. Enumerable.Range(0, values.Rank).Where(a => a != along)];
        assignment.Replace([along], [picks[listed].Positions!], TransposeExpr.Create(values, order));
        return assignment.Result;
    }
}
