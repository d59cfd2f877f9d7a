using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Arrays;

public static unsafe partial class Casting
{
    /// <summary>Converts the pairs of dtypes that are most common, eight or more elements a step.</summary>
    /// <returns>The number of elements converted, from the first on; the general loop converts the rest.</returns>
    private static int ConvertVectors(DType from, byte* source, DType to, byte* target, int length) =>
        (from, to) switch
        {
            (DType.Float32, DType.Float64) => SingleToDouble((float*)source, (double*)target, length),
            (DType.Float64, DType.Float32) => DoubleToSingle((double*)source, (float*)target, length),
            (DType.Int64, DType.Float64) => Int64ToDouble((long*)source, (double*)target, length),
            (DType.Int32, DType.Float64) => ToDouble<int>(source, (double*)target, length),
            (DType.Int16, DType.Float64) => ToDouble<short>(source, (double*)target, length),
            (DType.Int8, DType.Float64) => ToDouble<sbyte>(source, (double*)target, length),
            (DType.UInt16, DType.Float64) => ToDouble<ushort>(source, (double*)target, length),
            (DType.UInt8 or DType.Bool, DType.Float64) => ToDouble<byte>(source, (double*)target, length),
            (DType.Int32, DType.Float32) => ToSingle<int>(source, (float*)target, length),
            (DType.Int16, DType.Float32) => ToSingle<short>(source, (float*)target, length),
            (DType.Int8, DType.Float32) => ToSingle<sbyte>(source, (float*)target, length),
            (DType.UInt16, DType.Float32) => ToSingle<ushort>(source, (float*)target, length),
            (DType.UInt8 or DType.Bool, DType.Float32) => ToSingle<byte>(source, (float*)target, length),
            (DType.Float64, DType.Int32) => DoubleToInt32((double*)source, (int*)target, length),
            (DType.Float64, DType.Int64) => DoubleToInt64((double*)source, (long*)target, length),
            (DType.Float32, DType.Int32) => SingleToInt32((float*)source, (int*)target, length),
            _ => 0,
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SingleToDouble(float* x, double* r, int length)
    {
        int i = 0;
        for (; i <= length - 16; i += 16)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(x + i));
            low.Store(r + i);
            high.Store(r + i + 8);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DoubleToSingle(double* x, float* r, int length)
    {
        int i = 0;
        if (!Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - 8; i += 8)
                Vector256.Narrow(Vector256.Load(x + i), Vector256.Load(x + i + 4)).Store(r + i);
            return i;
        }
        for (; i <= length - 16; i += 16)
            Vector512.Narrow(Vector512.Load(x + i), Vector512.Load(x + i + 8)).Store(r + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Int64ToDouble(long* x, double* r, int length)
    {
        int i = 0;
        if (!Vector512.IsHardwareAccelerated)
            return Int64ToDoubleByHalves(x, r, length);
        for (; i <= length - 8; i += 8)
            Vector512.ConvertToDouble(Vector512.Load(x + i)).Store(r + i);
        return i;
    }

    /// <summary>Converts int64 to double on processors without an instruction for it.</summary>
    /// <remarks>
    /// The upper 32 bits, with the sign bit flipped and placed under the exponent of 2^84, read as 2^84 + 2^63 + (upper
    /// half) · 2^32; the lower 32 bits under the exponent of 2^52 read as 2^52 + (lower half). Subtracting the offsets
    /// is exact, so only the last addition rounds.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Int64ToDoubleByHalves(long* x, double* r, int length)
    {
        int i = 0;
        Vector256<double> before = Vector256.Create(19342822341709703277445120.0);
        for (; i <= length - 4; i += 4)
        {
            Vector256<ulong> bits = Vector256.Load((ulong*)x + i);
            Vector256<double> upper = ((bits >>> 32) ^ Vector256.Create(0x4530000080000000UL)).AsDouble();
            Vector256<double> lower = (
                (bits & Vector256.Create(0xFFFFFFFFUL)) | Vector256.Create(0x4330000000000000UL)
            ).AsDouble();
            (upper - before + lower).Store(r + i);
        }
        return i;
    }

    // Widens sixteen small integers to two vectors of int32 and converts those to floats.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ToSingle<T>(byte* source, float* r, int length)
        where T : unmanaged
    {
        var x = (T*)source;
        int i = 0;
        for (; i <= length - 16; i += 16)
        {
            Load(x + i, out Vector256<int> low, out Vector256<int> high);
            Vector256.ConvertToSingle(low).Store(r + i);
            Vector256.ConvertToSingle(high).Store(r + i + 8);
        }
        return i;
    }

    // A 32-bit integer with its sign bit flipped, placed in the low 32 bits under the exponent of 2^52, reads as 2^52 +
    // 2^31 + the integer: the conversion is exact and the same on every machine.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ToDouble<T>(byte* source, double* r, int length)
        where T : unmanaged
    {
        var x = (T*)source;
        int i = 0;
        for (; i <= length - 16; i += 16)
        {
            Load(x + i, out Vector256<int> low, out Vector256<int> high);
            ToDouble(low).Store(r + i);
            ToDouble(high).Store(r + i + 8);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> ToDouble(Vector256<int> x)
    {
        (Vector256<ulong> low, Vector256<ulong> high) = Vector256.Widen(
            (x ^ Vector256.Create(int.MinValue)).AsUInt32()
        );
        return (Vector512.Create(low, high) | Vector512.Create(0x4330000000000000UL)).AsDouble()
            - Vector512.Create(4503599627370496.0 + 2147483648.0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T>(T* x, out Vector256<int> low, out Vector256<int> high)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int))
        {
            low = Vector256.Load((int*)x);
            high = Vector256.Load((int*)x + 8);
        }
        else if (typeof(T) == typeof(short))
        {
            (low, high) = Vector256.Widen(Vector256.Load((short*)x));
        }
        else if (typeof(T) == typeof(ushort))
        {
            (low, high) = Signed(Vector256.Widen(Vector256.Load((ushort*)x)));
        }
        else if (typeof(T) == typeof(sbyte))
        {
            (low, high) = Vector256.Widen(Whole(Vector128.Widen(Vector128.Load((sbyte*)x))));
        }
        else
        {
            (low, high) = Signed(Vector256.Widen(Whole(Vector128.Widen(Vector128.Load((byte*)x)))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int>, Vector256<int>) Signed((Vector256<uint> Low, Vector256<uint> High) x) =>
        (x.Low.AsInt32(), x.High.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Whole<T>((Vector128<T> Low, Vector128<T> High) x) => Vector256.Create(x.Low, x.High);

    // These conversions saturate, and turn NaN into 0, on every machine.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DoubleToInt32(double* x, int* r, int length)
    {
        int i = 0;
        for (; i <= length - 16; i += 16)
            Vector512.Narrow(Whole(Vector512.Load(x + i)), Whole(Vector512.Load(x + i + 8))).Store(r + i);
        return i;
    }

    // Clamped to the range and truncated, the number is added to 2^52 + 2^51: its bits are then the lowest ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Whole(Vector512<double> x)
    {
        Vector512<double> least = Vector512.Create((double)int.MinValue),
            most = Vector512.Create((double)int.MaxValue);
        x = Vector512.ConditionalSelect(Vector512.GreaterThan(x, most), most, x);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, least), least, x);
        x = Vector512.ConditionalSelect(Vector512.Equals(x, x), x, Vector512<double>.Zero);
        return (Vector512.Truncate(x) + Vector512.Create(6755399441055744.0)).AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DoubleToInt64(double* x, long* r, int length)
    {
        int i = 0;
        if (!Vector512.IsHardwareAccelerated)
            return 0;
        for (; i <= length - 8; i += 8)
            Vector512.ConvertToInt64(Vector512.Load(x + i)).Store(r + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SingleToInt32(float* x, int* r, int length)
    {
        int i = 0;
        for (; i <= length - 16; i += 16)
            Vector512.ConvertToInt32(Vector512.Load(x + i)).Store(r + i);
        return i;
    }
}
