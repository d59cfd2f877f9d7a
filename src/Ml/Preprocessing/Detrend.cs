using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Preprocessing;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Subtracts the straight line that fits best along a dimension, in the sense of least squares: for each cell along
/// time. The line is a function of the labels of the dimension, so steps of different lengths are taken into account.
/// </summary>
/// <remarks>
/// Missing values are ignored and stay missing. Along a dimension without labels, or with texts, positions are used. Of
/// samples × features, it works along the features of each sample, as scipy.signal.detrend does by default. The same
/// line, continued, is subtracted from new data.
/// </remarks>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// var trend = Detrend().Fit(rain, over: "time");
/// Print(trend.Slope.Sizes, trend.Transform(rain).Mean().Scalar());
/// </code></example>
public sealed class Detrend : Transformer<Detrend>
{
    private readonly string? own;
    private Line? line;

    // The line is intercept + slope · (label − origin) / unit.
    private sealed record Line(string Dim, double Origin, double Unit, DataArray Slope, DataArray Intercept);

    /// <summary>Sets the parameters.</summary>
    /// <param name="over">The dimension; null for that of <c>Fit</c>, or for the features.</param>
    public Detrend(string? over = null) => own = over;

    /// <summary>
    /// The change along the whole of the dimension that was fitted, in the units of the field; without that dimension.
    /// </summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray Slope => Found.Slope;

    /// <summary>The value of the line in the middle of the dimension.</summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray Intercept => Found.Intercept;

    private Line Found => Fitting.Fitted(line, nameof(Detrend));

    /// <inheritdoc/>
    public override DataArray Transform(DataArray x) => (x - Trend(x)).Rename(x.Name);

    /// <inheritdoc/>
    public override DataArray InverseTransform(DataArray x) => (x + Trend(x)).Transpose([.. x.Dims]).Rename(x.Name);

    /// <inheritdoc/>
    public override string ToString()
    {
        string parameters = own is null ? "Detrend()" : $"Detrend(over: \"{own}\")";
        return line is null
            ? $"{parameters}: not fitted"
            : $"{parameters}: {line.Slope.Shape.Size} lines along {line.Dim}";
    }

    private DataArray Trend(DataArray x)
    {
        Line found = Found;
        if (!x.Dims.Contains(found.Dim))
        {
            throw new GchunkException(
                $"a trend along '{found.Dim}' was fitted, but the array has no such dimension: ({string.Join(", ", x.Dims)})"
            );
        }

        DataArray steps = (Numbers(x, found.Dim) - found.Origin) / found.Unit;
        return found.Intercept + found.Slope * steps;
    }

    // The labels of a dimension as numbers, with the dimension's coordinate.
    private static DataArray Numbers(DataArray x, string dim)
    {
        DimensionIndex? index = x.Coords.IndexOf(dim);
        double[] numbers = index switch
        {
            NumberIndex labels => labels.Labels.ToArray(),
            TimeIndex times => Array.ConvertAll(times.Labels.ToArray(), t => (double)t),
            _ => [.. Enumerable.Range(0, checked((int)x.Sizes[dim])).Select(i => (double)i)],
        };
        return new DataArray(NDArray.From(numbers), [dim], x.Coords);
    }

    internal override (DataArray Result, string[]? Over) FitStep(DataArray x, string[]? over, double maxMissing)
    {
        Learn(x, over, maxMissing);
        return (Transform(x), over);
    }

    internal override bool DependsOn(IReadOnlyCollection<string> dims) =>
        dims.Contains(Found.Dim) || Found.Slope.Dims.Any(dims.Contains);

    internal override void WriteState(ModelState state)
    {
        state.Set("over", own).Set("fitted", line is not null);
        if (line is null)
            return;
        state.Set("dim", line.Dim).Set("origin", line.Origin).Set("unit", line.Unit);
        state.Set("slope", line.Slope);
        state.Set("intercept", line.Intercept);
    }

    internal static Detrend Read(ModelState state)
    {
        var detrend = new Detrend(state.TextOrNull("over"));
        if (state.IsFitted)
        {
            detrend.line = new Line(
                state.Text("dim"),
                state.Double("origin"),
                state.Double("unit"),
                state.Labelled("slope"),
                state.Labelled("intercept")
            );
        }

        return detrend;
    }

    private protected override void Learn(DataArray x, string[]? over, double maxMissing)
    {
        if (own is null && over is { Length: > 1 })
        {
            throw new GchunkException(
                $"a trend is taken along one dimension; got {string.Join(", ", over)}; name it: Detrend(over: \"time\")"
            );
        }

        string dim = own ?? over?[0] ?? (x.Dims.Count > 1 ? x.Dims[1] : Fitting.Dim(x));
        if (!x.Dims.Contains(dim))
            throw new GchunkException(Spelling.Unknown("dimension", dim, x.Dims));
        if (x.Sizes[dim] < 2)
            throw new GchunkException($"a trend along '{dim}' needs at least 2 positions; there is {x.Sizes[dim]}");
        if (x.DType != DType.Float64)
            x = x.AsType(DType.Float64);
        DataArray labels = Numbers(x, dim);
        double[] numbers = labels.Compute().ToArray<double>();
        double origin = (numbers.Min() + numbers.Max()) / 2,
            unit = numbers.Max() - numbers.Min();
        if (!(unit > 0))
            throw new GchunkException($"a trend along '{dim}' needs labels that differ; all are {numbers[0]}");
        DataArray t = (labels - origin) / unit,
            there = x.NotNull().AsType(DType.Float64);
        // Sums over the values that are there, about their own mean label.
        string[] along = [dim];
        (DataArray mean, DataArray deviation) = ExactSums.Mean(x, along);
        DataArray count = there.Sum(dim),
            middle = (ExactSums.Sum(there * t, 0.5, along) / count).Load(),
            away = t - middle;
        DataArray slope = ExactSums.Sum(
            (x - mean) * away,
            deviation,
            along,
            ExactSums.Sum(there * away * away, 1, along)
        );
        // One value, or none, has no slope.
        slope = slope.Where(count > 1, mean * 0);
        Dataset both = new Dataset([slope.Rename("slope"), (mean - slope * middle).Rename("intercept")]).Load();
        line = new Line(dim, origin, unit, both["slope"], both["intercept"]);
    }
}
