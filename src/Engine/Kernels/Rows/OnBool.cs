using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>What an arithmetic operation does with bools, which NumPy settles for each of them on its own.</summary>
internal enum OnBool
{
    /// <summary>Computes on 0 and 1; the result is a bool.</summary>
    Keep,

    /// <summary>Converts to int8 first.</summary>
    AsInt8,

    /// <summary>Is not defined.</summary>
    Refuse,
}

/// <summary>The dtypes that operations compute in.</summary>
internal static class DTypeRules
{
    /// <summary>The dtype that all operands fit in.</summary>
    public static DType Promote(ReadOnlySpan<DType> operands)
    {
        DType type = operands[0];
        foreach (DType operand in operands[1..])
            type = DTypes.Promote(type, operand);
        return type;
    }

    /// <summary>The float that all operands fit in: float64 for integers and bools, whatever their size.</summary>
    public static DType Float(ReadOnlySpan<DType> operands)
    {
        DType type = Promote(operands);
        return type.IsFloat ? type : DType.Float64;
    }

    /// <summary>The dtype of arithmetic on numbers.</summary>
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

    /// <summary>A signature whose operands and result all have one dtype.</summary>
    public static ElementwiseSignature Same(DType type, int arity) => new(Repeat(type, arity), type);

    /// <summary>A dtype for each operand.</summary>
    public static DType[] Repeat(DType type, int arity)
    {
        var types = new DType[arity];
        Array.Fill(types, type);
        return types;
    }
}
