using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Fourier;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>The direction of a Fourier transform.</summary>
internal enum FourierKind
{
    /// <summary>From complex or real numbers to complex numbers.</summary>
    Forward,

    /// <summary>The inverse, divided by the length.</summary>
    Inverse,

    /// <summary>
    /// The inverse from the first half of a spectrum whose other half mirrors it: the result is real.
    /// </summary>
    InverseOfHalf,
}

/// <summary>
/// Fourier transforms along an axis. Inputs: the real parts and, for complex numbers, the imaginary parts, float64. The
/// result has a first axis of length 2: the real and the imaginary parts.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Length">The length that is transformed; shorter lines are padded with zeros, longer ones cut.</param>
/// <param name="Kind">The direction.</param>
internal sealed unsafe record FourierOp(int Axis, long Length, FourierKind Kind) : BlockOp
{
    public override string Name => "fft";

    // One line, the work space of its transform, which may be twice as long and padded, and the tables of the plan.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        (FourierPlan.ScratchDoubles(2 * Length) + 4 * Length) * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        int axis = Axis,
            n = checked((int)Length);
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        if (result.Size == 0)
            return result;
        Shape shape = inputs[0].Shape;
        int given = (int)Math.Min(shape[axis], Kind == FourierKind.InverseOfHalf ? n / 2 + 1 : n),
            kept = (int)context.Shape[axis + 1];
        long inner = 1,
            outer = 1;
        for (int a = 0; a < axis; a++)
            outer *= shape[a];
        for (int a = axis + 1; a < shape.Rank; a++)
            inner *= shape[a];

        Bounds.Require(result.Size == 2 * outer * kept * inner && kept <= n);
        foreach (NDArray input in inputs)
            Bounds.Require(input.DType == DType.Float64 && input.Shape == shape);
        var plan = new FourierPlan(n);
        using var room = new NativeDoubles(2L * n + plan.Scratch);
        double* re = room.Pointer,
            im = re + n,
            work = im + n;
        double* real = (double*)inputs[0].Pointer,
            imaginary = inputs.Length > 1 ? (double*)inputs[1].Pointer : null,
            target = (double*)result.Pointer;
        double scale = Kind == FourierKind.Forward ? 1 : 1.0 / n;
        for (long o = 0; o < outer; o++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (long i = 0; i < inner; i++)
            {
                long from = o * shape[axis] * inner + i,
                    to = o * kept * inner + i;
                new Span<double>(re, 2 * n).Clear();
                for (int k = 0; k < given; k++)
                    re[k] = real[from + k * inner];
                if (imaginary is not null)
                {
                    for (int k = 0; k < given; k++)
                        im[k] = imaginary[from + k * inner];
                }

                if (Kind == FourierKind.InverseOfHalf)
                    Mirror(re, im, n);
                if (Kind == FourierKind.Forward)
                    plan.Transform(re, im, work);
                else
                    plan.Transform(im, re, work);
                for (int k = 0; k < kept; k++)
                {
                    target[to + k * inner] = re[k] * scale;
                    target[to + k * inner + result.Size / 2] = im[k] * scale;
                }
            }
        }
        return result;
    }

    // Fills in the second half. The values at frequency 0 and at half the length are real.
    private static void Mirror(double* re, double* im, int n)
    {
        im[0] = 0;
        if (n % 2 == 0)
            im[n / 2] = 0;
        for (int k = n / 2 + 1; k < n; k++)
            (re[k], im[k]) = (re[n - k], -im[n - k]);
    }
}
