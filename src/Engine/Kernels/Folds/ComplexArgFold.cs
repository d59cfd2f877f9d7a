using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels.ComplexNumbers;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>The rule by which a <see cref="ComplexArgFold{TKernel}"/> selects one of the numbers.</summary>
internal interface IComplexArgKernel
{
    /// <summary>True to select the last of equally good numbers rather than the first.</summary>
    static virtual bool PrefersLater => false;

    /// <summary>Returns whether a number without NaN is better than another.</summary>
    static abstract bool IsBetter(Complex value, Complex other);

    /// <summary>True if all numbers are equally good.</summary>
    static virtual bool IgnoresValue => false;
}

internal readonly struct ComplexLeast : IComplexArgKernel
{
    public static bool IsBetter(Complex value, Complex other) => ComplexLess.Invoke(value, other);
}

internal readonly struct ComplexGreatest : IComplexArgKernel
{
    public static bool IsBetter(Complex value, Complex other) => ComplexLess.Invoke(other, value);
}

internal readonly struct ComplexFirst : IComplexArgKernel
{
    public static bool IgnoresValue => true;

    public static bool IsBetter(Complex value, Complex other) => false;
}

internal readonly struct ComplexLast : IComplexArgKernel
{
    public static bool PrefersLater => true;

    public static bool IgnoresValue => true;

    public static bool IsBetter(Complex value, Complex other) => false;
}

/// <summary>
/// A reduction that selects one of the complex numbers, by NumPy's order or by position, as <see cref="ArgFold{TKernel}"/>
/// does of real ones: its state is that number and its position. Unless NaN is skipped, the first number with NaN in
/// either part is the least and the greatest.
/// </summary>
internal sealed unsafe class ComplexArgFold<TKernel>(string name, string summary, bool givesPosition)
    : ReductionOp(name, summary, 3)
    where TKernel : struct, IComplexArgKernel
{
    public override bool HasIdentity => false;

    public override bool UsesPositions => true;

    public override bool Takes(DType dtype) => dtype.IsComplex;

    public override DType ResultType(DType input) => givesPosition ? DType.Int64 : input;

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells)
    {
        double* parts = (double*)state;
        for (long i = 0; i < cells; i++)
        {
            (parts[i], parts[cells + i]) = (double.NaN, double.NaN);
            ((long*)state)[2 * cells + i] = -1;
        }
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
        for (int i = 0; i < length; i++)
            Update(At(type, values, i), options.SkipNaN, position + i, state, cells, cell);
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
            Update(At(type, values, i), options.SkipNaN, position, state, cells, cell + i);
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        double* parts = (double*)later;
        for (long i = 0; i < cells; i++)
        {
            long position = ((long*)later)[2 * cells + i];
            if (position >= 0)
                Update(new Complex(parts[i], parts[cells + i]), false, position, earlier, cells, i);
        }
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        double* parts = (double*)state;
        for (long i = 0; i < cells; i++)
        {
            if (givesPosition)
                ((long*)result)[i] = ((long*)state)[2 * cells + i];
            else if (type == DType.Complex64)
                ((Complex64*)result)[i] = (Complex64)new Complex(parts[i], parts[cells + i]);
            else
                ((Complex*)result)[i] = new Complex(parts[i], parts[cells + i]);
        }
    }

    private static Complex At(DType type, byte* values, int i) =>
        type == DType.Complex64 ? ((Complex64*)values)[i] : ((Complex*)values)[i];

    private static void Update(Complex value, bool skipNaN, long position, ulong* state, long cells, long cell)
    {
        bool isNaN = ComplexIsNaN.Invoke(value, value);
        if (skipNaN && isNaN)
            return;
        double* parts = (double*)state;
        ref long held = ref ((long*)state)[2 * cells + cell];
        var holder = new Complex(parts[cell], parts[cells + cell]);
        bool holdsNaN = held >= 0 && ComplexIsNaN.Invoke(holder, holder),
            comes = TKernel.PrefersLater ? position > held : position < held;
        bool isTaken =
            held < 0 ? true
            : TKernel.IgnoresValue ? comes
            : isNaN || holdsNaN ? isNaN && (!holdsNaN || comes)
            : TKernel.IsBetter(value, holder) || comes && !TKernel.IsBetter(holder, value);
        if (isTaken)
            (parts[cell], parts[cells + cell], held) = (value.Real, value.Imaginary, position);
    }
}
