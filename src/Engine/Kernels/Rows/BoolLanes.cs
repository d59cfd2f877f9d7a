using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>
/// Converts between masks as wide as the elements they come from and bools of one byte, 64 elements at a time.
/// </summary>
[AlsoInHalves]
internal static unsafe partial class BoolLanes
{
    /// <summary>The number of elements in a step.</summary>
    public const int Step = 64;

    /// <summary>The number of elements in half a step, for machines with 256-bit vectors.</summary>
    public const int HalfStep = Step / 2;

    /// <summary>Converts the masks of 64 elements, in <c>sizeof(T)</c> vectors, to bools.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow(
        Vector512<long> a,
        Vector512<long> b,
        Vector512<long> c,
        Vector512<long> d,
        Vector512<long> e,
        Vector512<long> f,
        Vector512<long> g,
        Vector512<long> h
    ) => Narrow(Vector512.Narrow(a, b), Vector512.Narrow(c, d), Vector512.Narrow(e, f), Vector512.Narrow(g, h));

    /// <inheritdoc cref="Narrow(Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d) =>
        Narrow(Vector512.Narrow(a, b), Vector512.Narrow(c, d));

    /// <inheritdoc cref="Narrow(Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long}, Vector512{long})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow(Vector512<short> a, Vector512<short> b) =>
        One(Vector512.Narrow(a, b).AsByte());

    /// <summary>Converts a mask of bytes to bools.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> One(Vector512<byte> mask) => mask & Vector512<byte>.One;

    /// <summary>Loads 64 / sizeof(T) bools as masks as wide as <typeparamref name="T"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Widen<T>(byte* bools)
        where T : unmanaged
    {
        if (sizeof(T) == 1)
            return ~Vector512.Equals(Vector512.Load(bools), Vector512<byte>.Zero).As<byte, T>();
        if (sizeof(T) == 2)
            return ~Vector512.Equals(Widen(Vector256.Load(bools)), Vector512<ushort>.Zero).As<ushort, T>();
        if (sizeof(T) == 4)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(bools));
            return ~Vector512.Equals(Widen(Vector256.Create(low, high)), Vector512<uint>.Zero).As<uint, T>();
        }
        // Eight bytes: each lane shifts its own byte down to the lowest position.
        Vector512<ulong> all = Vector512.Create(*(ulong*)bools);
        Vector512<ulong> own =
            all
            & Vector512.Create(
                0xFFul,
                0xFF00ul,
                0xFF0000ul,
                0xFF000000ul,
                0xFFul << 32,
                0xFFul << 40,
                0xFFul << 48,
                0xFFul << 56
            );
        return ~Vector512.Equals(own, Vector512<ulong>.Zero).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Widen(Vector256<byte> x)
    {
        (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(x);
        return Vector512.Create(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Widen(Vector256<ushort> x)
    {
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(x);
        return Vector512.Create(low, high);
    }
}
