using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Arrays;

/// <summary>The type of an array's elements, named as in NumPy.</summary>
public enum DType : byte
{
    /// <summary>A truth value of one byte.</summary>
    Bool,

    /// <summary>A signed integer of one byte.</summary>
    Int8,

    /// <summary>An unsigned integer of one byte.</summary>
    UInt8,

    /// <summary>A signed integer of two bytes.</summary>
    Int16,

    /// <summary>An unsigned integer of two bytes.</summary>
    UInt16,

    /// <summary>A signed integer of four bytes.</summary>
    Int32,

    /// <summary>An unsigned integer of four bytes.</summary>
    UInt32,

    /// <summary>A signed integer of eight bytes.</summary>
    Int64,

    /// <summary>An unsigned integer of eight bytes.</summary>
    UInt64,

    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,

    /// <summary>A complex number of two float32: a real and an imaginary part.</summary>
    Complex64,

    /// <summary>A complex number of two float64: a real and an imaginary part.</summary>
    Complex128,

    /// <summary>Dates and times as int64 nanoseconds since 1970; NumPy's <c>datetime64[ns]</c>.</summary>
    DateTime64,

    /// <summary>Durations as int64 nanoseconds; NumPy's <c>timedelta64[ns]</c>.</summary>
    TimeDelta64,

    /// <summary>IEEE 754 half precision: a float of two bytes, with 11 bits of precision up to 65504.</summary>
    Float16,

    /// <summary>A float of two bytes with the range of float32 and 8 bits of precision.</summary>
    BFloat16,
}

/// <summary>The properties of each <see cref="DType"/>: size, kind, name, promotion.</summary>
public static partial class DTypes
{
    /// <summary>Every dtype, in the order of the enumeration.</summary>
    public static IReadOnlyList<DType> All { get; } = Enum.GetValues<DType>();

    /// <summary>The dtypes of real numbers: bool, the integers, float32 and float64.</summary>
    public static IReadOnlyList<DType> Real { get; } = [.. All.Where(d => d.IsReal)];

    extension(DType dtype)
    {
        /// <summary>The number of bytes of one element.</summary>
        public int Size =>
            dtype switch
            {
                DType.Bool or DType.Int8 or DType.UInt8 => 1,
                DType.Int16 or DType.UInt16 or DType.Float16 or DType.BFloat16 => 2,
                DType.Int32 or DType.UInt32 or DType.Float32 => 4,
                DType.Int64 or DType.UInt64 or DType.Float64 => 8,
                DType.Complex64 or DType.DateTime64 or DType.TimeDelta64 => 8,
                DType.Complex128 => 16,
                _ => throw Unknown(dtype),
            };

        /// <summary>
        /// True for bools, integers, float32 and float64: the numbers that every kernel has a meaning for unless it
        /// says otherwise. Operations refuse all other dtypes unless they name them.
        /// </summary>
        public bool IsReal => dtype <= DType.Float64;

        /// <summary>True if the elements are complex numbers.</summary>
        public bool IsComplex => dtype is DType.Complex64 or DType.Complex128;

        /// <summary>True if the elements are times or durations.</summary>
        public bool IsTime => dtype is DType.DateTime64 or DType.TimeDelta64;

        /// <summary>True if the elements are floating-point numbers, and so can be NaN.</summary>
        public bool IsFloat => dtype is DType.Float32 or DType.Float64 or DType.Float16 or DType.BFloat16;

        /// <summary>True for float16 and bfloat16, which are stored so and computed in float32.</summary>
        public bool IsHalf => dtype is DType.Float16 or DType.BFloat16;

        /// <summary>True if an element can be NaN, that is, missing: floats and complex numbers.</summary>
        public bool CanBeNaN => dtype.IsFloat || dtype.IsComplex;

        /// <summary>True if the elements are integers; bool does not count.</summary>
        public bool IsInteger => dtype is > DType.Bool and < DType.Float32;

        /// <summary>True if the elements are signed integers.</summary>
        public bool IsSigned => dtype is DType.Int8 or DType.Int16 or DType.Int32 or DType.Int64;

        /// <summary>NumPy's name: <c>float64</c>, <c>int8</c>, <c>bool</c>.</summary>
        public string Name =>
            dtype switch
            {
                DType.Bool => "bool",
                DType.Int8 => "int8",
                DType.UInt8 => "uint8",
                DType.Int16 => "int16",
                DType.UInt16 => "uint16",
                DType.Int32 => "int32",
                DType.UInt32 => "uint32",
                DType.Int64 => "int64",
                DType.UInt64 => "uint64",
                DType.Float32 => "float32",
                DType.Float64 => "float64",
                DType.Complex64 => "complex64",
                DType.Complex128 => "complex128",
                DType.DateTime64 => "datetime64[ns]",
                DType.TimeDelta64 => "timedelta64[ns]",
                DType.Float16 => "float16",
                DType.BFloat16 => "bfloat16",
                _ => throw Unknown(dtype),
            };
    }

