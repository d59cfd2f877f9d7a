using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The types of NetCDF against those of arrays.</summary>
internal static class NetCdfTypes
{
    /// <summary>The dtype of a numeric type.</summary>
    public static bool TryNumber(int type, out DType dtype)
    {
        dtype = type switch
        {
            NetCdfNative.Byte => DType.Int8,
            NetCdfNative.UByte => DType.UInt8,
            NetCdfNative.Short => DType.Int16,
            NetCdfNative.UShort => DType.UInt16,
            NetCdfNative.Int => DType.Int32,
            NetCdfNative.UInt => DType.UInt32,
            NetCdfNative.Int64 => DType.Int64,
            NetCdfNative.UInt64 => DType.UInt64,
            NetCdfNative.Float => DType.Float32,
            NetCdfNative.Double => DType.Float64,
            _ => DType.Bool,
        };
        return dtype != DType.Bool;
    }

    /// <summary>The type in which a dtype is written; a bool is a signed byte.</summary>
    public static int Of(DType dtype) =>
        dtype switch
        {
            DType.Bool or DType.Int8 => NetCdfNative.Byte,
            DType.UInt8 => NetCdfNative.UByte,
            DType.Int16 => NetCdfNative.Short,
            DType.UInt16 => NetCdfNative.UShort,
            DType.Int32 => NetCdfNative.Int,
            DType.UInt32 => NetCdfNative.UInt,
            DType.Int64 => NetCdfNative.Int64,
            DType.UInt64 => NetCdfNative.UInt64,
            DType.Float32 => NetCdfNative.Float,
            _ => NetCdfNative.Double,
        };

    /// <summary>A managed array of numbers of a dtype.</summary>
    public static Array NewArray(DType dtype, int length)
    {
        var visitor = new Make(length);
        return DTypes.Visit<Make, Array>(dtype, ref visitor);
    }

    private readonly struct Make(int length) : IDTypeVisitor<Array>
    {
        public Array Visit<T>()
            where T : unmanaged => new T[length];
    }
}
