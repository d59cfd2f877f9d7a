using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gchunk.Engine.Arrays;

/// <summary>Conversion of elements between dtypes.</summary>
/// <remarks>
/// Like C's conversions, but never undefined: a float outside the range of an integer dtype is clamped to it, and NaN
/// becomes 0; integers wrap as in NumPy. Any value but 0 is true. Complex numbers are not cast to real ones.
/// </remarks>
public static unsafe partial class Casting
{
    /// <summary>
    /// Converts <paramref name="length"/> elements; the two ranges must not overlap unless they are the same and the
    /// sizes are equal.
    /// </summary>
    public static void Convert(DType from, byte* source, DType to, byte* target, int length)
    {
        Bounds.Check(source, (long)length * from.Size);
        Bounds.Check(target, (long)length * to.Size);
        if (from == to)
        {
            if (source != target)
                Buffer.MemoryCopy(source, target, (long)length * to.Size, (long)length * from.Size);
            return;
        }
        if (!from.IsReal || !to.IsReal)
        {
            Check(from, to);
            ConvertOther(from, source, to, target, length);
            return;
        }
        int done = ConvertVectors(from, source, to, target, length);
        if (done == length)
            return;
        source += (long)done * from.Size;
        target += (long)done * to.Size;
        length -= done;
        switch (from)
        {
            case DType.Bool or DType.UInt8:
                From<byte>(source, to, target, length);
                break;
            case DType.Int8:
                From<sbyte>(source, to, target, length);
                break;
            case DType.Int16:
                From<short>(source, to, target, length);
                break;
            case DType.UInt16:
                From<ushort>(source, to, target, length);
                break;
            case DType.Int32:
                From<int>(source, to, target, length);
                break;
            case DType.UInt32:
                From<uint>(source, to, target, length);
                break;
            case DType.Int64:
                From<long>(source, to, target, length);
                break;
            case DType.UInt64:
                From<ulong>(source, to, target, length);
                break;
            case DType.Float32:
                From<float>(source, to, target, length);
                break;
            case DType.Float64:
                From<double>(source, to, target, length);
                break;
            default:
                throw DTypes.Unknown(from);
        }
    }

    private static void From<T>(byte* source, DType to, byte* target, int length)
        where T : unmanaged, INumber<T>
    {
        var values = new ReadOnlySpan<T>(source, length);
        switch (to)
        {
            case DType.Bool:
                ToBool(values, new Span<byte>(target, length));
                break;
            case DType.Int8:
                To(values, new Span<sbyte>(target, length));
                break;
            case DType.UInt8:
                To(values, new Span<byte>(target, length));
                break;
            case DType.Int16:
                To(values, new Span<short>(target, length));
                break;
            case DType.UInt16:
                To(values, new Span<ushort>(target, length));
                break;
            case DType.Int32:
                To(values, new Span<int>(target, length));
                break;
            case DType.UInt32:
                To(values, new Span<uint>(target, length));
                break;
            case DType.Int64:
                To(values, new Span<long>(target, length));
                break;
            case DType.UInt64:
                To(values, new Span<ulong>(target, length));
                break;
            case DType.Float32:
                To(values, new Span<float>(target, length));
                break;
            case DType.Float64:
                To(values, new Span<double>(target, length));
                break;
            default:
                throw DTypes.Unknown(to);
        }
    }

    private static void To<TFrom, TTo>(ReadOnlySpan<TFrom> values, Span<TTo> target)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        // This handles the elements that the vector loops leave, and all other pairs. C leaves a float outside the
        // integer's range undefined, so floats saturate.
        if (typeof(TFrom) == typeof(float) || typeof(TFrom) == typeof(double))
            System.Numerics.Tensors.TensorPrimitives.ConvertSaturating(values, target);
        else
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(values, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToBool<T>(ReadOnlySpan<T> values, Span<byte> target)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < values.Length; i++)
            target[i] = T.IsZero(values[i]) ? (byte)0 : (byte)1;
    }
}
