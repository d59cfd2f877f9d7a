using Gchunk.Dsl.Interpolation;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Interpolates linearly to one label of each dimension, one dimension after the other; the dimensions are dropped.
    /// </summary>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no labels, or a label is outside their range.
    /// </exception>
    public DataArray Interp(params ReadOnlySpan<(string Dim, double Label)> targets)
    {
        DataArray result = this;
        foreach (var (dim, label) in targets)
            result = result.Interp(dim, [label]).Isel(dim, 0);
        return result;
    }

    /// <summary>Interpolates linearly to a grid of other labels, one dimension after the other.</summary>
    /// <inheritdoc cref="Interp(string, ReadOnlySpan{ValueTuple{string, double[]}})"/>
    public DataArray Interp(params ReadOnlySpan<(string Dim, double[] Labels)> targets) => Interp("linear", targets);

    /// <summary>Interpolates to a grid of other labels, one dimension after the other.</summary>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no labels, or all new labels are outside their range.
    /// </exception>
    public DataArray Interp(string method, params ReadOnlySpan<(string Dim, double[] Labels)> targets)
    {
        DataArray result = this;
        foreach (var (dim, labels) in targets)
            result = result.Interp(dim, labels, method);
        return result;
    }

    /// <summary>
    /// Interpolates to other numeric labels of a dimension; float64. See <see cref="Interp(string, DimensionIndex,
    /// string, bool)"/>.
    /// </summary>
    public DataArray Interp(string dim, double[] labels, string method = "linear", bool extrapolate = false) =>
        Interp(dim, new NumberIndex(labels), method, extrapolate);

    /// <summary>
    /// Interpolates to other times of a dimension; float64. See <see cref="Interp(string, DimensionIndex, string,
    /// bool)"/>.
    /// </summary>
    public DataArray Interp(string dim, string[] times, string method = "linear", bool extrapolate = false) =>
        Interp(dim, LabelsLike(dim, times, Coords), method, extrapolate);

    /// <summary>
    /// Interpolates to other labels of a dimension; float64. Each task holds the part of the dimension that it reads.
    /// </summary>
    /// <param name="dim">A dimension with numbers or times as labels, in any order.</param>
    /// <param name="labels">The labels of the result.</param>
    /// <param name="method">
    /// <c>linear</c>; <c>nearest</c>, of two equally near the lower; <c>cubic</c>, a not-a-knot spline; <c>zero</c>,
    /// the previous label.
    /// </param>
    /// <param name="extrapolate">True to extrapolate beyond the ends; otherwise values there are missing.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or has no such labels, or all new labels are outside their range.
    /// </exception>
    public DataArray Interp(string dim, DimensionIndex labels, string method = "linear", bool extrapolate = false)
    {
        Axis(dim);
        ReductionOperand.RequireDefined(variable, "interp");
        AxisWeights weights = WeightsTo(dim, labels, method, extrapolate, out _);
        Coordinates kept = new(
            Coords
                .Where(c => c.Name != dim)
                .Select(c =>
                    c.Dims.Contains(dim)
                        ? c.Calendar is null
                            ? new Coordinate(c.Name, Weighted(c.Variable))
                            : null
                        : c
                )
                .OfType<Coordinate>()
        );
        return new DataArray(Weighted(variable), kept.With(new Coordinate(dim, labels, Coords[dim].Attrs)), Name);

        Variable Weighted(Variable v) =>
            v with
            {
                Expr = weights.Of(v.Expr, Array.IndexOf(v.Dims, dim)),
                Calendar = null,
            };
    }

    private AxisWeights WeightsTo(
        string dim,
        DimensionIndex labels,
        string method,
        bool extrapolate,
        out double[] coordinates
    )
    {
        (coordinates, double[] targets) = (Coords.IndexOf(dim), labels) switch
        {
            (NumberIndex own, NumberIndex asked) => (own.Labels.ToArray(), asked.Labels.ToArray()),
            (TimeIndex own, TimeIndex asked) when own.Calendar.AgreesWith(asked.Calendar) => (
                Since(own),
                Since(asked, own)
            ),
            (NumberIndex or TimeIndex, _) => throw new GchunkException(
                $"the labels of '{dim}' ({Coords.IndexOf(dim)!.Span}) and the new ones ({labels.Span}) are of different kinds"
            ),
            var (own, _) => throw new GchunkException(
                $"Interp needs numbers or times along '{dim}'; it has {own?.Span ?? "no labels"}"
            ),
        };
        AxisWeights weights = AxisInterpolation.Weights(dim, coordinates, targets, method, extrapolate);
        if (weights.AllMissing && targets.Length > 0)
            throw Outside(dim, labels);
        return weights;

        // Differences of times are exact in float64, unlike the times themselves.
        static double[] Since(TimeIndex times, TimeIndex? origin = null)
        {
            long zero = (origin ?? times).Length == 0 ? 0 : (origin ?? times).Labels[0];
            return Array.ConvertAll(
                times.Labels.ToArray(),
                t => t == Engine.Storage.Cf.CfDateTime.NaT ? double.NaN : (double)((Int128)t - zero)
            );
        }
    }

    private GchunkException Outside(string dim, DimensionIndex labels) =>
        new(
            labels.Length == 1
                ? $"{labels.Label(0)} is outside '{dim}', which runs from {Coords.IndexOf(dim)!.Label(0)} to {Coords.IndexOf(dim)!.Label(Sizes[dim] - 1)} ({Sizes[dim]} labels); use extrapolate: true to extrapolate beyond the ends"
                : $"{labels.Span} are all outside '{dim}', which runs from {Coords.IndexOf(dim)!.Label(0)} to {Coords.IndexOf(dim)!.Label(Sizes[dim] - 1)} ({Sizes[dim]} labels); use extrapolate: true to extrapolate beyond the ends"
        );

    /// <summary>
    /// Interpolates to the labels of another array, along every dimension that has numbers or times as labels in both.
    /// </summary>
    public DataArray InterpLike(DataArray other, string method = "linear")
    {
        DataArray result = this;
        foreach (string dim in Dims)
        {
            if (
                Coords.IndexOf(dim) is NumberIndex or TimeIndex
                && other.Coords.IndexOf(dim) is { } labels
                && Coords.IndexOf(dim)!.FirstDifference(labels) >= 0
            )
            {
                result = result.Interp(dim, labels, method);
            }
        }

        return result;
    }

    /// <summary>
    /// Interpolates at points: arrays of labels that share a dimension select pointwise, for example along a ship's
    /// track. The labels are computed.
    /// </summary>
    /// <param name="method"><c>linear</c> or <c>nearest</c>.</param>
    /// <param name="points">The dimensions with the labels of the points along each.</param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no numbers or times as labels, or the method is unknown.
    /// </exception>
    public DataArray Interp(string method, params ReadOnlySpan<(string Dim, DataArray Labels)> points)
    {
        if (method is not ("linear" or "nearest"))
        {
            throw new GchunkException($"interpolation at points is \"linear\" or \"nearest\"; got \"{method}\"");
        }

        ReductionOperand.RequireDefined(variable, "interp");
        var sides = new List<Side>();
        foreach (var (dim, labels) in points)
        {
            Axis(dim);
            using NDArray computed = labels.Compute();
            object[] asked =
                Coords.IndexOf(dim) is TimeIndex times && labels.Calendar is not null
                    ?
                    [
                        .. computed
                            .ToArray<long>()
                            .Select(t => (object)new Engine.Storage.Cf.CfDateTime(times.Calendar, t)),
                    ]
                    : [.. computed.ToArray<double>().Select(v => (object)v)];
            var (from, to, weights) = (new long[asked.Length], new long[asked.Length], new double[asked.Length]);
            for (int i = 0; i < asked.Length; i++)
            {
                (from[i], to[i], weights[i]) = Coords.IndexOf(dim) switch
                {
                    NumberIndex numbers => numbers.BracketOrNone(dim, asked[i]),
                    TimeIndex instants => instants.BracketOrNone(dim, asked[i]),
                    var other => throw new GchunkException(
                        $"Interp needs numbers or times along '{dim}'; it has {other?.Span ?? "no labels"}"
                    ),
                };
            }

            sides.Add(new Side(dim, labels, from, to, weights));
        }
        DataArray bare = DropCoords([
            .. Coords.Where(c => c.Dims.Any(d => sides.Any(s => s.Dim == d))).Select(c => c.Name),
        ]);
        DataArray result = AtPoints(bare, sides, method) ?? this;
        Coordinates coords = result.Coords;
        foreach (var (dim, labels, _, _, _) in sides)
        {
            if (!result.Dims.Contains(dim))
                coords = coords.With(new Coordinate(dim, labels.Variable));
        }

        // Coordinates along the grid are interpolated too, if they are real numbers.
        foreach (Coordinate c in Coords)
        {
            List<Side> own = sides.FindAll(s => c.Name != s.Dim && c.Dims.Contains(s.Dim));
            if (own.Count == 0 || coords.Find(c.Name) is not null)
                continue;
            DType dtype = c.Variable.Expr.DType;
            if (c.Variable.Texts is not null || c.Variable.HasNaT || dtype == DType.Bool || dtype.IsComplex)
                continue;
            if (AtPoints(new DataArray(c.Variable, Coordinates.Empty), own, method) is { } there)
                coords = coords.With(new Coordinate(c.Name, there.Variable with { Attrs = c.Attrs }));
        }

        return new DataArray(result.variable with { Attrs = Attrs.Copy() }, coords, Name).Transpose(
            result.variable.Dims
        );
    }

    // The positions on both sides of the points along a dimension, and the weights of the upper ones.
    private sealed record Side(string Dim, DataArray Labels, long[] From, long[] To, double[] Weights);

    // The weighted sum of the values at the corners around each point; null without dimensions.
    private static DataArray? AtPoints(DataArray array, List<Side> sides, string method)
    {
        DataArray? sum = null;
        for (int corner = 0; corner < 1 << sides.Count; corner++)
        {
            var picked = new Pointwise();
            DataArray? weight = null;
            for (int s = 0; s < sides.Count; s++)
            {
                var (dim, labels, from, to, weights) = sides[s];
                bool upper = (corner & 1 << s) != 0;
                picked.Add(dim, labels.DropAllCoords(), upper ? to : from);
                double[] share = Array.ConvertAll(
                    weights,
                    w =>
                        double.IsNaN(w) ? w
                        : method == "nearest"
                            ? (w > 0.5) == upper ? 1.0
                                : 0
                        : upper ? w
                        : 1 - w
                );
                DataArray factor = new(NDArray.From(share, labels.Shape), labels.Dims, labels.Coords);
                weight = weight is null ? factor : weight * factor;
            }
            DataArray values = picked.Of(array.AsType(DType.Float64));
            // A missing value with weight 0 does not make the result missing.
            DataArray term = values * weight!;
            term = term.Where(Prelude.NotEqual(weight!, 0.0), 0.0);
            sum = sum is null ? term : sum + term;
        }

        return sum;
    }
}