    /// <summary>Returns the dtype of a .NET element type.</summary>
    /// <exception cref="GchunkException"><typeparamref name="T"/> is not an element type.</exception>
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(bool))
            return DType.Bool;
        if (typeof(T) == typeof(sbyte))
            return DType.Int8;
        if (typeof(T) == typeof(byte))
            return DType.UInt8;
        if (typeof(T) == typeof(short))
            return DType.Int16;
        if (typeof(T) == typeof(ushort))
            return DType.UInt16;
        if (typeof(T) == typeof(int))
            return DType.Int32;
        if (typeof(T) == typeof(uint))
            return DType.UInt32;
        if (typeof(T) == typeof(long))
            return DType.Int64;
        if (typeof(T) == typeof(ulong))
            return DType.UInt64;
        if (typeof(T) == typeof(float))
            return DType.Float32;
        if (typeof(T) == typeof(double))
            return DType.Float64;
        if (typeof(T) == typeof(Complex64))
            return DType.Complex64;
        if (typeof(T) == typeof(Complex))
            return DType.Complex128;
        if (typeof(T) == typeof(DateTime64))
            return DType.DateTime64;
        if (typeof(T) == typeof(TimeDelta64))
            return DType.TimeDelta64;
        if (typeof(T) == typeof(Half))
            return DType.Float16;
        if (typeof(T) == typeof(BFloat16))
            return DType.BFloat16;
        throw new GchunkException(
            $"arrays cannot hold elements of type {typeof(T).Name}; use one of bool, sbyte, byte, short, ushort, int, uint, long, ulong, float, double, Complex64, Complex, DateTime64, TimeDelta64, Half, BFloat16"
        );
    }

    /// <summary>Returns the dtype of an integer, float or double; null for every other type.</summary>
    internal static DType? OfNumber(Type? type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => DType.Int8,
            TypeCode.Byte => DType.UInt8,
            TypeCode.Int16 => DType.Int16,
            TypeCode.UInt16 => DType.UInt16,
            TypeCode.Int32 => DType.Int32,
            TypeCode.UInt32 => DType.UInt32,
            TypeCode.Int64 => DType.Int64,
            TypeCode.UInt64 => DType.UInt64,
            TypeCode.Single => DType.Float32,
            TypeCode.Double => DType.Float64,
            _ => null,
        };

    /// <summary>Returns the dtype with this name, in NumPy's spelling.</summary>
    /// <exception cref="GchunkException">There is no dtype of this name.</exception>
    public static DType Parse(string name)
    {
        foreach (DType dtype in All)
        {
            if (dtype.Name == name)
                return dtype;
        }

        throw new GchunkException(Spelling.Unknown("dtype", name, All.Select(d => d.Name)));
    }

    /// <summary>A managed array with elements of a dtype.</summary>
    public static Array NewArray(DType dtype, int length)
    {
        var visitor = new NewArrayVisitor(length);
        return Visit<NewArrayVisitor, Array>(dtype, ref visitor);
    }

    private readonly struct NewArrayVisitor(int length) : IDTypeVisitor<Array>
    {
        public Array Visit<T>()
            where T : unmanaged => new T[length];
    }

    /// <summary>Calls the visitor with the .NET type of the elements.</summary>
    public static TResult Visit<TVisitor, TResult>(DType dtype, ref TVisitor visitor)
        where TVisitor : IDTypeVisitor<TResult> =>
        dtype switch
        {
            DType.Bool => visitor.Visit<bool>(),
            DType.Int8 => visitor.Visit<sbyte>(),
            DType.UInt8 => visitor.Visit<byte>(),
            DType.Int16 => visitor.Visit<short>(),
            DType.UInt16 => visitor.Visit<ushort>(),
            DType.Int32 => visitor.Visit<int>(),
            DType.UInt32 => visitor.Visit<uint>(),
            DType.Int64 => visitor.Visit<long>(),
            DType.UInt64 => visitor.Visit<ulong>(),
            DType.Float32 => visitor.Visit<float>(),
            DType.Float64 => visitor.Visit<double>(),
            DType.Complex64 => visitor.Visit<Complex64>(),
            DType.Complex128 => visitor.Visit<Complex>(),
            DType.DateTime64 => visitor.Visit<DateTime64>(),
            DType.TimeDelta64 => visitor.Visit<TimeDelta64>(),
            DType.Float16 => visitor.Visit<Half>(),
            DType.BFloat16 => visitor.Visit<BFloat16>(),
            _ => throw Unknown(dtype),
        };

    /// <summary>The error of a value that is not a dtype: a switch that names every dtype ends with it.</summary>
    internal static InvalidOperationException Unknown(DType dtype) => new($"{(int)dtype} is not a dtype handled here");

    /// <summary>Throws if a type parameter does not match the array's dtype.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check<T>(DType dtype)
        where T : unmanaged
    {
        if (Of<T>() != dtype)
        {
            throw new GchunkException(
                $"the array holds {dtype.Name}, not {Of<T>().Name}; convert it first with AsType(DType.{Of<T>()})"
            );
        }
    }
}

/// <summary>A generic operation that is written once for every element type; see <see cref="DTypes.Visit"/>.</summary>
public interface IDTypeVisitor<out TResult>
{
    /// <summary>Runs the operation for elements of type <typeparamref name="T"/>.</summary>
    TResult Visit<T>()
        where T : unmanaged;
}
