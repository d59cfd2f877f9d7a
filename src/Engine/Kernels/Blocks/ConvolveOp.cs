using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Part of the convolution of two vectors. Inputs: the elements that reach the part, and the taps; parameter: the
/// place, counted from the first of those elements, of the part's first.
/// </summary>
internal sealed unsafe class ConvolveOp : BlockOp
{
    public const string Id = "convolve";

    public override string Name => Id;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, context.DType);
        TypeSwitch.Number(
            context.DType,
            new Sums(inputs[0], inputs[1], result, parameters[0].Get<long>(), context.Cancellation)
        );
        return result;
    }

    private readonly ref struct Sums(
        NDArray elements,
        NDArray taps,
        NDArray result,
        long place,
        CancellationToken cancellation
    ) : INumberAction
    {
        // A piece of the result stays in the first-level cache while all taps go over it.
        private const int Piece = 2048;

        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = (T*)elements.Pointer,
                tap = (T*)taps.Pointer,
                y = (T*)result.Pointer;
            for (long start = 0; start < result.Size; start += Piece)
            {
                cancellation.ThrowIfCancellationRequested();
                long stop = Math.Min(start + Piece, result.Size);
                for (long k = 0; k < taps.Size; k++)
                {
                    // Result i takes element i + place - k, where there is one.
                    long from = Math.Max(start, k - place),
                        to = Math.Min(stop, elements.Size + k - place);
                    if (from < to)
                        Add(x + (from + place - k), tap[k], y + from, to - from);
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
