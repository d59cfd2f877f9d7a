using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels.ComplexNumbers;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>What a <see cref="ComplexFold{TKernel}"/> folds, and its result.</summary>
internal interface IComplexFoldKernel
{
    static abstract Complex Identity { get; }

    static abstract Complex Fold(Complex state, Complex value);

    static virtual Complex Finish(Complex state, ulong count) => state;

    /// <summary>True for a sum, which takes the parts alone.</summary>
    static virtual bool IsSum => false;
}

internal readonly struct ComplexSum : IComplexFoldKernel
{
    public static Complex Identity => Complex.Zero;

    public static bool IsSum => true;

    public static Complex Fold(Complex state, Complex value) => state + value;
}

internal readonly struct ComplexProd : IComplexFoldKernel
{
    public static Complex Identity => Complex.One;

    public static Complex Fold(Complex state, Complex value) => ComplexMultiply.Invoke(state, value);
}

internal readonly struct ComplexMean : IComplexFoldKernel
{
    public static Complex Identity => Complex.Zero;

    public static bool IsSum => true;

    public static Complex Fold(Complex state, Complex value) => state + value;

    public static Complex Finish(Complex state, ulong count) => new(state.Real / count, state.Imaginary / count);
}

/// <summary>
/// The sum, the product or the mean of complex numbers. The state is a complex number of float64 and the count of the
/// values; a value with a NaN in either part is missing.
/// </summary>
internal sealed unsafe class ComplexFold<TKernel>(string name, string summary) : ReductionOp(name, summary, 3)
    where TKernel : struct, IComplexFoldKernel
{
    public override bool Takes(DType dtype) => dtype.IsComplex;

    public override DType ResultType(DType input) => input;

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells)
    {
        for (long i = 0; i < cells; i++)
            (((double*)state)[i], state[cells + i], state[2 * cells + i]) = (TKernel.Identity.Real, 0, 0);
    }

    public override void FoldRun(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        Complex sum = TKernel.Identity;
        ulong count = 0;
        if (TKernel.IsSum && !options.SkipNaN && type == DType.Complex128)
            (sum, count) = (Sum((double*)values, length), (ulong)length);
        else if (type == DType.Complex128)
            Run((Complex*)values, length, options.SkipNaN, ref sum, ref count);
        else
            Run((Complex64*)values, length, options.SkipNaN, ref sum, ref count);
        Merge(state, cells, cell, sum, count);
    }

    // Even lanes hold real parts, odd lanes imaginary ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Complex Sum(double* parts, int length)
    {
        Vector512<double> sum = Vector512<double>.Zero,
            more = sum;
        int width = Vector512<double>.Count;
        long n = 2L * length,
            i = 0;
        for (; i <= n - 2 * width; i += 2 * width)
        {
            sum += Vector512.Load(parts + i);
            more += Vector512.Load(parts + i + width);
        }
        sum += more;
        double real = sum[0] + sum[2] + (sum[4] + sum[6]),
            imaginary = sum[1] + sum[3] + (sum[5] + sum[7]);
        for (; i < n; i += 2)
            (real, imaginary) = (real + parts[i], imaginary + parts[i + 1]);
        return new(real, imaginary);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(T* values, int length, bool skip, ref Complex state, ref ulong count)
        where T : unmanaged
    {
        Complex sum = state;
        ulong counted = 0;
        for (int i = 0; i < length; i++)
        {
            Complex value = ComplexElement.Load(values, i);
            if (skip && ComplexIsNaN.Invoke(value, value))
                continue;
            sum = TKernel.Fold(sum, value);
            counted++;
        }
        (state, count) = (sum, counted);
    }

    public override void FoldEach(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        for (int i = 0; i < length; i++)
        {
            Complex value =
                type == DType.Complex64 ? ((Complex64*)values)[i] : ComplexElement.Load((Complex*)values, i);
            if (!options.SkipNaN || !ComplexIsNaN.Invoke(value, value))
                Merge(state, cells, cell + i, value, 1);
        }
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        for (long i = 0; i < cells; i++)
        {
            var value = new Complex(((double*)later)[i], ((double*)later)[cells + i]);
            Merge(earlier, cells, i, value, later[2 * cells + i]);
        }
    }

    private static void Merge(ulong* state, long cells, long cell, Complex value, ulong count)
    {
        double* parts = (double*)state;
        Complex merged = TKernel.Fold(new(parts[cell], parts[cells + cell]), value);
        (parts[cell], parts[cells + cell]) = (merged.Real, merged.Imaginary);
        state[2 * cells + cell] += count;
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        double* parts = (double*)state;
        for (long i = 0; i < cells; i++)
        {
            Complex value = TKernel.Finish(new(parts[i], parts[cells + i]), state[2 * cells + i]);
            if (type == DType.Complex64)
                ((Complex64*)result)[i] = (Complex64)value;
            else
                ((Complex*)result)[i] = value;
        }
    }
}
