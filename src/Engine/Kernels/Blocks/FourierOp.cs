using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Fourier;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>The direction of a Fourier transform.</summary>
internal enum FourierKind
{
    /// <summary>From complex or real numbers to complex numbers.</summary>
    Forward,

    /// <summary>The inverse.</summary>
    Inverse,

    /// <summary>
    /// The inverse from the first half of a spectrum whose other half mirrors it: the result is real.
    /// </summary>
    InverseOfHalf,
}

/// <summary>
/// Fourier transforms along an axis, from float64 or complex128 to complex128, or to float64 for the inverse of half a
/// spectrum.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Length">The length that is transformed; shorter lines are padded with zeros, longer ones cut.</param>
/// <param name="Kind">The direction.</param>
/// <param name="Scale">The factor of the results.</param>
internal sealed unsafe record FourierOp(int Axis, long Length, FourierKind Kind, double Scale) : BlockOp
{
    public override string Name => "fft";

    public override bool Takes(DType dtype) => dtype is DType.Float64 or DType.Complex128;

    // One line, the work space of its transform, which may be twice as long and padded, and the tables of the plan.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        (FourierPlan.ScratchDoubles(2 * Length) + 4 * Length) * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        int axis = Axis,
            n = checked((int)Length);
        NDArray input = inputs[0],
            result = context.Allocate(context.DType);
        if (result.Size == 0)
            return result;
        Shape shape = input.Shape;
        int given = (int)Math.Min(shape[axis], Kind == FourierKind.InverseOfHalf ? n / 2 + 1 : n),
            kept = (int)context.Shape[axis];
        (long outer, long inner) = shape.Around(axis);

        // The numbers of a block are one or two doubles apart.
        int from = input.DType.IsComplex ? 2 : 1,
            to = result.DType.IsComplex ? 2 : 1;
        Bounds.Require(result.Size == outer * kept * inner && kept <= n);
        Bounds.Require(Takes(input.DType) && Takes(result.DType));
        if (from == 1 && Kind == FourierKind.Forward && n % 2 == 0)
        {
            OfReal(input, result, outer, inner, given, kept, context.Cancellation);
            return result;
        }
        var plan = new FourierPlan(n);
        using var room = new NativeBuffer<double>(2L * n + plan.Scratch);
        double* re = room.Pointer,
            im = re + n,
            work = im + n;
        for (long o = 0; o < outer; o++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (long i = 0; i < inner; i++)
            {
                double* source = (double*)input.Pointer + (o * shape[axis] * inner + i) * from,
                    target = (double*)result.Pointer + (o * kept * inner + i) * to;
                new Span<double>(re, 2 * n).Clear();
                for (int k = 0; k < given; k++)
                    re[k] = source[k * inner * from];
                if (from == 2)
                {
                    for (int k = 0; k < given; k++)
                        im[k] = source[k * inner * 2 + 1];
                }

                if (Kind == FourierKind.InverseOfHalf)
                    Mirror(re, im, n);
                if (Kind == FourierKind.Forward)
                    plan.Transform(re, im, work);
                else
                    plan.Transform(im, re, work);
                for (int k = 0; k < kept; k++)
                    target[k * inner * to] = re[k] * Scale;
                if (to == 2)
                {
                    for (int k = 0; k < kept; k++)
                        target[k * inner * 2 + 1] = im[k] * Scale;
                }
            }
        }
        GC.KeepAlive(input);
        return result;
    }

    private void OfReal(
        NDArray input,
        NDArray result,
        long outer,
        long inner,
        int given,
        int kept,
        CancellationToken cancellation
    )
    {
        int n = (int)Length,
            half = n / 2;
        long along = input.Shape[Axis];
        var transform = new RealTransform(n);
        using var room = new NativeBuffer<double>(2L * n + 2 + transform.Scratch);
        double* even = room.Pointer,
            odd = even + half,
            re = odd + half,
            im = re + half + 1,
            work = im + half + 1;
        for (long o = 0; o < outer; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (long i = 0; i < inner; i++)
            {
                double* source = (double*)input.Pointer + o * along * inner + i,
                    target = (double*)result.Pointer + (o * kept * inner + i) * 2;
                for (int k = 0; k < half; k++)
                {
                    even[k] = 2 * k < given ? source[2 * k * inner] : 0;
                    odd[k] = 2 * k + 1 < given ? source[(2 * k + 1) * inner] : 0;
                }
                transform.Transform(even, odd, work, re, im);
                for (int k = 0; k < kept; k++)
                {
                    bool isMirrored = k > half;
                    int at = isMirrored ? n - k : k;
                    target[k * inner * 2] = re[at] * Scale;
                    target[k * inner * 2 + 1] = (isMirrored ? -im[at] : im[at]) * Scale;
                }
            }
        }
        GC.KeepAlive(input);
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
