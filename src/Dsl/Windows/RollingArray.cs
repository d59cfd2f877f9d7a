using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Times;
using Gchunk.Dsl.Windows;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// An array in rolling windows along one or several dimensions; each reduction gives one value per position, missing
/// where the window has too few values.
/// </summary>
public sealed class RollingArray : Reductions<DataArray>
{
    private readonly DataArray array;
    private readonly (string Dim, int Window)[] windows;
    private readonly bool center;
    private readonly int least;

    internal RollingArray(DataArray array, (string Dim, int Window)[] windows, bool center, int? minPeriods)
    {
        long size = 1;
        foreach (var (dim, window) in windows)
        {
            _ = array.Sizes[dim];
            if (window < 1)
                throw new GchunkException($"a window along '{dim}' needs a length of at least 1; got {window}");
            size = checked(size * window);
        }
        if (minPeriods is < 1 || minPeriods > size)
        {
            throw new GchunkException(
                $"minPeriods: must be from 1 to {size}, the size of the window; got {minPeriods}"
            );
        }

        (this.array, this.windows, this.center, least) = (array, windows, center, minPeriods ?? (int)size);
    }

    // As in pandas, a centered window of even length extends one further back than ahead.
    private (long Before, long After) Reach(int window) =>
        center ? (window / 2, window - 1 - window / 2) : (window - 1, 0);

    /// <inheritdoc/>
    /// <remarks>
    /// Missing values are always skipped; the result of a window with fewer values than minPeriods (by default the
    /// window's length) is missing, so <paramref name="skipNaN"/> has no effect.
    /// </remarks>
    public override DataArray Reduce(string op, bool skipNaN = true, bool keepAttrs = true, double ddof = 0)
    {
        ReductionOp row = OpTable.GetReduction(op);
        if (row.GivesVector)
            throw new GchunkException($"{op} does not give one value per window");
        if (array.Calendar is not null && row.Result != ReductionResult.Count)
        {
            throw new GchunkException(
                $"{op} of windows is not defined for times; take it of numbers of days, (times - times[0]) / TimeSpan.FromDays(1)"
            );
        }

        if (array.DType == DType.TimeDelta64 && row.Result != ReductionResult.Count)
        {
            TimeCounts.RequireDuration(array.Variable, row);
            return OfCounts(w => w.Reduce(op, skipNaN, keepAttrs, ddof));
        }
        if (array.Expression.DType.IsComplex && op is "sum" or "mean")
            return OfParts(op, keepAttrs);
        ArrayExpr reduced;
        if (windows is [var (dim, window)])
        {
            (long before, long after) = Reach(window);
            reduced = RollingReductionOp.Create(row, array.Expression, array.Axis(dim), before, after, least, ddof);
        }
        else
        {
            ArrayExpr windowed = Windowed(1, double.NaN);
            int[] axes = [.. Enumerable.Range(array.Dims.Count, windows.Length)];
            reduced = ReductionExpr.Create(row, windowed, axes, keepDims: false, new ReductionOptions(true, ddof));
            reduced = MissingWhereFew(
                CastExpr.Create(reduced, reduced.DType.IsFloat ? reduced.DType : DType.Float64),
                windowed,
                axes
            );
        }
        return array.With(new Variable(array.DimArray, reduced, keepAttrs ? array.Attrs.Copy() : []));
    }

    // What a function finds in the counts of times or durations.
    private DataArray OfCounts(Func<RollingArray, DataArray> function)
    {
        DataArray found = function(new(array.With(TimeCounts.Of(array.Variable)), windows, center, least));
        return found.With(TimeCounts.Back(found.Variable, array.Variable));
    }

    // The sums of the real and of the imaginary parts; a number with NaN in either part is missing.
    private DataArray OfParts(string op, bool keepAttrs)
    {
        var missing = new System.Numerics.Complex(double.NaN, double.NaN);
        DataArray numbers = array.Where(array.NotNull(), missing);
        DataArray Of(DataArray part) => new RollingArray(part, windows, center, least).Reduce(op, keepAttrs: keepAttrs);
        DataArray re = Of(numbers.Real()),
            im = Of(numbers.Imag());
        ChunkedArray joined = Prelude.JoinParts(new ChunkedArray(re.Expression), new ChunkedArray(im.Expression));
        return array.With(new Variable(array.DimArray, joined.Expression, keepAttrs ? array.Attrs.Copy() : []));
    }

    /// <summary>
    /// Ranks the last element of each window among those that are not missing, from 1: pandas' <c>rolling.rank</c>. Equal
    /// ones share the mean of their ranks; a missing one has none. Float64.
    /// </summary>
    /// <param name="pct">True for ranks as fractions of the number of values.</param>
    /// <exception cref="GchunkException">The windows extend along several dimensions.</exception>
    public DataArray Rank(bool pct = false)
    {
        if (windows is not [var (dim, window)])
        {
            throw new GchunkException(
                $"Rank needs windows along one dimension; these extend along {string.Join(", ", windows.Select(w => w.Dim))}"
            );
        }

        (long before, long after) = Reach(window);
        ArrayExpr values = array.Variable.HasNaT ? TimeCounts.Of(array.Variable).Expr : array.Expression;
        ArrayExpr ranks = RollingRankOp.Create(values, array.Axis(dim), before, after, least, pct);
        return array.With(new Variable(array.DimArray, ranks, array.Attrs.Copy()));
    }

    private ArrayExpr MissingWhereFew(ArrayExpr reduced, ArrayExpr windowed, int[] axes)
    {
        ArrayExpr counts = Exprs.Count(windowed, axes, skipNaN: true);
        ArrayExpr enough = Exprs.GreaterEqual(counts, FullExpr.Weak(least));
        return Exprs.Where(enough, reduced, FullExpr.Weak(double.NaN));
    }

