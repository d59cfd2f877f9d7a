using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The dtypes of NetCDF's types.</summary>
internal static class NetCdfTypes
{
    /// <summary>Finds the dtype of a numeric type.</summary>
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

    /// <summary>Returns the type for a dtype; a bool is written as a signed byte.</summary>
    /// <exception cref="GchunkException">NetCDF has no such type.</exception>
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
            DType.Float64 => NetCdfNative.Double,
            _ => throw new GchunkException(
                dtype.IsComplex
                    ? $"NetCDF has no type for {dtype.Name}; write Real() and Imag() as two variables, or write Zarr"
                    : $"NetCDF has no type for {dtype.Name}; convert it first with AsType"
            ),
        };
}
