using System.Numerics;
using System.Runtime.CompilerServices;
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
    static abstract double Invoke(Complex x);
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
        for (int i = 0; i < length; i++)
            result[i] = TKernel.Invoke(x[i]);
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
