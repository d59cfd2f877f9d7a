using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>A dense matrix in memory, in C order or transposed.</summary>
/// <param name="Pointer">The first element.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="Transposed">True if the elements of a column, not of a row, are contiguous.</param>
internal readonly unsafe record struct Matrix(nint Pointer, int Rows, int Columns, bool Transposed = false)
{
    /// <summary>The number of elements from one row to the next.</summary>
    public long RowStep => Transposed ? 1 : Columns;

    /// <summary>The number of elements from one column to the next.</summary>
    public long ColumnStep => Transposed ? Rows : 1;

    /// <summary>The number of elements from one contiguous row or column to the next.</summary>
    public int Stride => Transposed ? Rows : Columns;

    /// <summary>The transposed matrix, over the same memory.</summary>
    public Matrix T => new(Pointer, Columns, Rows, !Transposed);
}

/// <summary>
/// The product of two dense matrices: by OpenBLAS for floats if it is installed, otherwise by managed code.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Sets c, in C order, to a · b.</summary>
    public static void Multiply(DType type, Matrix a, Matrix b, void* c, CancellationToken cancellation = default)
    {
        if (a.Rows == 0 || b.Columns == 0)
            return;
        Bounds.Check((void*)a.Pointer, (long)a.Rows * a.Columns * type.Size);
        Bounds.Check((void*)b.Pointer, (long)b.Rows * b.Columns * type.Size);
        Bounds.Check(c, (long)a.Rows * b.Columns * type.Size);
        bool native = a.Columns > 0 && OpenBlas.IsPresent;
        if (type.IsFloat && native && b.Columns == 1)
            TimesVector(type, a, (void*)b.Pointer, c);
        else if (type.IsFloat && native && a.Rows == 1)
            TimesVector(type, b.T, (void*)a.Pointer, c);
        else if (type.IsFloat && native)
            Native(type, a, b, c);
        else if (type.IsComplex)
            ComplexGemm.Multiply(type, a, b, c, native, cancellation);
        else
            TypeSwitch.Number(type, new Managed(a, b, c, cancellation));
    }

    /// <summary>Sets c, in C order, to aᵀ · a, whose upper triangle alone is computed.</summary>
    /// <param name="type">Float32 or float64.</param>
    /// <param name="a">The matrix, not transposed.</param>
    /// <param name="c">Columns × columns of a.</param>
    /// <param name="cancellation">Cancels long work.</param>
    public static void SelfProduct(DType type, Matrix a, void* c, CancellationToken cancellation = default)
    {
        Bounds.Require(!a.Transposed && type is DType.Float32 or DType.Float64);
        if (a.Columns == 0)
            return;
        if (a.Rows == 0 || !OpenBlas.IsPresent)
        {
            Multiply(type, a.T, a, c, cancellation);
            return;
        }
        int n = a.Columns;
        Bounds.Check((void*)a.Pointer, (long)a.Rows * n * type.Size);
        Bounds.Check(c, (long)n * n * type.Size);
        if (type == DType.Float64)
        {
            OpenBlas.cblas_dsyrk(
                OpenBlas.RowMajor,
                OpenBlas.Upper,
                OpenBlas.Transpose,
                n,
                a.Rows,
                1,
                (double*)a.Pointer,
                n,
                0,
                (double*)c,
                n
            );
            Mirror((double*)c, n);
        }
        else
        {
            OpenBlas.cblas_ssyrk(
                OpenBlas.RowMajor,
                OpenBlas.Upper,
                OpenBlas.Transpose,
                n,
                a.Rows,
                1,
                (float*)a.Pointer,
                n,
                0,
                (float*)c,
                n
            );
            Mirror((float*)c, n);
        }
    }

    // Copies the upper triangle to the lower one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mirror<T>(T* c, long n)
        where T : unmanaged
    {
        for (long i = 1; i < n; i++)
        {
            for (long j = 0; j < i; j++)
                c[i * n + j] = c[j * n + i];
        }
    }

    /// <summary>Subtracts a · b from c, in C order, of one element type.</summary>
    /// <param name="a">The first matrix.</param>
    /// <param name="b">The second matrix.</param>
    /// <param name="conjugate">True to multiply by the conjugate numbers of b.</param>
    /// <param name="c">The matrix to subtract from.</param>
    /// <param name="cancellation">Cancels long work.</param>
    public static void Subtract<T, TElement>(
        Matrix a,
        Matrix b,
        bool conjugate,
        T* c,
        CancellationToken cancellation = default
    )
        where T : unmanaged, INumberBase<T>
        where TElement : IMatrixElement<T>
    {
        if (a.Rows == 0 || b.Columns == 0 || a.Columns == 0)
            return;
        Bounds.Check((void*)a.Pointer, (long)a.Rows * a.Columns * sizeof(T));
        Bounds.Check((void*)b.Pointer, (long)b.Rows * b.Columns * sizeof(T));
        Bounds.Check(c, (long)a.Rows * b.Columns * sizeof(T));
        // BLAS conjugates only what it transposes.
        if (OpenBlas.IsPresent && b.Transposed | !conjugate)
        {
            TElement.SubtractProduct(
                a.Transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose,
                conjugate ? OpenBlas.ConjugateTranspose
                    : b.Transposed ? OpenBlas.Transpose
                    : OpenBlas.NoTranspose,
                a.Rows,
                b.Columns,
                a.Columns,
                (T*)a.Pointer,
                a.Stride,
                (T*)b.Pointer,
                b.Stride,
                c
            );
            return;
        }

        using var product = new NativeBuffer<T>((long)a.Rows * b.Columns);
        using var turned = new NativeBuffer<T>(conjugate ? (long)b.Rows * b.Columns : 0);
        if (conjugate)
        {
            for (long i = 0; i < (long)b.Rows * b.Columns; i++)
                turned.Pointer[i] = TElement.Conjugate(((T*)b.Pointer)[i]);
            b = b with { Pointer = (nint)turned.Pointer };
        }

        Multiply(TElement.DType, a, b, product.Pointer, cancellation);
        for (long i = 0; i < (long)a.Rows * b.Columns; i++)
            c[i] -= product.Pointer[i];
    }

    // The product of matrices copies both into panels first, which takes longer than the product with a vector.
    private static void TimesVector(DType type, Matrix a, void* x, void* y)
    {
        int operation = a.Transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose,
            rows = a.Transposed ? a.Columns : a.Rows;
        if (type == DType.Float64)
        {
            OpenBlas.cblas_dgemv(
                OpenBlas.RowMajor,
                operation,
                rows,
                a.Stride,
                1,
                (double*)a.Pointer,
                a.Stride,
                (double*)x,
                1,
                0,
                (double*)y,
                1
            );
        }
        else
        {
            OpenBlas.cblas_sgemv(
                OpenBlas.RowMajor,
                operation,
                rows,
                a.Stride,
                1,
                (float*)a.Pointer,
                a.Stride,
                (float*)x,
                1,
                0,
                (float*)y,
                1
            );
        }
    }

    private static void Native(DType type, Matrix a, Matrix b, void* c)
    {
        int transA = a.Transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose,
            transB = b.Transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose;
        int lda = a.Transposed ? a.Rows : a.Columns,
            ldb = b.Transposed ? b.Rows : b.Columns,
            n = b.Columns;
        if (type == DType.Float64)
        {
            OpenBlas.cblas_dgemm(
                OpenBlas.RowMajor,
                transA,
                transB,
                a.Rows,
                n,
                a.Columns,
                1,
                (double*)a.Pointer,
                lda,
                (double*)b.Pointer,
                ldb,
                0,
                (double*)c,
                n
            );
        }
        else
        {
            OpenBlas.cblas_sgemm(
                OpenBlas.RowMajor,
                transA,
                transB,
                a.Rows,
                n,
                a.Columns,
                1,
                (float*)a.Pointer,
                lda,
                (float*)b.Pointer,
                ldb,
                0,
                (float*)c,
                n
            );
        }
    }

    private readonly ref struct Managed(Matrix a, Matrix b, void* c, CancellationToken cancellation) : INumberAction
    {
        private readonly void* c = c;

        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            ManagedGemm.Multiply(
                a.Rows,
                b.Columns,
                a.Columns,
                (T*)a.Pointer,
                a.RowStep,
                a.ColumnStep,
                (T*)b.Pointer,
                b.RowStep,
                b.ColumnStep,
                (T*)c,
                cancellation
            );
    }
}
