using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Fourier;

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

    // The lines that a thread transforms at once, the work space of their transform, which may be twice as long and
    // padded, and the tables of the plan.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long lines = Length == 0 ? 0 : result.Size / Math.Max(1, result[Axis]),
            groups = Math.Clamp(lines / FourierLines.Lanes, 1, FourierLines.MostThreads);
        return (FourierPlan.ScratchDoubles(2 * Length) + (8 + 4 * FourierLines.Lanes * groups) * Length)
            * sizeof(double);
    }

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
        Bounds.Require(result.Size == outer * kept * inner && kept <= n);
        Bounds.Require(Takes(input.DType) && Takes(result.DType));
        var lines = new FourierLines(n, Kind, Scale)
        {
            Input = (double*)input.Pointer,
            Result = (double*)result.Pointer,
            IsComplex = input.DType.IsComplex,
            GivesComplex = result.DType.IsComplex,
            Length = shape[axis],
            Inner = inner,
            Given = given,
            Kept = kept,
        };
        lines.Run(outer * inner, context);
        GC.KeepAlive(input);
        return result;
    }
}
