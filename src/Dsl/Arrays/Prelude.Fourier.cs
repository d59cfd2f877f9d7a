using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>A complex array as two real ones, because there is no complex dtype.</summary>
/// <param name="Real">The real parts.</param>
/// <param name="Imaginary">The imaginary parts, of the same shape.</param>
public readonly record struct ComplexParts(ChunkedArray Real, ChunkedArray Imaginary)
{
    /// <summary>Computes the absolute value.</summary>
    public ChunkedArray Abs() => Prelude.Hypot(Real, Imaginary);

    /// <summary>Computes the angle in radians.</summary>
    public ChunkedArray Angle() => Prelude.Arctan2(Imaginary, Real);
}

public static partial class Prelude
{
    /// <summary>
    /// Computes the discrete Fourier transform along an axis: NumPy's <c>fft.fft</c>, X(k) = Σ x(j) exp(-2πi jk/n).
    /// Each task holds the whole axis.
    /// </summary>
    /// <param name="x">Real numbers.</param>
    /// <param name="n">
    /// The length of the transform: the axis is truncated or padded with zeros; by default its own length.
    /// </param>
    /// <param name="axis">The axis.</param>
    /// <returns>
    /// Real and imaginary parts: <c>var (re, im) = Fft(x)</c>. Float64, or float32 for float32, computed in float64.
    /// NaN makes the whole axis NaN.
    /// </returns>
    /// <exception cref="GchunkException">n is below 1, or the axis out of range.</exception>
    public static ComplexParts Fft(ChunkedArray x, int? n = null, int axis = -1) =>
        Transform(x, null, n, axis, FourierKind.Forward, half: false);

    /// <summary>Computes the discrete Fourier transform of complex numbers along an axis.</summary>
    /// <inheritdoc cref="Fft(ChunkedArray, int?, int)"/>
    public static ComplexParts Fft(ComplexParts x, int? n = null, int axis = -1) =>
        Transform(x.Real, x.Imaginary, n, axis, FourierKind.Forward, half: false);

    /// <summary>
    /// Computes the inverse of <see cref="Fft(ComplexParts, int?, int)"/>, divided by n: NumPy's <c>fft.ifft</c>.
    /// </summary>
    /// <inheritdoc cref="Fft(ChunkedArray, int?, int)"/>
    public static ComplexParts Ifft(ComplexParts x, int? n = null, int axis = -1) =>
        Transform(x.Real, x.Imaginary, n, axis, FourierKind.Inverse, half: false);

    /// <summary>
    /// Computes the first half, n / 2 + 1 frequencies, of the transform of real numbers; the other half mirrors it.
    /// NumPy's <c>fft.rfft</c>.
    /// </summary>
    /// <inheritdoc cref="Fft(ChunkedArray, int?, int)"/>
    public static ComplexParts Rfft(ChunkedArray x, int? n = null, int axis = -1) =>
        Transform(x, null, n, axis, FourierKind.Forward, half: true);

    /// <summary>Computes the inverse of <see cref="Rfft"/>, which is real: NumPy's <c>fft.irfft</c>.</summary>
    /// <param name="x">The first half of a spectrum.</param>
    /// <param name="n">The length of the result; by default twice the number of frequencies, less 2.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="GchunkException">n is below 1, or the axis out of range.</exception>
    public static ChunkedArray Irfft(ComplexParts x, int? n = null, int axis = -1) =>
        Transform(
            x.Real,
            x.Imaginary,
            n ?? checked((int)(2 * (x.Real.Shape[x.Real.Shape.NormalizeAxis(axis)] - 1))),
            axis,
            FourierKind.InverseOfHalf,
            half: false
        ).Real;

    /// <summary>
    /// Returns the frequencies of <see cref="Fft(ChunkedArray, int?, int)"/>, in cycles per unit of the spacing: 0, 1,
    /// …, then the negative ones, over n · spacing.
    /// </summary>
    public static double[] FftFreq(int n, double spacing = 1) =>
        [.. Enumerable.Range(0, n).Select(k => (k <= (n - 1) / 2 ? k : k - n) / (n * spacing))];

    /// <summary>Returns the frequencies of <see cref="Rfft"/>: 0, 1, …, n / 2, over n · spacing.</summary>
    public static double[] RfftFreq(int n, double spacing = 1) =>
        [.. Enumerable.Range(0, n / 2 + 1).Select(k => k / (n * spacing))];

    private static ComplexParts Transform(
        ChunkedArray real,
        ChunkedArray? imaginary,
        int? n,
        int axis,
        FourierKind kind,
        bool half
    )
    {
        if (imaginary is not null && imaginary.Shape != real.Shape)
        {
            throw new GchunkException(
                $"real and imaginary parts must have the same shape; got {real.Shape} and {imaginary.Shape}"
            );
        }

        int along = real.Shape.NormalizeAxis(axis);
        long length = n ?? real.Shape[along];
        if (length < 1)
        {
            throw new GchunkException(
                $"a Fourier transform needs a length of 1 or more; got {length} along axis {along} of shape {real.Shape}"
            );
        }

        ChunkGrid grid = real.Chunks.With(along, [real.Shape[along]]);
        ArrayExpr[] inputs =
        [
            .. new[] { real, imaginary }
                .OfType<ChunkedArray>()
                .Select(x => RechunkExpr.Create(CastExpr.Create(x.Expression, DType.Float64), grid)),
        ];
        int[] axes = [.. Enumerable.Range(1, real.Rank)];
        var chunks = new ChunkGrid([
            [2],
            .. grid.With(along, [half ? length / 2 + 1 : length]).ToArray(),
        ]);
        var both = new ChunkedArray(
            new BlockOpExpr(
                new FourierOp(along, length, kind),
                inputs,
                [.. inputs.Select(_ => axes)],
                DType.Float64,
                chunks
            )
        );
        DType dtype = real.DType == DType.Float32 ? DType.Float32 : DType.Float64;
        return new ComplexParts(both[0].AsType(dtype), both[1].AsType(dtype));
    }
}
