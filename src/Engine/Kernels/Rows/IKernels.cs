using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Rows;

// The kernels that operations consist of: a scalar form, and a vector form that gives the same values. The rows in this
// folder plug them into loops that the JIT compiles for each kernel and type, with both forms inlined. A kernel without
// a vector form says so and is called element by element. The loops are compiled with full optimization at their first
// call: one tile through the first, unoptimized code would take a hundred times as long.

/// <summary>A function of one float.</summary>
internal interface IFloatUnaryKernel
{
    static virtual bool HasVector => true;

    static abstract T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static virtual Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new UnreachableException();
}

/// <summary>A function of two floats.</summary>
internal interface IFloatBinaryKernel
{
    static virtual bool HasVector => true;

    static abstract T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static virtual Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new UnreachableException();
}

/// <summary>A function of one number of any type, to the same type.</summary>
internal interface INumericUnaryKernel
{
    static virtual bool HasVector => true;

    static abstract T Invoke<T>(T x)
        where T : unmanaged, INumber<T>;

    static virtual Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => throw new UnreachableException();
}

/// <summary>A function of two numbers of any one type, to the same type.</summary>
internal interface INumericBinaryKernel
{
    static virtual bool HasVector<T>() => true;

    static abstract T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>;

    static virtual Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => throw new UnreachableException();
}

/// <summary>A function of three numbers of any one type, to the same type.</summary>
internal interface INumericTernaryKernel
{
    static abstract T Invoke<T>(T a, T b, T c)
        where T : unmanaged, INumber<T>;

    static abstract Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged, INumber<T>;
}

/// <summary>A function of two integers of one type, to the same type.</summary>
internal interface IIntegerBinaryKernel
{
    static virtual bool HasVector<T>() => true;

    static abstract T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T>;

    static virtual Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryInteger<T> => throw new UnreachableException();
}

/// <summary>A comparison of two numbers of any one type; the vector form returns all bits set or none.</summary>
internal interface IComparisonKernel
{
    static abstract bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>;

    static abstract Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T>;

    static abstract Vector256<T> Invoke<T>(Vector256<T> a, Vector256<T> b)
        where T : unmanaged, INumber<T>;
}

/// <summary>A predicate of one float; the vector form returns all bits set or none.</summary>
internal interface IFloatPredicateKernel
{
    static abstract bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract Vector256<T> Invoke<T>(Vector256<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
