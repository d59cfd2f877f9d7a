using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

/// <summary>An array in blocks of neighbours that do not overlap, some along each of several dimensions: each reduction gives one value a block.</summary>
public sealed class CoarsenedArray : Reductions<DataArray>
{
    private readonly DataArray array;
    private readonly (string Dim, int Factor)[] windows;

    internal CoarsenedArray(DataArray array, (string Dim, int Factor)[] windows, bool exact)
    {
        foreach (var (dim, factor) in windows)
        {
            long length = array.Sizes[dim];
            if (factor < 1 || factor > length) throw new GchunkException($"Coarsen takes 1 to {length} positions of '{dim}' together; got {factor}");
            if (exact && length % factor != 0) throw new GchunkException($"dimension '{dim}' of length {length} is no multiple of {factor}; leave out the rest with exact: false");
            array = array.Isel(dim, 0..(int)(length / factor * factor));
        }
        (this.array, this.windows) = (array, windows);
    }

    /// <inheritdoc/>
    public override DataArray Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0)
    {
        Variable values = Reduce(array.Variable, op, new ReductionOptions(skipNaN, ddof));
        IEnumerable<Coordinate> coords = array.Coords.Select(c => !c.Dims.Any(d => windows.Any(w => w.Dim == d)) ? c : c.Index switch
        {
            NumberIndex numbers => new Coordinate(c.Name, Means(numbers, Factor(c.Name)), c.Attrs),
            TimeIndex times => new Coordinate(c.Name, Means(times, Factor(c.Name)), c.Attrs),
            null => new Coordinate(c.Name, Reduce(c.Variable, "mean", default)),
            _ => null,
        }).OfType<Coordinate>();
        return new DataArray(values with { Attrs = keepAttrs ? array.Attrs.Copy() : [] }, new Coordinates(coords), array.Name);
    }

    private int Factor(string dim) => windows.First(w => w.Dim == dim).Factor;

    // Each axis becomes two, the second of which is reduced.
    private Variable Reduce(Variable variable, string op, ReductionOptions options)
    {
        var shape = new List<long>();
        var axes = new List<int>();
        for (int axis = 0; axis < variable.Dims.Length; axis++)
        {
            int factor = windows.FirstOrDefault(w => w.Dim == variable.Dims[axis]).Factor;
            shape.Add(factor == 0 ? variable.Expr.Shape[axis] : variable.Expr.Shape[axis] / factor);
            if (factor == 0) continue;
            axes.Add(shape.Count);
            shape.Add(factor);
        }
        ArrayExpr blocks = ReshapeExpr.Create(variable.Expr, [.. shape]);
        return new Variable(variable.Dims, ReductionExpr.Create(OpTable.GetReduction(op), blocks, [.. axes], keepDims: false, options), variable.Attrs);
    }

    private static NumberIndex Means(NumberIndex index, int factor)
    {
        var means = new double[index.Length / factor];
        for (int i = 0; i < means.Length; i++)
        {
            foreach (double label in index.Labels.Slice(i * factor, factor)) means[i] += label;
            means[i] /= factor;
            if (index.DType == DType.Float32) means[i] = (float)means[i];
        }
        return new NumberIndex(means, index.DType == DType.Float32 ? DType.Float32 : DType.Float64);
    }

    private static TimeIndex Means(TimeIndex index, int factor)
    {
        var means = new long[index.Length / factor];
        for (int i = 0; i < means.Length; i++)
        {
            Int128 sum = 0;
            foreach (long label in index.Labels.Slice(i * factor, factor)) sum += label;
            means[i] = (long)(sum / factor);
        }
        return new TimeIndex(means, index.Calendar);
    }
}

/// <summary>An array in windows that move along a dimension: each reduction gives one value a position, missing where the window is not full.</summary>
public sealed class RollingArray : Reductions<DataArray>
{
    private readonly DataArray array;
    private readonly string dim;
    private readonly int window;
    private readonly bool center;

    internal RollingArray(DataArray array, string dim, int window, bool center)
    {
        long length = array.Sizes[dim];
        if (window < 1 || window > Math.Max(1, length)) throw new GchunkException($"a window along '{dim}' of length {length} takes 1 to {length} positions; got {window}");
        (this.array, this.dim, this.window, this.center) = (array, dim, window, center);
    }

    /// <inheritdoc/>
    /// <remarks>A window with any value missing has a missing result, as in xarray (min_periods is the window's length), so <paramref name="skipNaN"/> has no effect.</remarks>
    public override DataArray Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0)
    {
        int axis = array.Axis(dim);
        long length = array.Sizes[dim];
        ArrayExpr values = array.DType.IsFloat ? array.Expression : CastExpr.Create(array.Expression, DType.Float64);
        // Only positions whose window is full are computed: each place in the window is a slice, and the slices are folded along an axis of their own.
        long full = length - window + 1;
        var places = new ArrayExpr[window];
        for (int k = 0; k < window; k++)
        {
            ArrayExpr place = new AxisPick(new AxisSlice(k, full)).Of(values, axis);
            places[k] = ReshapeExpr.Create(place, [.. place.Shape, 1]);
        }
        ArrayExpr reduced = ReductionExpr.Create(OpTable.GetReduction(op), ConcatenateExpr.Create(places, values.Rank), [values.Rank], keepDims: false, new ReductionOptions(false, ddof));
        if (!reduced.DType.IsFloat) reduced = CastExpr.Create(reduced, DType.Float64);
        // As in pandas, a centred window of even length reaches one farther back than ahead.
        long before = center ? window / 2 : window - 1, after = length - full - before;
        ArrayExpr[] parts = [Missing(reduced, axis, before), reduced, Missing(reduced, axis, after)];
        ArrayExpr all = ConcatenateExpr.Create([.. parts.Where(p => p.Shape[axis] > 0)], axis);
        return array.With(new Variable(array.DimArray, all, keepAttrs ? array.Attrs.Copy() : []));
    }

    private static FullExpr Missing(ArrayExpr like, int axis, long length) => new(double.NaN, like.DType, like.Chunks.With(axis, [length]));
}
