using Gchunk.Dsl.Statistics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Fourier;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// The power of real values along an axis at each frequency from 0: the mean over segments that overlap, each without
/// its mean or line and multiplied by a window. A missing value makes it missing.
/// </summary>
/// <remarks>P. D. Welch, "The use of fast Fourier transform for the estimation of power spectra" (1967).</remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Step">From the start of a segment to that of the next.</param>
/// <param name="Window">The factor of each element of a segment, float64.</param>
/// <param name="Positions">
/// The abscissa of the elements of a segment to subtract a line; empty to subtract the mean.
/// </param>
/// <param name="Detrend">False to subtract nothing.</param>
/// <param name="Scale">The factor of the squared amplitude.</param>
internal sealed unsafe record PowerSpectrumOp(
    int Axis,
    int Step,
    NDArray Window,
    double[] Positions,
    bool Detrend,
    double Scale
) : AlongAxisOp(Axis)
{
    // Made anew in each process.
    [NonSerialized]
    private FourierPlan? plan;

    public override string Name => "dsl.power-spectrum";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        base.ScratchBytes(inputs, result)
        + sizeof(double) * (2 * FourierPlan.ScratchDoubles(Window.Size) + 2 * Window.Size);

    // The transform of one line is counted.
    protected override bool IsDivided => false;

    protected override void Work(Span<double> line, Span<double> result)
    {
        ReadOnlySpan<double> window = Window.Span<double>();
        int n = window.Length;
        Bounds.Require(n > 0 && Step > 0 && result.Length == n / 2 + 1);
        FourierPlan own = plan ??= new FourierPlan(n);
        double[] re = new double[n],
            im = new double[n],
            work = new double[own.Scratch];
        result.Clear();
        int segments = 0;
        for (int start = 0; start + n <= line.Length; start += Step, segments++)
        {
            line.Slice(start, n).CopyTo(re);
            Array.Clear(im);
            foreach (double v in re)
            {
                if (double.IsNaN(v))
                {
                    result.Fill(double.NaN);
                    return;
                }
            }

            if (Detrend)
                DetrendOp.Subtract(re, Positions);
            for (int i = 0; i < n; i++)
                re[i] *= window[i];
            fixed (
                double* r = re,
                    m = im,
                    w = work
            )
            {
                own.Transform(r, m, w);
            }

            for (int k = 0; k < result.Length; k++)
            {
                // The negative frequencies have the same power; 0 and, of an even number, the last have none.
                double sides = k == 0 || 2 * k == n ? 1 : 2;
                result[k] += sides * Scale * (re[k] * re[k] + im[k] * im[k]);
            }
        }

        for (int k = 0; k < result.Length; k++)
            result[k] = segments == 0 ? double.NaN : result[k] / segments;
    }
}
