using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Gchunk.Engine.Arrays;

/// <summary>HDF5's shuffle filter: the first bytes of all elements, then the second bytes, and so on.</summary>
internal static unsafe class Shuffle
{
    /// <summary>Reverses the shuffle filter.</summary>
    /// <param name="source">The shuffled bytes.</param>
    /// <param name="destination">The destination; must not overlap the source.</param>
    /// <param name="length">The number of bytes; bytes after the last whole element are not shuffled.</param>
    /// <param name="size">The bytes of one element.</param>
    public static void Undo(byte* source, byte* destination, long length, int size)
    {
        long count = length / size,
            rest = length - count * size;
        UndoPart(source, count, destination, count, size);
        Buffer.MemoryCopy(source + count * size, destination + count * size, rest, rest);
    }

    /// <summary>Reverses the shuffle filter for some of the elements.</summary>
    /// <param name="source">The first byte of the first element.</param>
    /// <param name="plane">The number of all elements: the distance between the bytes of one element.</param>
    /// <param name="destination">The destination; must not overlap the source.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="size">The bytes of one element.</param>
    public static void UndoPart(byte* source, long plane, byte* destination, long count, int size)
    {
        Bounds.Check(destination, count * size);
        if (count > 0)
            Bounds.Check(source, (size - 1) * plane + count);
        long done = 0;
        if (Sse2.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            done = size switch
            {
                2 => Undo2(source, plane, destination, count),
                4 => Undo4(source, plane, destination, count),
                8 => Undo8(source, plane, destination, count),
                _ => 0,
            };
        }

        for (long i = done; i < count; i++)
        {
            for (int b = 0; b < size; b++)
                destination[i * size + b] = source[b * plane + i];
        }
    }

    /// <summary>Applies the shuffle filter.</summary>
    public static void Do(byte* source, byte* destination, long length, int size)
    {
        Bounds.Check(source, length);
        Bounds.Check(destination, length);
        long count = length / size;
        for (int b = 0; b < size; b++)
        {
            byte* from = source + b,
                to = destination + b * count;
            for (long i = 0; i < count; i++, from += size)
                to[i] = *from;
        }
        long rest = length - count * size;
        Buffer.MemoryCopy(source + count * size, destination + count * size, rest, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Undo2(byte* source, long plane, byte* destination, long count)
    {
        long i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector128<byte> a = Vector128.Load(source + i),
                b = Vector128.Load(source + plane + i);
            Low(a, b).Store(destination + 2 * i);
            High(a, b).Store(destination + 2 * i + 16);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Undo4(byte* source, long plane, byte* destination, long count)
    {
        long i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector128<byte> a = Vector128.Load(source + i),
                b = Vector128.Load(source + plane + i),
                c = Vector128.Load(source + 2 * plane + i),
                d = Vector128.Load(source + 3 * plane + i);
            Vector128<ushort> low = Low(a, b).AsUInt16(),
                high = High(a, b).AsUInt16(),
                low2 = Low(c, d).AsUInt16(),
                high2 = High(c, d).AsUInt16();
            byte* p = destination + 4 * i;
            Low(low, low2).AsByte().Store(p);
            High(low, low2).AsByte().Store(p + 16);
            Low(high, high2).AsByte().Store(p + 32);
            High(high, high2).AsByte().Store(p + 48);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Undo8(byte* source, long plane, byte* destination, long count)
    {
        long i = 0;
        for (; i + 16 <= count; i += 16)
        {
            byte* s = source + i;
            Vector128<byte> a = Vector128.Load(s),
                b = Vector128.Load(s + plane),
                c = Vector128.Load(s + 2 * plane),
                d = Vector128.Load(s + 3 * plane);
            Vector128<byte> e = Vector128.Load(s + 4 * plane),
                f = Vector128.Load(s + 5 * plane),
                g = Vector128.Load(s + 6 * plane),
                h = Vector128.Load(s + 7 * plane);
            byte* p = destination + 8 * i;
            Store8(Low(a, b).AsUInt16(), Low(c, d).AsUInt16(), Low(e, f).AsUInt16(), Low(g, h).AsUInt16(), p);
            Store8(High(a, b).AsUInt16(), High(c, d).AsUInt16(), High(e, f).AsUInt16(), High(g, h).AsUInt16(), p + 64);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store8(
        Vector128<ushort> ab,
        Vector128<ushort> cd,
        Vector128<ushort> ef,
        Vector128<ushort> gh,
        byte* p
    )
    {
        Vector128<uint> low = Low(ab, cd).AsUInt32(),
            high = High(ab, cd).AsUInt32(),
            low2 = Low(ef, gh).AsUInt32(),
            high2 = High(ef, gh).AsUInt32();
        Low(low, low2).AsByte().Store(p);
        High(low, low2).AsByte().Store(p + 16);
        Low(high, high2).AsByte().Store(p + 32);
        High(high, high2).AsByte().Store(p + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Low(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> High(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Low(Vector128<ushort> a, Vector128<ushort> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> High(Vector128<ushort> a, Vector128<ushort> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Low(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> High(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
