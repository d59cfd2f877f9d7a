using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels.ComplexNumbers;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>The product of two matrices of complex numbers: by OpenBLAS, or by plain loops where it is missing.</summary>
internal static unsafe class ComplexGemm
{
    /// <summary>Sets c, in C order, to a · b.</summary>
    /// <param name="type">The dtype of all three.</param>
    /// <param name="a">The first matrix.</param>
    /// <param name="b">The second matrix.</param>
    /// <param name="c">The product.</param>
    /// <param name="native">True to use OpenBLAS.</param>
    /// <param name="cancellation">Cancels long work of the plain loops.</param>
    public static void Multiply(DType type, Matrix a, Matrix b, void* c, bool native, CancellationToken cancellation)
    {
        if (native)
            Native(type, a, b, c);
        else if (type == DType.Complex64)
            Managed((Complex64*)a.Pointer, a, (Complex64*)b.Pointer, b, (Complex64*)c, cancellation);
        else
            Managed((Complex*)a.Pointer, a, (Complex*)b.Pointer, b, (Complex*)c, cancellation);
    }

    private static void Native(DType type, Matrix a, Matrix b, void* c)
    {
        int transA = a.Transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose,
            transB = b.Transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose;
        int lda = a.Transposed ? a.Rows : a.Columns,
            ldb = b.Transposed ? b.Rows : b.Columns,
            m = a.Rows,
            n = b.Columns,
            k = a.Columns;
        Complex one = Complex.One,
            zero = Complex.Zero;
        Complex64 single = new(1, 0),
            none = default;
        void* x = (void*)a.Pointer,
            y = (void*)b.Pointer;
        if (type == DType.Complex128)
            OpenBlas.cblas_zgemm(OpenBlas.RowMajor, transA, transB, m, n, k, &one, x, lda, y, ldb, &zero, c, n);
        else
            OpenBlas.cblas_cgemm(OpenBlas.RowMajor, transA, transB, m, n, k, &single, x, lda, y, ldb, &none, c, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Managed<T>(T* x, Matrix a, T* y, Matrix b, T* c, CancellationToken cancellation)
        where T : unmanaged
    {
        for (int i = 0; i < a.Rows; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int j = 0; j < b.Columns; j++)
            {
                Complex sum = Complex.Zero;
                for (int k = 0; k < a.Columns; k++)
                {
                    sum += ComplexMultiply.Invoke(
                        ComplexElement.Load(x, i * a.RowStep + k * a.ColumnStep),
                        ComplexElement.Load(y, k * b.RowStep + j * b.ColumnStep)
                    );
                }
                ComplexElement.Store(c, (long)i * b.Columns + j, sum);
            }
        }
    }
}
