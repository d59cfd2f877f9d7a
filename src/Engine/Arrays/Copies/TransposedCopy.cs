using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gchunk.Engine.Arrays.Copies;

/// <summary>
/// Copies a plane whose rows become columns. A cache line of the source is read once, and all that it holds is written:
/// element by element along the target, a line would be fetched again for each of its elements.
/// </summary>
internal static unsafe class TransposedCopy
{
    // The rows and columns that are copied together: a cache line of 8-byte elements.
    private const int Side = 8;

    // The rows of the source that are prefetched; the processor does not look ahead from one to the next.
    private const int Ahead = 16;

    /// <summary>Copies the element at (row, column) of the source to (column, row) of the target.</summary>
    /// <param name="source">The first element; the elements of a row are consecutive.</param>
    /// <param name="sourceStep">The bytes from one row of the source to the next.</param>
    /// <param name="rows">The number of rows of the source.</param>
    /// <param name="target">The memory for the first element; the elements of a row are consecutive.</param>
    /// <param name="targetStep">The bytes from one row of the target to the next.</param>
    /// <param name="columns">The number of columns of the source.</param>
    /// <param name="size">The bytes of an element: 1, 2, 4, 8 or 16.</param>
    public static void Run(
        byte* source,
        long sourceStep,
        long rows,
        byte* target,
        long targetStep,
        long columns,
        int size
    )
    {
        switch (size)
        {
            case 1:
                Run<byte>(source, sourceStep, rows, target, targetStep, columns);
                break;
            case 2:
                Run<ushort>(source, sourceStep, rows, target, targetStep, columns);
                break;
            case 4:
                Run<uint>(source, sourceStep, rows, target, targetStep, columns);
                break;
            case 8:
                Run<ulong>(source, sourceStep, rows, target, targetStep, columns);
                break;
            case 16:
                Run<UInt128>(source, sourceStep, rows, target, targetStep, columns);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(size));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(byte* source, long sourceStep, long rows, byte* target, long targetStep, long columns)
        where T : unmanaged
    {
        for (long column = 0; column < columns; column += Side)
        {
            int width = (int)Math.Min(Side, columns - column);
            byte* from = source + column * sizeof(T),
                to = target + column * targetStep;
            for (long row = 0; row < rows; row += Side)
            {
                int height = (int)Math.Min(Side, rows - row);
                if (width == Side && height == Side && sizeof(T) == 8 && Avx.IsSupported)
                {
                    // Beyond the end it is ignored.
                    for (int i = 0; i < Side; i++)
                        Sse.Prefetch0(from + (i + Ahead) * sourceStep);
                    Square((double*)from, sourceStep, (double*)to, targetStep);
                }
                else
                {
                    for (int i = 0; i < width; i++)
                    {
                        for (int k = 0; k < height; k++)
                        {
                            T value = Unsafe.ReadUnaligned<T>(from + k * sourceStep + i * sizeof(T));
                            Unsafe.WriteUnaligned(to + i * targetStep + k * sizeof(T), value);
                        }
                    }
                }
                from += Side * sourceStep;
                to += Side * sizeof(T);
            }
        }
    }

    // Eight rows of eight elements, in squares of four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(double* source, long sourceStep, double* target, long targetStep)
    {
        for (int i = 0; i < Side; i += 4)
        {
            for (int k = 0; k < Side; k += 4)
            {
                var from = (byte*)(source + i) + k * sourceStep;
                var to = (byte*)(target + k) + i * targetStep;
                Vector256<double> a = Avx.LoadVector256((double*)from),
                    b = Avx.LoadVector256((double*)(from + sourceStep)),
                    c = Avx.LoadVector256((double*)(from + 2 * sourceStep)),
                    d = Avx.LoadVector256((double*)(from + 3 * sourceStep)),
                    evenLow = Avx.UnpackLow(a, b),
                    oddLow = Avx.UnpackHigh(a, b),
                    evenHigh = Avx.UnpackLow(c, d),
                    oddHigh = Avx.UnpackHigh(c, d);
                Avx.Store((double*)to, Avx.Permute2x128(evenLow, evenHigh, 0x20));
                Avx.Store((double*)(to + targetStep), Avx.Permute2x128(oddLow, oddHigh, 0x20));
                Avx.Store((double*)(to + 2 * targetStep), Avx.Permute2x128(evenLow, evenHigh, 0x31));
                Avx.Store((double*)(to + 3 * targetStep), Avx.Permute2x128(oddLow, oddHigh, 0x31));
            }
        }
    }
}
