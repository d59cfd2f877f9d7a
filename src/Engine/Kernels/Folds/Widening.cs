using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The 8-byte types that reductions accumulate in; they represent every value of the narrower types exactly.
/// </summary>
internal static unsafe class Widening
{
    /// <summary>The number of values converted at a time, in a buffer on the stack.</summary>
    public const int Step = 512;

    /// <summary>Returns the 8-byte type of the same kind.</summary>
    public static DType WideOf(DType type) =>
        type switch
        {
            DType.Float32 or DType.Float64 => DType.Float64,
            DType.UInt8 or DType.UInt16 or DType.UInt32 or DType.UInt64 => DType.UInt64,
            _ => DType.Int64,
        };

    /// <summary>Returns the values in their wide type: in place, or converted into a buffer.</summary>
    public static void* Widen(DType type, byte* values, int length, void* buffer)
    {
        if (type.Size == 8)
            return values;
        if (type == DType.Float32)
            Widen((float*)values, (double*)buffer, length);
        else if (type == DType.Int32)
            Widen((int*)values, (long*)buffer, length);
        else
            Casting.Convert(type, values, WideOf(type), (byte*)buffer, length);
        return buffer;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(float* values, double* buffer, int length)
    {
        int i = 0;
        for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(values + i));
            low.Store(buffer + i);
            high.Store(buffer + i + Vector512<double>.Count);
        }
        for (; i < length; i++)
            buffer[i] = values[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(int* values, long* buffer, int length)
    {
        int i = 0;
        for (; i <= length - Vector512<int>.Count; i += Vector512<int>.Count)
        {
            (Vector512<long> low, Vector512<long> high) = Vector512.Widen(Vector512.Load(values + i));
            low.Store(buffer + i);
            high.Store(buffer + i + Vector512<long>.Count);
        }
        for (; i < length; i++)
            buffer[i] = values[i];
    }
}
