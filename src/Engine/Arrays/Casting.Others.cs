using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Arrays;

public static unsafe partial class Casting
{
    private const int Piece = 512;

    /// <summary>Throws if elements of one dtype cannot be cast to another.</summary>
    /// <exception cref="GchunkException">
    /// The cast would lose the imaginary parts, or a time is cast to another dtype than int64.
    /// </exception>
    public static void Check(DType from, DType to)
    {
        if (from.IsComplex && (to.IsReal || to.IsHalf) && to != DType.Bool)
        {
            throw new GchunkException(
                $"{from.Name} cannot be cast to {to.Name}, which would drop the imaginary parts; take Real(), Imag(), Abs() or Angle()"
            );
        }
        if ((from.IsTime || to.IsTime) && from != to && !AreCounts(from, to))
        {
            throw new GchunkException(
                $"{from.Name} cannot be cast to {to.Name}; times are cast to and from int64, their nanoseconds, and a duration is divided by another, such as TimeSpan.FromDays(1), for a number"
            );
        }
    }

    /// <summary>True for a time and int64, its count of nanoseconds: the bits are the same.</summary>
    internal static bool AreCounts(DType from, DType to) =>
        (from.IsTime && to == DType.Int64) || (from == DType.Int64 && to.IsTime);

    private static void ConvertOther(DType from, byte* source, DType to, byte* target, int length)
    {
        if (AreCounts(from, to))
        {
            Buffer.MemoryCopy(source, target, 8L * length, 8L * length);
        }
        else if (to.IsHalf)
        {
            ToHalf(from, source, to, target, length);
        }
        else if (from.IsHalf)
        {
            FromHalf(from, source, to, target, length);
        }
        else if (from.IsReal)
        {
            FromReal(from, source, to, target, length);
        }
        else if (to == DType.Bool)
        {
            for (int i = 0; i < length; i++)
                target[i] = At(from, source, i) != Complex.Zero ? (byte)1 : (byte)0;
        }
        else if (to == DType.Complex64)
        {
            for (int i = 0; i < length; i++)
                ((Complex64*)target)[i] = (Complex64)((Complex*)source)[i];
        }
        else
        {
            for (int i = 0; i < length; i++)
                ((Complex*)target)[i] = ((Complex64*)source)[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Complex At(DType type, byte* values, int i) =>
        type == DType.Complex64 ? ((Complex64*)values)[i] : ((Complex*)values)[i];

    private static void FromReal(DType from, byte* source, DType to, byte* target, int length)
    {
        double* parts = stackalloc double[Piece];
        for (int done = 0; done < length; done += Piece)
        {
            int count = Math.Min(Piece, length - done);
            Convert(from, source + (long)done * from.Size, DType.Float64, (byte*)parts, count);
            if (to == DType.Complex64)
            {
                for (int i = 0; i < count; i++)
                    ((Complex64*)target)[done + i] = new Complex64((float)parts[i], 0);
            }
            else
            {
                for (int i = 0; i < count; i++)
                    ((Complex*)target)[done + i] = new Complex(parts[i], 0);
            }
        }
    }
}