    private protected override DataArray Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    )
    {
        if (array.Variable.HasNaT)
            return OfCounts(w => w.Quantiles(quantiles, one, method, skipNaN, keepAttrs));
        Coordinates coords = one
            ? array.Coords
            : array.Coords.With(new Coordinate("quantile", new NumberIndex(quantiles)));
        Attributes attrs = keepAttrs ? array.Attrs.Copy() : [];
        if (windows is [var (dim, window)])
        {
            (long before, long after) = Reach(window);
            ArrayExpr sliding = RollingQuantileOp.Create(
                array.Expression,
                array.Axis(dim),
                before,
                after,
                least,
                quantiles,
                method
            );
            return new DataArray(
                one
                    ? new Variable(array.DimArray, ReshapeExpr.Create(sliding, [.. array.Shape]), attrs)
                    : new Variable([.. array.Dims, "quantile"], sliding, attrs),
                coords,
                array.Name
            );
        }

        ArrayExpr windowed = Windowed(1, double.NaN);
        int rank = array.Dims.Count;
        int[] axes = [.. Enumerable.Range(rank, windows.Length)];
        ArrayExpr flat = ReshapeExpr.Create(windowed, [.. array.Shape, windows.Aggregate(1L, (n, w) => n * w.Window)]);
        ArrayExpr values = GroupQuantileOp.Create(
            flat,
            rank,
            [new AxisPick(AxisSlice.All(flat.Shape[rank]))],
            quantiles,
            method,
            skipNaN: true
        );
        Variable result;
        if (one)
        {
            values = ReshapeExpr.Create(values, [.. array.Shape]);
            result = new Variable(array.DimArray, MissingWhereFew(values, windowed, axes), []);
        }
        else
        {
            result = new Variable([.. array.Dims, "quantile"], values, []);
        }

        return new DataArray(result with { Attrs = attrs }, coords, array.Name);
    }

    /// <summary>
    /// Applies a function to the windows: <c>x.Rolling("time", 5).Map(w => w.Max("window") - w.Min("window"))</c>. The
    /// result is missing where a window has too few values.
    /// </summary>
    /// <param name="function">
    /// A function of the array with the windows along a new last dimension <c>window</c>, in which what lies beyond the
    /// ends is missing; it reduces that dimension. Its cost grows with the window.
    /// </param>
    /// <exception cref="GchunkException">The windows are along several dimensions, or the function keeps theirs.</exception>
    public DataArray Map(Func<DataArray, DataArray> function)
    {
        if (windows.Length != 1)
            throw new GchunkException("Map takes windows along one dimension; for several, use Construct");
        DataArray all = Construct("window"),
            made = function(all);
        if (made.Dims.Contains("window"))
        {
            throw new GchunkException(
                "the function of Map must reduce the dimension 'window', as in w => w.Max(\"window\") - w.Min(\"window\")"
            );
        }

        return made.Where(all.Count("window") >= least);
    }

    /// <summary>Returns the windows along new last dimensions, as a view.</summary>
    /// <param name="windowDim">
    /// The name of the new dimension; for several dimensions that of the first, the others get a number appended.
    /// </param>
    /// <param name="stride">The distance between successive windows.</param>
    /// <param name="fillValue">The value where a window extends beyond the ends.</param>
    /// <exception cref="GchunkException">The name is taken, or the stride is not positive.</exception>
    public DataArray Construct(string windowDim, int stride = 1, double fillValue = double.NaN)
    {
        if (stride < 1)
            throw new GchunkException($"a stride must be positive; got {stride}");
        string[] names = [.. windows.Select((_, i) => i == 0 ? windowDim : windowDim + (i + 1))];
        foreach (string name in names)
        {
            if (array.Dims.Contains(name))
                throw new GchunkException($"there is a dimension '{name}' already; give the windows another name");
        }

        Coordinates coords = array.Coords;
        foreach (var (dim, _) in windows)
        {
            if (stride > 1)
                coords = coords.Pick(dim, new AxisPick(AxisSlice.FromBounds(null, null, stride, array.Sizes[dim])));
        }

        return new DataArray(
            new Variable([.. array.Dims, .. names], Windowed(stride, fillValue), array.Attrs.Copy()),
            coords,
            array.Name
        );
    }

    // Appends an axis for each window. Each position in the window is a slice of the padded array.
    private ArrayExpr Windowed(int stride, double fill)
    {
        ArrayExpr values =
            array.DType.IsFloat || !double.IsNaN(fill)
                ? array.Expression
                : CastExpr.Create(array.Expression, DType.Float64);
        foreach (var (dim, window) in windows)
        {
            int axis = array.Axis(dim);
            (long before, long after) = Reach(window);
            long length = values.Shape[axis];
            ArrayExpr padded = new ChunkedArray(values)
                .Pad(
                    [.. Enumerable.Range(0, values.Rank).Select(a => a == axis ? (before, after) : (0L, 0L))],
                    "constant",
                    fill
                )
                .Expression;
            var slices = new ArrayExpr[window];
            for (int k = 0; k < window; k++)
            {
                ArrayExpr slice = new AxisPick(new AxisSlice(k, (length + stride - 1) / stride, stride)).Of(
                    padded,
                    axis
                );
                slices[k] = ReshapeExpr.Create(slice, [.. slice.Shape, 1]);
            }
            values = ConcatenateExpr.Create(slices, values.Rank);
        }
        return values;
    }
}
