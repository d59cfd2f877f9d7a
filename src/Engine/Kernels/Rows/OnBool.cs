using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>
/// The treatment of bools by an arithmetic operation, which NumPy defines for each operation separately.
/// </summary>
internal enum OnBool
{
    /// <summary>Computes with 0 and 1; the result is a bool.</summary>
    Keep,

    /// <summary>Casts to int8 first.</summary>
    AsInt8,

    /// <summary>Bools are an error.</summary>
    Refuse,
}

/// <summary>The rules for the dtypes that operations compute in.</summary>
internal static class DTypeRules
{
    /// <summary>Returns the promoted dtype of all operands.</summary>
    public static DType Promote(ReadOnlySpan<DType> operands)
    {
        DType type = operands[0];
        foreach (DType operand in operands[1..])
            type = DTypes.Promote(type, operand);
        return type;
    }

    /// <summary>
    /// Returns the float dtype that all operands are cast to: float64 for integers and bools of any size.
    /// </summary>
    public static DType Float(ReadOnlySpan<DType> operands)
    {
        DType type = Promote(operands);
        return type.IsFloat ? type : DType.Float64;
    }

    /// <summary>Returns the dtype of arithmetic on numbers.</summary>
    public static DType Number(ReadOnlySpan<DType> operands, OnBool onBool, string name, string insteadOnBool)
    {
        DType type = Promote(operands);
        if (type != DType.Bool || onBool == OnBool.Keep)
            return type;
        if (onBool == OnBool.AsInt8)
            return DType.Int8;
        throw new GchunkException(
            $"{name} is not defined for bool; {insteadOnBool}, or convert to numbers first with AsType(DType.Int8)"
        );
    }

    /// <summary>The error of an operation that has no meaning for a dtype.</summary>
    public static GchunkException Undefined(string name, DType type) =>
        new(
            type.IsComplex ? $"{name} is not defined for {type.Name}, as in NumPy; take Real(), Imag() or Abs() first"
            : type.IsTime
                ? $"{name} is not defined for {type.Name}; times are added, subtracted, compared and ordered, and AsType(DType.Int64) gives their nanoseconds"
            : type.IsHalf ? $"{name} is not defined for {type.Name}; convert with AsType(DType.Float32) first"
            : $"{name} is not defined for {type.Name}"
        );

    /// <summary>Returns a signature in which all operands and the result have one dtype.</summary>
    public static ElementwiseSignature Same(DType type, int arity) => new(Repeat(type, arity), type);

    /// <summary>Returns the dtype once for each operand.</summary>
    public static DType[] Repeat(DType type, int arity)
    {
        var types = new DType[arity];
        Array.Fill(types, type);
        return types;
    }
}
