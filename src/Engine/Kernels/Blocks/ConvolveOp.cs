using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels.ComplexNumbers;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// One part of the convolution of two vectors. Inputs: the elements that the part depends on, and the taps.
/// </summary>
/// <param name="Offset">The index of the part's first element, counted from the first of the given elements.</param>
internal sealed unsafe record ConvolveOp(long Offset) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].DType == context.DType && inputs[1].DType == context.DType);
        NDArray result = NDArray.Zeros(context.Shape, context.DType);
        if (context.DType == DType.Complex64)
            Add<Complex64>(inputs[0], inputs[1], result, context.Cancellation);
        else if (context.DType == DType.Complex128)
            Add<Complex>(inputs[0], inputs[1], result, context.Cancellation);
        else
            TypeSwitch.Number(context.DType, new Sums(inputs[0], inputs[1], result, Offset, context.Cancellation));
        return result;
    }

    private void Add<T>(NDArray elements, NDArray taps, NDArray result, CancellationToken cancellation)
        where T : unmanaged
    {
        T* x = (T*)elements.Pointer,
            tap = (T*)taps.Pointer,
            y = (T*)result.Pointer;
        for (long i = 0; i < result.Size; i++)
        {
            if ((i & 0xFFF) == 0)
                cancellation.ThrowIfCancellationRequested();
            Complex sum = Complex.Zero;
            // Element i + Offset - k, if there is one.
            long from = Math.Max(0, i + Offset - elements.Size + 1),
                to = Math.Min(taps.Size, i + Offset + 1);
            for (long k = from; k < to; k++)
            {
                sum += ComplexMultiply.Invoke(ComplexElement.Load(x, i + Offset - k), ComplexElement.Load(tap, k));
            }

            ComplexElement.Store(y, i, sum);
        }

        GC.KeepAlive(elements);
        GC.KeepAlive(taps);
    }

    private readonly ref struct Sums(
        NDArray elements,
        NDArray taps,
        NDArray result,
        long offset,
        CancellationToken cancellation
    ) : INumberAction
    {
        // A tile of the result stays in the first-level cache while all taps go over it.
        private const int Tile = 2048;

        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = (T*)elements.Pointer,
                tap = (T*)taps.Pointer,
                y = (T*)result.Pointer;
            for (long start = 0; start < result.Size; start += Tile)
            {
                cancellation.ThrowIfCancellationRequested();
                long stop = Math.Min(start + Tile, result.Size);
                for (long k = 0; k < taps.Size; k++)
                {
                    // Result i takes element i + offset - k, if there is one.
                    long from = Math.Max(start, k - offset),
                        to = Math.Min(stop, elements.Size + k - offset);
                    if (from < to)
                        Add(x + (from + offset - k), tap[k], y + from, to - from);
                }
            }
        }

        private static void Add<T>(T* x, T factor, T* y, long length)
            where T : unmanaged, INumber<T>
        {
            int lanes = Vector<T>.Count;
            Vector<T> factors = Vector.Create(factor);
            long i = 0;
            for (; i <= length - lanes; i += lanes)
                (Vector.Load(y + i) + Vector.Load(x + i) * factors).Store(y + i);
            for (; i < length; i++)
                y[i] += x[i] * factor;
        }
    }
}
