using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Fourier;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>What a Fourier transform takes and gives.</summary>
internal enum FourierKind
{
    /// <summary>Complex numbers, or real ones, to complex ones.</summary>
    Forward,

    /// <summary>Back, divided by the length.</summary>
    Inverse,

    /// <summary>Back from the first half of a spectrum whose other half mirrors it: the result is real.</summary>
    InverseOfHalf,
}

/// <summary>
/// Fourier transforms along an axis. Inputs: real parts, and imaginary ones where there are any, float64; parameters:
/// axis, length, kind. Along a first axis the result has real and imaginary parts.
/// </summary>
internal sealed unsafe class FourierOp : BlockOp
{
    public const string Id = "fft";

    public override string Name => Id;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long longest = 1;
        foreach (long n in result)
            longest = Math.Max(longest, n);
        foreach (long n in inputs[0])
            longest = Math.Max(longest, n);
        return (FourierPlan.ScratchDoubles(2 * longest) + 4 * longest) * sizeof(double);
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        int axis = (int)parameters[0].Get<long>(),
            n = checked((int)parameters[1].Get<long>());
        var kind = (FourierKind)parameters[2].Get<long>();
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        if (result.Size == 0)
            return result;
        Shape shape = inputs[0].Shape;
        int given = (int)Math.Min(shape[axis], kind == FourierKind.InverseOfHalf ? n / 2 + 1 : n),
            kept = (int)context.Shape[axis + 1];
        long inner = 1,
            outer = 1;
        for (int a = 0; a < axis; a++)
            outer *= shape[a];
        for (int a = axis + 1; a < shape.Rank; a++)
            inner *= shape[a];

        var plan = new FourierPlan(n);
        using var room = new NativeDoubles(2L * n + plan.Scratch);
        double* re = room.Pointer,
            im = re + n,
            work = im + n;
        double* real = (double*)inputs[0].Pointer,
            imaginary = inputs.Length > 1 ? (double*)inputs[1].Pointer : null,
            target = (double*)result.Pointer;
        double scale = kind == FourierKind.Forward ? 1 : 1.0 / n;
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

                if (kind == FourierKind.InverseOfHalf)
                    Mirror(re, im, n);
                if (kind == FourierKind.Forward)
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

    // The half that is not given; what stands at frequency 0, and at half the length, is real.
    private static void Mirror(double* re, double* im, int n)
    {
        im[0] = 0;
        if (n % 2 == 0)
            im[n / 2] = 0;
        for (int k = n / 2 + 1; k < n; k++)
            (re[k], im[k]) = (re[n - k], -im[n - k]);
    }
}
