using Gchunk.Dsl.Interpolation;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// The value between the labels of some dimensions, by linear interpolation along one after the other; the
    /// dimensions go.
    /// </summary>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no labels, or a value lies outside them.
    /// </exception>
    public DataArray Interp(params ReadOnlySpan<(string Dim, double Label)> targets)
    {
        DataArray result = this;
        foreach (var (dim, label) in targets)
            result = result.Interp(dim, [label]).Isel(dim, 0);
        return result;
    }

    /// <summary>The values on a grid of other labels of some dimensions, along one after the other.</summary>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no labels, or all values lie outside them.
    /// </exception>
    public DataArray Interp(string method, params ReadOnlySpan<(string Dim, double[] Labels)> targets)
    {
        DataArray result = this;
        foreach (var (dim, labels) in targets)
            result = result.Interp(dim, labels, method);
        return result;
    }

    /// <summary>
    /// The values at other numbers of a dimension; float64. See
    /// <see cref="Interp(string, DimensionIndex, string, bool)"/>.
    /// </summary>
    public DataArray Interp(string dim, double[] labels, string method = "linear", bool extrapolate = false) =>
        Interp(dim, new NumberIndex(labels), method, extrapolate);

    /// <summary>
    /// The values at other times of a dimension; float64. See
    /// <see cref="Interp(string, DimensionIndex, string, bool)"/>.
    /// </summary>
    public DataArray Interp(string dim, string[] times, string method = "linear", bool extrapolate = false) =>
        Interp(dim, LabelsLike(dim, times, Coords), method, extrapolate);

    /// <summary>
    /// The values at other labels of a dimension; float64. Each task holds the part of the dimension that is read.
    /// </summary>
    /// <param name="dim">The dimension, with labels that are numbers or times, in any order.</param>
    /// <param name="labels">The labels of the result.</param>
    /// <param name="method">
    /// <c>linear</c>; <c>nearest</c>, of two as near the lower; <c>cubic</c>, a spline; <c>zero</c>, the one before.
    /// </param>
    /// <param name="extrapolate">Whether to carry on beyond the ends; what lies there is missing else.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or has no such labels, or all of the new ones lie outside.
    /// </exception>
    public DataArray Interp(string dim, DimensionIndex labels, string method = "linear", bool extrapolate = false)
    {
        Axis(dim);
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
        out double[] places
    )
    {
        (places, double[] targets) = (Coords.IndexOf(dim), labels) switch
        {
            (NumberIndex own, NumberIndex asked) => (own.Labels.ToArray(), asked.Labels.ToArray()),
            (TimeIndex own, TimeIndex asked) when own.Calendar == asked.Calendar => (Since(own), Since(asked, own)),
            (NumberIndex or TimeIndex, _) => throw new GchunkException(
                $"the labels of '{dim}' ({Coords.IndexOf(dim)!.Span}) and those asked for ({labels.Span}) are of different kinds"
            ),
            var (own, _) => throw new GchunkException(
                $"Interp needs numbers or times along '{dim}'; it has {own?.Span ?? "no labels"}"
            ),
        };
        AxisWeights weights = AxisInterpolation.Weights(dim, places, targets, method, extrapolate);
        if (weights.AllMissing && targets.Length > 0)
            throw Outside(dim, labels);
        return weights;

        // Differences of times are exact in float64 where the times themselves are not.
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
                ? $"{labels.Label(0)} lies outside '{dim}', which runs from {Coords.IndexOf(dim)!.Label(0)} to {Coords.IndexOf(dim)!.Label(Sizes[dim] - 1)} ({Sizes[dim]} labels); extrapolate: true carries on beyond the ends"
                : $"{labels.Span} lie all outside '{dim}', which runs from {Coords.IndexOf(dim)!.Label(0)} to {Coords.IndexOf(dim)!.Label(Sizes[dim] - 1)} ({Sizes[dim]} labels); extrapolate: true carries on beyond the ends"
        );

    /// <summary>
    /// The values at the labels of another array, along every dimension that both label with numbers or times.
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
    /// The values at points: arrays of places that share a dimension are read together, point by point: a ship's track.
    /// The places are computed.
    /// </summary>
    /// <param name="method"><c>linear</c> or <c>nearest</c>.</param>
    /// <param name="points">The dimensions, and the places along each.</param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or has no numbers or times, or the method is another.
    /// </exception>
    public DataArray Interp(string method, params ReadOnlySpan<(string Dim, DataArray Places)> points)
    {
        if (method is not ("linear" or "nearest"))
        {
            throw new GchunkException(
                $"at points values are interpolated by \"linear\" or \"nearest\"; got \"{method}\""
            );
        }

        var sides = new List<(string Dim, DataArray Places, long[] From, long[] To, double[] Weights)>();
        foreach (var (dim, places) in points)
        {
            Axis(dim);
            using NDArray computed = places.Compute();
            object[] asked =
                Coords.IndexOf(dim) is TimeIndex times && places.Calendar is not null
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

            sides.Add((dim, places, from, to, weights));
        }
        DataArray? sum = null;
        for (int corner = 0; corner < 1 << sides.Count; corner++)
        {
            var picked = new Pointwise();
            DataArray? weight = null;
            for (int s = 0; s < sides.Count; s++)
            {
                var (dim, places, from, to, weights) = sides[s];
                bool upper = (corner & 1 << s) != 0;
                picked.Add(dim, places.DropAllCoords(), upper ? to : from);
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
                DataArray factor = new(NDArray.From(share, places.Shape), places.Dims, places.Coords);
                weight = weight is null ? factor : weight * factor;
            }
            DataArray values = picked.Of(
                DropCoords([.. Coords.Where(c => c.Dims.Any(d => sides.Any(s => s.Dim == d))).Select(c => c.Name)])
                    .AsType(DType.Float64)
            );
            // A weight of 0 does not let a missing value in.
            DataArray term = values * weight!;
            term = term.Where(Prelude.NotEqual(weight!, 0.0), 0.0);
            sum = sum is null ? term : sum + term;
        }
        DataArray result = sum ?? this;
        Coordinates coords = result.Coords;
        foreach (var (dim, places, _, _, _) in sides)
        {
            if (!result.Dims.Contains(dim))
                coords = coords.With(new Coordinate(dim, places.Variable));
        }

        return new DataArray(result.variable with { Attrs = Attrs.Copy() }, coords, Name).Transpose(
            result.variable.Dims
        );
    }
}
