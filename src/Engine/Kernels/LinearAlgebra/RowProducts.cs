using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Folds;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The products of the rows of a matrix and a vector, summed in double precision: it takes as long as reading the
/// matrix. The order of a sum depends on the length of the row alone, so that threads may take some rows each, or parts
/// of a long one.
/// </summary>
internal static unsafe class RowProducts
{
    // The elements that are summed on their own.
    private const long Part = 1 << 16;

    /// <summary>Sets product, of a number for each row, to matrix · vector.</summary>
    /// <param name="type">Float32 or float64.</param>
    /// <param name="matrix">Rows × length, in C order.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="length">The length of the vector.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="product">Where the products go.</param>
    /// <param name="context">The call that asks for it.</param>
    public static void Run(
        DType type,
        byte* matrix,
        long rows,
        long length,
        byte* vector,
        byte* product,
        in BlockContext context
    )
    {
        Bounds.Require(type is DType.Float32 or DType.Float64);
        Bounds.Check(matrix, rows * length * type.Size);
        Bounds.Check(vector, length * type.Size);
        Bounds.Check(product, rows * type.Size);
        if (type == DType.Float64)
            Run((double*)matrix, rows, length, (double*)vector, (double*)product, context);
        else
            Run((float*)matrix, rows, length, (float*)vector, (float*)product, context);
    }

    private static void Run<T>(T* matrix, long rows, long length, T* vector, T* product, in BlockContext context)
        where T : unmanaged, INumber<T>
    {
        CancellationToken cancellation = context.Cancellation;
        long parts = Math.Max(1, (length + Part - 1) / Part);
        if (rows > 1 || parts == 1)
        {
            context.Divide(
                rows,
                rows * length,
                (from, to) =>
                {
                    for (long row = from; row < to; row++)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        double sum = 0;
                        for (long part = 0; part < parts; part++)
                            sum += Sum(matrix + row * length, vector, length, part);
                        product[row] = T.CreateTruncating(sum);
                    }
                }
            );
            return;
        }
        var sums = new double[parts];
        context.Divide(
            parts,
            length,
            (from, to) =>
            {
                for (long part = from; part < to; part++)
                    sums[part] = Sum(matrix, vector, length, part);
            }
        );
        double all = 0;
        foreach (double sum in sums)
            all += sum;
        product[0] = T.CreateTruncating(all);
    }

    // Four vectors of eight lanes, then the lanes, then the rest one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<T>(T* x, T* y, long length, long part)
        where T : unmanaged, INumber<T>
    {
        const int Width = 8;
        long i = part * Part,
            end = Math.Min(length, i + Part);
        Vector512<double> a = Vector512<double>.Zero,
            b = a,
            c = a,
            d = a;
        for (; i <= end - 4 * Width; i += 4 * Width)
        {
            a = Vector512.FusedMultiplyAdd(Load(x + i), Load(y + i), a);
            b = Vector512.FusedMultiplyAdd(Load(x + i + Width), Load(y + i + Width), b);
            c = Vector512.FusedMultiplyAdd(Load(x + i + 2 * Width), Load(y + i + 2 * Width), c);
            d = Vector512.FusedMultiplyAdd(Load(x + i + 3 * Width), Load(y + i + 3 * Width), d);
        }
        double sum = WideFold<double, Folds.Sum>.Lanes(a + b + (c + d));
        for (; i < end; i++)
            sum = Math.FusedMultiplyAdd(double.CreateTruncating(x[i]), double.CreateTruncating(y[i]), sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load<T>(T* x)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
            return Vector512.Load((double*)x);
        Vector256<float> singles = Vector256.Load((float*)x);
        return Vector512.Create(Vector256.WidenLower(singles), Vector256.WidenUpper(singles));
    }
}
