using Gchunk.Dsl.Climate;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Estimates the power spectrum along a dimension, which becomes <c>frequency</c>: the periodogram, or the mean of
    /// the periodograms of several segments; <c>scipy.signal.periodogram</c> and <c>welch</c>. Each task holds the
    /// whole dimension.
    /// </summary>
    /// <remarks>
    /// The density integrates to the variance; its units are those of the values squared times the unit of the labels.
    /// A missing value makes the spectrum missing: fill gaps first, with <c>InterpolateNa</c>.
    /// </remarks>
    /// <param name="dim">A dimension with labels at equal steps, or none.</param>
    /// <param name="segment">The length of the segments; null takes the whole dimension as one.</param>
    /// <param name="overlap">The part of a segment that the next one repeats, from 0 to below 1.</param>
    /// <param name="window"><c>boxcar</c>, <c>hann</c> or <c>hamming</c>.</param>
    /// <param name="detrend">What to subtract from each segment: <c>constant</c>, <c>linear</c> or <c>none</c>.</param>
    /// <param name="scaling"><c>density</c>, or <c>spectrum</c>, in units of the values squared.</param>
    /// <param name="datetimeUnit">For times, the unit of time; frequencies are cycles in it.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or its steps differ, a parameter is unknown, or the segment does not fit.
    /// </exception>
    /// <example><code>
    /// DataArray power = OpenDataset("rain.nc")["pr"].PowerSpectrum("time", window: "hann");
    /// Print(power.Sizes);
    /// </code></example>
    public DataArray PowerSpectrum(
        string dim,
        int? segment = null,
        double overlap = 0.5,
        string window = "boxcar",
        string detrend = "constant",
        string scaling = "density",
        string datetimeUnit = "D"
    )
    {
        int axis = Axis(dim);
        string[] windows = ["boxcar", "hann", "hamming"],
            trends = ["constant", "linear", "none"],
            scalings = ["density", "spectrum"];
        if (!windows.Contains(window))
            throw new GchunkException(Spelling.Unknown("window", window, windows));
        if (!trends.Contains(detrend))
            throw new GchunkException(Spelling.Unknown("detrend", detrend, trends));
        if (!scalings.Contains(scaling))
            throw new GchunkException(Spelling.Unknown("scaling", scaling, scalings));
        long length = segment ?? Sizes[dim];
        if (length < 2 || length > Sizes[dim])
        {
            throw new GchunkException(
                $"a spectrum along '{dim}' needs segments of 2 to {Sizes[dim]} values, the length of the dimension; got {length}"
            );
        }

        if (!(overlap >= 0 && overlap < 1))
            throw new GchunkException($"segments overlap by a part from 0 to below 1; got {overlap}");
        int n = checked((int)length);
        double step = EqualStep(dim, datetimeUnit),
            sum = 0,
            squares = 0;
        var factors = new double[n];
        for (int i = 0; i < n; i++)
        {
            // Periodic windows, as SciPy has them.
            double turn = Math.Cos(2 * Math.PI * i / n);
            factors[i] = window switch
            {
                "hann" => 0.5 - 0.5 * turn,
                "hamming" => 0.54 - 0.46 * turn,
                _ => 1,
            };
            sum += factors[i];
            squares += factors[i] * factors[i];
        }

        var op = new PowerSpectrumOp(
            axis,
            n - (int)Math.Floor(n * overlap),
            NDArray.From(factors),
            detrend == "linear" ? [.. Enumerable.Range(0, n).Select(i => (double)i)] : [],
            detrend != "none",
            scaling == "density" ? Math.Abs(step) / squares : 1 / (sum * sum)
        );
        double[] frequencies = [.. Enumerable.Range(0, n / 2 + 1).Select(k => k / (n * Math.Abs(step)))];
        string[] dims = [.. variable.Dims.Select(d => d == dim ? "frequency" : d)];
        return new DataArray(
            new Variable(dims, op.Of(Numbers().Expr, frequencies.Length), []),
            Coords.WithoutDims([dim]).With(new Coordinate("frequency", new NumberIndex(frequencies))),
            Name
        );
    }

    private double EqualStep(string dim, string datetimeUnit)
    {
        double[] labels = Distances(dim, datetimeUnit);
        double step = (labels[^1] - labels[0]) / (labels.Length - 1);
        for (int i = 1; i < labels.Length; i++)
        {
            if (!(Math.Abs(labels[i] - labels[i - 1] - step) <= 1e-3 * Math.Abs(step)) || step == 0)
            {
                throw new GchunkException(
                    $"a spectrum needs equal steps along '{dim}'; that to label {i} is {labels[i] - labels[i - 1]} instead of {step}; Resample or Interp to equal steps first, or drop the labels with DropCoords(\"{dim}\") to count positions"
                );
            }
        }

        return step;
    }
}
