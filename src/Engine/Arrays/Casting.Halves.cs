using System.Numerics.Tensors;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Arrays;

public static unsafe partial class Casting
{
    // From float16 or bfloat16, by way of float32, which holds every value of both.
    private static void FromHalf(DType from, byte* source, DType to, byte* target, int length)
    {
        float* wide = stackalloc float[Piece];
        for (int done = 0; done < length; done += Piece)
        {
            int count = Math.Min(Piece, length - done);
            float* values = to == DType.Float32 ? (float*)target + done : wide;
            if (from == DType.Float16)
            {
                TensorPrimitives.ConvertToSingle(
                    new ReadOnlySpan<Half>((Half*)source + done, count),
                    new Span<float>(values, count)
                );
            }
            else
            {
                for (int i = 0; i < count; i++)
                    values[i] = ((BFloat16*)source)[done + i];
            }

            if (to != DType.Float32)
                Convert(DType.Float32, (byte*)wide, to, target + (long)done * to.Size, count);
        }
    }

    // Float32 is rounded once; the numbers of all other dtypes are float64 first.
    private static void ToHalf(DType from, byte* source, DType to, byte* target, int length)
    {
        if (from == DType.Float32)
        {
            RoundToHalf((float*)source, to, target, length);
            return;
        }
        double* wide = stackalloc double[Piece];
        float* narrow = stackalloc float[Piece];
        for (int done = 0; done < length; done += Piece)
        {
            int count = Math.Min(Piece, length - done);
            Convert(from, source + (long)done * from.Size, DType.Float64, (byte*)wide, count);
            if (to == DType.Float16)
            {
                for (int i = 0; i < count; i++)
                    ((Half*)target)[done + i] = (Half)wide[i];
            }
            else
            {
                for (int i = 0; i < count; i++)
                    narrow[i] = ToOdd(wide[i]);
                RoundToHalf(narrow, to, target + 2L * done, count);
            }
        }
    }

    private static void RoundToHalf(float* source, DType to, byte* target, int length)
    {
        if (to == DType.Float16)
        {
            TensorPrimitives.ConvertToHalf(
                new ReadOnlySpan<float>(source, length),
                new Span<Half>((Half*)target, length)
            );
        }
        else
        {
            for (int i = 0; i < length; i++)
                ((BFloat16*)target)[i] = (BFloat16)source[i];
        }
    }

    // Rounds to odd, so that rounding again to fewer bits gives what rounding once would.
    private static float ToOdd(double value)
    {
        float near = (float)value;
        if (near == value || !float.IsFinite(near))
            return near;
        uint bits = BitConverter.SingleToUInt32Bits(near);
        if ((bits & 1) != 0)
            return near;
        // The neighbour on the other side of the number is odd.
        bool grows = Math.Abs(value) > Math.Abs((double)near);
        return BitConverter.UInt32BitsToSingle(grows ? bits + 1 : bits - 1);
    }
}
