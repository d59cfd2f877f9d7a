using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Computes the discrete Fourier transform along an axis: NumPy's <c>fft.fft</c>, X(k) = Σ x(j) exp(-2πi jk/n).
    /// Each task holds the whole axis.
    /// </summary>
    /// <param name="x">Real or complex numbers.</param>
    /// <param name="n">
    /// The length of the transform: the axis is truncated or padded with zeros; by default its own length.
    /// </param>
    /// <param name="axis">The axis.</param>
    /// <param name="norm">
    /// Where the factor 1/n is: <c>backward</c> in the inverse, <c>forward</c> in the transform, <c>ortho</c> its root
    /// in both.
    /// </param>
    /// <returns>
    /// Complex128, or complex64 for float32 and complex64, computed in float64. NaN makes the whole axis NaN.
    /// </returns>
    /// <exception cref="GchunkException">n is below 1, the axis out of range, or the norm unknown.</exception>
    /// <example><code>
    /// var wave = Cos(Arange(0, 64) * (2 * Math.PI * 5 / 64));
    /// Print(Fft(wave)["0:33"].Abs().ArgMax().Compute()); // 5
    /// </code></example>
    public static ChunkedArray Fft(ChunkedArray x, int? n = null, int axis = -1, string norm = "backward") =>
        Transform(x, n, axis, FourierKind.Forward, half: false, norm);

    /// <summary>Computes the inverse of <see cref="Fft"/>: NumPy's <c>fft.ifft</c>.</summary>
    /// <inheritdoc cref="Fft"/>
    public static ChunkedArray Ifft(ChunkedArray x, int? n = null, int axis = -1, string norm = "backward") =>
        Transform(x, n, axis, FourierKind.Inverse, half: false, norm);

    /// <summary>
    /// Computes the first half, n / 2 + 1 frequencies, of the transform of real numbers; the other half mirrors it.
    /// NumPy's <c>fft.rfft</c>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The numbers are complex, n is below 1, the axis out of range, or the norm unknown.
    /// </exception>
    /// <inheritdoc cref="Fft"/>
    public static ChunkedArray Rfft(ChunkedArray x, int? n = null, int axis = -1, string norm = "backward") =>
        x.DType.IsComplex
            ? throw new GchunkException($"Rfft transforms real numbers; the array is {x.DType.Name}, so use Fft")
            : Transform(x, n, axis, FourierKind.Forward, half: true, norm);

    /// <summary>Computes the inverse of <see cref="Rfft"/>, which is real: NumPy's <c>fft.irfft</c>.</summary>
    /// <param name="x">The first half of a spectrum.</param>
    /// <param name="n">The length of the result; by default twice the number of frequencies, minus 2.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="norm">Where the factor 1/n is; see <see cref="Fft"/>.</param>
    /// <returns>Float64, or float32 for complex64.</returns>
    /// <exception cref="GchunkException">n is below 1, the axis out of range, or the norm unknown.</exception>
    public static ChunkedArray Irfft(ChunkedArray x, int? n = null, int axis = -1, string norm = "backward") =>
        Transform(x, n ?? FullLength(x, axis), axis, FourierKind.InverseOfHalf, half: false, norm);

    /// <summary>
    /// Computes the transform of a signal whose spectrum is real, from the first half of the signal; the other half
    /// mirrors it. NumPy's <c>fft.hfft</c>.
    /// </summary>
    /// <inheritdoc cref="Irfft"/>
    public static ChunkedArray Hfft(ChunkedArray x, int? n = null, int axis = -1, string norm = "backward") =>
        Irfft(x.Conj(), n, axis, Swapped(norm));

    /// <summary>Computes the inverse of <see cref="Hfft"/> from real numbers: NumPy's <c>fft.ihfft</c>.</summary>
    /// <inheritdoc cref="Rfft"/>
    public static ChunkedArray Ihfft(ChunkedArray x, int? n = null, int axis = -1, string norm = "backward") =>
        Rfft(x, n, axis, Swapped(norm)).Conj();

    /// <summary>
    /// Returns the frequencies of <see cref="Fft"/>, in cycles per unit of the spacing: 0, 1, …, then the negative
    /// ones, over n · spacing.
    /// </summary>
    public static double[] FftFreq(int n, double spacing = 1) =>
        [.. Enumerable.Range(0, n).Select(k => (k <= (n - 1) / 2 ? k : k - n) / (n * spacing))];

    /// <summary>Returns the frequencies of <see cref="Rfft"/>: 0, 1, …, n / 2, over n · spacing.</summary>
    public static double[] RfftFreq(int n, double spacing = 1) =>
        [.. Enumerable.Range(0, n / 2 + 1).Select(k => k / (n * spacing))];

    private static int FullLength(ChunkedArray x, int axis) =>
        checked((int)(2 * (x.Shape[x.Shape.NormalizeAxis(axis)] - 1)));

    // The inverse with the transform's factor, and the reverse.
    private static string Swapped(string norm) =>
        norm switch
        {
            "backward" => "forward",
            "forward" => "backward",
            _ => norm,
        };

    private static ChunkedArray Transform(ChunkedArray x, int? n, int axis, FourierKind kind, bool half, string norm)
    {
        int along = x.Shape.NormalizeAxis(axis);
        long length = n ?? x.Shape[along];
        if (length < 1)
        {
            throw new GchunkException(
                $"a Fourier transform needs a length of 1 or more; got {length} along axis {along} of shape {x.Shape}"
            );
        }

        double scale = norm switch
        {
            "backward" => kind == FourierKind.Forward ? 1 : 1.0 / length,
            "forward" => kind == FourierKind.Forward ? 1.0 / length : 1,
            "ortho" => 1 / Math.Sqrt(length),
            _ => throw new GchunkException(Spelling.Unknown("norm", norm, ["backward", "ortho", "forward"])),
        };
        ArrayExpr whole = AxisChunks.Whole(
            CastExpr.Create(x.Expression, x.DType.IsComplex ? DType.Complex128 : DType.Float64),
            along
        );
        bool single = DTypes.PartOf(x.DType) == DType.Float32,
            isReal = kind == FourierKind.InverseOfHalf;
        var transformed = new ChunkedArray(
            new BlockOpExpr(
                new FourierOp(along, length, kind, scale),
                [whole],
                [
                    [.. Enumerable.Range(0, x.Rank)],
                ],
                isReal ? DType.Float64 : DType.Complex128,
                whole.Chunks.With(along, [half ? length / 2 + 1 : length])
            )
        );
        return single ? transformed.AsType(isReal ? DType.Float32 : DType.Complex64) : transformed;
    }
}
