using Gchunk.Engine;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Computes the Fourier transform over several axes, one after another: NumPy's <c>fft.fftn</c>. Each task holds
    /// the whole of one axis.
    /// </summary>
    /// <param name="x">Real or complex numbers.</param>
    /// <param name="s">
    /// The length of the transform along each axis, which is truncated or padded with zeros; by default its own length.
    /// </param>
    /// <param name="axes">The axes; by default all, or the last ones, as many as there are lengths.</param>
    /// <param name="norm">Where the factor 1/n is; see <see cref="Fft"/>.</param>
    /// <returns>Complex128, or complex64 for float32 and complex64.</returns>
    /// <exception cref="GchunkException">
    /// There are not as many lengths as axes, a length is below 1, an axis out of range, or the norm unknown.
    /// </exception>
    public static ChunkedArray FftN(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward") =>
        OverAxes(x, s, axes, (part, n, axis) => Fft(part, n, axis, norm));

    /// <summary>Computes the inverse of <see cref="FftN"/>: NumPy's <c>fft.ifftn</c>.</summary>
    /// <inheritdoc cref="FftN"/>
    public static ChunkedArray IfftN(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward") =>
        OverAxes(x, s, axes, (part, n, axis) => Ifft(part, n, axis, norm));

    /// <summary>Computes the Fourier transform over two axes, by default the last: NumPy's <c>fft.fft2</c>.</summary>
    /// <inheritdoc cref="FftN"/>
    public static ChunkedArray Fft2(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward") =>
        FftN(x, s, axes ?? [-2, -1], norm);

    /// <summary>Computes the inverse of <see cref="Fft2"/>: NumPy's <c>fft.ifft2</c>.</summary>
    /// <inheritdoc cref="FftN"/>
    public static ChunkedArray Ifft2(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward") =>
        IfftN(x, s, axes ?? [-2, -1], norm);

    /// <summary>
    /// Computes the Fourier transform of real numbers over several axes, with the first half of the frequencies along
    /// the last of them: NumPy's <c>fft.rfftn</c>.
    /// </summary>
    /// <inheritdoc cref="FftN"/>
    public static ChunkedArray RfftN(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward")
    {
        (int[] along, int?[] lengths) = FourierAxes(x, s, axes);
        ChunkedArray half = Rfft(x, lengths[^1], along[^1], norm);
        for (int i = 0; i < along.Length - 1; i++)
            half = Fft(half, lengths[i], along[i], norm);
        return half;
    }

    /// <summary>
    /// Computes the inverse of <see cref="RfftN"/>, which is real: NumPy's <c>fft.irfftn</c>. The default length along
    /// the last axis is twice the number of frequencies, minus 2.
    /// </summary>
    /// <returns>Float64, or float32 for complex64.</returns>
    /// <inheritdoc cref="FftN"/>
    public static ChunkedArray IrfftN(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward")
    {
        (int[] along, int?[] lengths) = FourierAxes(x, s, axes);
        for (int i = 0; i < along.Length - 1; i++)
            x = Ifft(x, lengths[i], along[i], norm);
        return Irfft(x, lengths[^1], along[^1], norm);
    }

    /// <summary>
    /// Computes the Fourier transform of real numbers over two axes, by default the last: NumPy's <c>fft.rfft2</c>.
    /// </summary>
    /// <inheritdoc cref="RfftN"/>
    public static ChunkedArray Rfft2(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward") =>
        RfftN(x, s, axes ?? [-2, -1], norm);

    /// <summary>Computes the inverse of <see cref="Rfft2"/>, which is real: NumPy's <c>fft.irfft2</c>.</summary>
    /// <inheritdoc cref="IrfftN"/>
    public static ChunkedArray Irfft2(ChunkedArray x, int[]? s = null, int[]? axes = null, string norm = "backward") =>
        IrfftN(x, s, axes ?? [-2, -1], norm);

    /// <summary>Moves frequency 0 to the middle of the axes: NumPy's <c>fft.fftshift</c>.</summary>
    /// <param name="x">A spectrum, or other values in its order.</param>
    /// <param name="axes">The axes; by default all.</param>
    /// <exception cref="GchunkException">An axis is out of range.</exception>
    public static ChunkedArray FftShift(ChunkedArray x, Axes axes = default)
    {
        foreach (int axis in axes.Values ?? [.. Enumerable.Range(0, x.Rank)])
            x = x.Roll(x.Shape[x.Shape.NormalizeAxis(axis)] / 2, axis);
        return x;
    }

    /// <summary>Moves frequency 0 from the middle of the axes to their start: NumPy's <c>fft.ifftshift</c>.</summary>
    /// <inheritdoc cref="FftShift"/>
    public static ChunkedArray IfftShift(ChunkedArray x, Axes axes = default)
    {
        foreach (int axis in axes.Values ?? [.. Enumerable.Range(0, x.Rank)])
            x = x.Roll(-(x.Shape[x.Shape.NormalizeAxis(axis)] / 2), axis);
        return x;
    }

    private static ChunkedArray OverAxes(
        ChunkedArray x,
        int[]? s,
        int[]? axes,
        Func<ChunkedArray, int?, int, ChunkedArray> transform
    )
    {
        (int[] along, int?[] lengths) = FourierAxes(x, s, axes);
        for (int i = along.Length - 1; i >= 0; i--)
            x = transform(x, lengths[i], along[i]);
        return x;
    }

    private static (int[] Axes, int?[] Lengths) FourierAxes(ChunkedArray x, int[]? s, int[]? axes)
    {
        axes ??= [.. Enumerable.Range(0, x.Rank).TakeLast(s?.Length ?? x.Rank)];
        if (s is not null && s.Length != axes.Length)
        {
            throw new GchunkException(
                $"got {s.Length} lengths for {axes.Length} axes of shape {x.Shape}; give one for each"
            );
        }

        if (axes.Length == 0)
            throw new GchunkException($"a Fourier transform needs at least one axis; the array has shape {x.Shape}");
        return (axes, s is null ? new int?[axes.Length] : [.. s.Select(n => (int?)n)]);
    }
}
