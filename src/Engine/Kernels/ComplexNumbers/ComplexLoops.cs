using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.ComplexNumbers;

// The kernels compute with Complex, that is, in float64; complex64 is rounded once at the end.

/// <summary>A function of one complex number.</summary>
internal interface IComplexFunction
{
    static abstract Complex Invoke(Complex x);
}

/// <summary>A function of two complex numbers.</summary>
internal interface IComplexPairFunction
{
    static abstract Complex Invoke(Complex a, Complex b);
}

/// <summary>A real number from a complex one.</summary>
internal interface IComplexMeasure
{
    /// <summary>True if <see cref="Invoke(Vector512{double}, Vector512{double})"/> computes several at once.</summary>
    static virtual bool HasVector => false;

    static abstract double Invoke(Complex x);

    /// <summary>Computes the function of several numbers, given by their parts.</summary>
    static virtual Vector512<double> Invoke(Vector512<double> real, Vector512<double> imaginary) =>
        throw new NotSupportedException();
}

/// <summary>A question to two complex numbers; one of a single number ignores the second.</summary>
internal interface IComplexQuestion
{
    static abstract bool Invoke(Complex a, Complex b);
}

/// <summary>Reads and writes complex numbers of either dtype as <see cref="Complex"/>.</summary>
internal static unsafe class ComplexElement
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Complex Load<T>(T* values, long i)
        where T : unmanaged => typeof(T) == typeof(Complex64) ? ((Complex64*)values)[i] : ((Complex*)values)[i];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T* values, long i, Complex value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(Complex64))
            ((Complex64*)values)[i] = (Complex64)value;
        else
            ((Complex*)values)[i] = value;
    }
}

/// <summary>A function from complex numbers to complex numbers of the same dtype.</summary>
internal sealed unsafe class ComplexUnary<TKernel> : ComplexForm
    where TKernel : struct, IComplexFunction
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) => DTypeRules.Same(operands[0], 1);

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Complex64)
            Loop((Complex64*)a, (Complex64*)result, length);
        else
            Loop((Complex*)a, (Complex*)result, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* x, T* result, int length)
        where T : unmanaged
    {
        for (int i = 0; i < length; i++)
            ComplexElement.Store(result, i, TKernel.Invoke(ComplexElement.Load(x, i)));
    }
}

/// <summary>A function from pairs of complex numbers to complex numbers of the promoted dtype.</summary>
internal sealed unsafe class ComplexBinary<TKernel> : ComplexForm
    where TKernel : struct, IComplexPairFunction
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) => DTypeRules.Same(TypeOf(operands), 2);

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Complex64)
            Loop((Complex64*)a, (Complex64*)b, (Complex64*)result, length);
        else
            Loop((Complex*)a, (Complex*)b, (Complex*)result, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* x, T* y, T* result, int length)
        where T : unmanaged
    {
        for (int i = 0; i < length; i++)
            ComplexElement.Store(result, i, TKernel.Invoke(ComplexElement.Load(x, i), ComplexElement.Load(y, i)));
    }
}

/// <summary>A function from complex numbers to real ones, in the dtype of their parts.</summary>
internal sealed unsafe class ComplexMeasure<TKernel> : ComplexForm
    where TKernel : struct, IComplexMeasure
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) =>
        new([operands[0]], DTypes.PartOf(operands[0]));

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Complex64)
        {
            for (int i = 0; i < length; i++)
                ((float*)result)[i] = (float)TKernel.Invoke(((Complex64*)a)[i]);
        }
        else
        {
            Loop((Complex*)a, (double*)result, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(Complex* x, double* result, int length)
    {
        int i = 0;
        if (TKernel.HasVector)
        {
            for (; i <= length - Vector512<double>.Count; i += Vector512<double>.Count)
                Several(x + i).Store(result + i);
            if (i == length)
                return;
            // The rest is computed by the same function, so that a number's result does not depend on its place.
            Complex* rest = stackalloc Complex[Vector512<double>.Count];
            double* found = stackalloc double[Vector512<double>.Count];
            new ReadOnlySpan<Complex>(x + i, length - i).CopyTo(new Span<Complex>(rest, Vector512<double>.Count));
            Several(rest).Store(found);
            new ReadOnlySpan<double>(found, length - i).CopyTo(new Span<double>(result + i, length - i));
            return;
        }
        for (; i < length; i++)
            result[i] = TKernel.Invoke(x[i]);
    }

    private static Vector512<double> Several(Complex* x)
    {
        Vector512<long> even = Vector512.Create(0L, 2, 4, 6, 0, 2, 4, 6),
            odd = Vector512.Create(1L, 3, 5, 7, 1, 3, 5, 7);
        Vector512<double> first = Vector512.Load((double*)x),
            second = Vector512.Load((double*)(x + Vector512<double>.Count / 2)),
            real = Vector512.Create(
                Vector512.Shuffle(first, even).GetLower(),
                Vector512.Shuffle(second, even).GetLower()
            ),
            imaginary = Vector512.Create(
                Vector512.Shuffle(first, odd).GetLower(),
                Vector512.Shuffle(second, odd).GetLower()
            );
        return TKernel.Invoke(real, imaginary);
    }
}

/// <summary>A question to one or two complex numbers; the result is bool.</summary>
internal sealed unsafe class ComplexTest<TKernel> : ComplexForm
    where TKernel : struct, IComplexQuestion
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) =>
        new(DTypeRules.Repeat(TypeOf(operands), operands.Length), DType.Bool);

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (b is null)
            b = a;
        if (type == DType.Complex64)
            Loop((Complex64*)a, (Complex64*)b, result, length);
        else
            Loop((Complex*)a, (Complex*)b, result, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* x, T* y, byte* result, int length)
        where T : unmanaged
    {
        for (int i = 0; i < length; i++)
        {
            result[i] = TKernel.Invoke(ComplexElement.Load(x, i), ComplexElement.Load(y, i)) ? (byte)1 : (byte)0;
        }
    }
}
