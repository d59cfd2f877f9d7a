namespace Gchunk.Engine.Arrays;

public static partial class DTypes
{
    /// <summary>Returns the smallest dtype that both can be cast to, as NumPy's <c>promote_types</c>.</summary>
    /// <exception cref="GchunkException">One is a time and the other is not of the same dtype.</exception>
    public static DType Promote(DType a, DType b)
    {
        if (a == b)
            return a;
        if (a > b)
            (a, b) = (b, a);
        if (a.IsTime || b.IsTime)
            throw NotTogether(a, b);
        if (a == DType.Bool)
            return b;
        // Sorted by the enumeration, the dtype of half precision is the second.
        if (b.IsHalf)
            return PromoteHalf(b, a);
        if (b.IsComplex)
            return ComplexOf(a) >= b ? ComplexOf(a) : b;
        if (b == DType.Float64)
            return b;
        if (b == DType.Float32)
            return a.Size <= 2 || a == DType.Float32 ? DType.Float32 : DType.Float64;
        if (a.IsSigned == b.IsSigned)
            return a.Size >= b.Size ? a : b;
        var (signed, unsigned) = a.IsSigned ? (a, b) : (b, a);
        if (signed.Size > unsigned.Size)
            return signed;
        return unsigned.Size switch
        {
            1 => DType.Int16,
            2 => DType.Int32,
            4 => DType.Int64,
            _ => DType.Float64,
        };
    }

    /// <summary>
    /// Returns the dtype of an operation between an array and a Python-like scalar, by NumPy 2's rule (NEP 50): the
    /// scalar takes the array's dtype if its kind allows it.
    /// </summary>
    /// <param name="array">The array's dtype.</param>
    /// <param name="scalar">
    /// The kind of the scalar: <see cref="DType.Bool"/>, <see cref="DType.Int64"/>, <see cref="DType.Float64"/> or <see
    /// cref="DType.Complex128"/>.
    /// </param>
    /// <exception cref="GchunkException">The array holds times.</exception>
    public static DType PromoteWithScalar(DType array, DType scalar) =>
        scalar switch
        {
            _ when array.IsTime => throw NotTogether(scalar, array),
            DType.Bool => array,
            DType.Int64 when array == DType.Bool => DType.Int64,
            DType.Int64 => array,
            DType.Complex128 => array.IsFloat || array.IsComplex ? ComplexOf(array) : DType.Complex128,
            _ => array.IsFloat || array.IsComplex ? array : DType.Float64,
        };

    private static DType PromoteHalf(DType half, DType other) =>
        other switch
        {
            DType.Int8 or DType.UInt8 => half,
            DType.Int16 or DType.UInt16 or DType.Float32 or DType.Float16 or DType.BFloat16 => DType.Float32,
            DType.Complex64 or DType.Complex128 => other,
            _ => DType.Float64,
        };

    private static GchunkException NotTogether(DType a, DType b) =>
        new($"{a.Name} and {b.Name} have no common dtype; times combine with times and durations only");

    /// <summary>Returns the complex dtype whose parts hold the numbers of a dtype as NumPy converts them.</summary>
    public static DType ComplexOf(DType dtype) =>
        dtype switch
        {
            DType.Bool or DType.Int8 or DType.UInt8 or DType.Int16 or DType.UInt16 or DType.Float32 => DType.Complex64,
            DType.Float16 or DType.BFloat16 => DType.Complex64,
            DType.Complex64 => DType.Complex64,
            _ => DType.Complex128,
        };

    /// <summary>Returns the dtype of the parts of a complex dtype; another dtype itself.</summary>
    public static DType PartOf(DType dtype) =>
        dtype switch
        {
            DType.Complex64 => DType.Float32,
            DType.Complex128 => DType.Float64,
            _ => dtype,
        };

    /// <summary>Returns the range of a dtype, as far as float64 holds its integers exactly.</summary>
    internal static (double Least, double Greatest) ExactRange(DType dtype) =>
        dtype switch
        {
            DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DType.UInt8 => (byte.MinValue, byte.MaxValue),
            DType.Int16 => (short.MinValue, short.MaxValue),
            DType.UInt16 => (ushort.MinValue, ushort.MaxValue),
            DType.Int32 => (int.MinValue, int.MaxValue),
            DType.UInt32 => (uint.MinValue, uint.MaxValue),
            // Float64 does not hold every integer beyond ±2⁵³.
            DType.Int64 => (-9007199254740992, 9007199254740992),
            DType.UInt64 => (0, 9007199254740992),
            _ => (double.NegativeInfinity, double.PositiveInfinity),
        };
}
