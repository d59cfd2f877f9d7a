using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Sorting;

/// <summary>
/// Sorts long lines digit by digit, least first, without comparing (Knuth 1998, section 5.2.5): a comparison of random
/// numbers is mispredicted every second time. A digit that all elements share takes no pass.
/// </summary>
internal static unsafe class RadixSort
{
    private const int Digits = 256;

    // Below this length, comparing costs less than counting all digits.
    private const int LeastLength = 512;

    /// <summary>
    /// Sorts a line in ascending order, -0 before 0. Returns false, with nothing done, if another sort is faster.
    /// </summary>
    /// <param name="line">The elements, without NaN, which are overwritten.</param>
    /// <param name="sorted">Where they go.</param>
    public static bool TrySort<T>(Span<T> line, Span<T> sorted)
        where T : unmanaged, INumber<T>
    {
        if (sizeof(T) < 4 || line.Length < LeastLength)
            return false;
        fixed (
            T* from = line,
                to = sorted
        )
        {
            if (sizeof(T) == 8)
                Keys((ulong*)from, (ulong*)to, line.Length, KindOf<T>());
            else
                Keys((uint*)from, (uint*)to, line.Length, KindOf<T>());
        }
        return true;
    }

    /// <summary>
    /// Sorts numbers and what belongs to each of them; equal elements keep their order. Returns false if another sort
    /// is faster.
    /// </summary>
    /// <param name="line">The elements, without NaN.</param>
    /// <param name="indices">What belongs to each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryArgSort<T>(Span<T> line, Span<long> indices)
        where T : unmanaged, INumber<T>
    {
        if (sizeof(T) < 4 || line.Length < LeastLength)
            return false;
        // 0 and -0 are equal.
        if (KindOf<T>() == Kind.Float)
        {
            foreach (ref T value in line)
                value += T.Zero;
        }
        using NDArray lines = NDArray.Allocate(new Shape(line.Length * (long)sizeof(T)), DType.UInt8),
            others = NDArray.Allocate(new Shape(line.Length), DType.Int64);
        fixed (T* from = line)
        fixed (long* index = indices)
        {
            if (sizeof(T) == 8)
                Pairs((ulong*)from, (ulong*)lines.Pointer, index, (long*)others.Pointer, line.Length, KindOf<T>());
            else
                Pairs((uint*)from, (uint*)lines.Pointer, index, (long*)others.Pointer, line.Length, KindOf<T>());
        }
        return true;
    }

    private enum Kind
    {
        Unsigned,
        Signed,
        Float,
    }

    private static Kind KindOf<T>() =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float) ? Kind.Float
        : typeof(T) == typeof(long) || typeof(T) == typeof(int) ? Kind.Signed
        : Kind.Unsigned;

    // The elements as unsigned numbers of the same order, or back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Encode<TKey>(TKey* keys, int length, Kind kind, bool back)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        int top = sizeof(TKey) * 8 - 1;
        TKey sign = TKey.One << top;
        for (int i = 0; i < length; i++)
        {
            TKey key = keys[i];
            if (kind == Kind.Signed)
                keys[i] = key ^ sign;
            else if (((key >>> top) == TKey.One) != back)
                keys[i] = ~key;
            else
                keys[i] = key ^ sign;
        }
    }

    // Counts the digits at each place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count<TKey>(TKey* keys, int length, int* counts)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        new Span<int>(counts, sizeof(TKey) * Digits).Clear();
        for (int i = 0; i < length; i++)
        {
            ulong key = ulong.CreateTruncating(keys[i]);
            for (int place = 0; place < sizeof(TKey); place++, key >>= 8)
                counts[place * Digits + (int)(key & 255)]++;
        }
    }

    // Makes of the counts of a digit the places where its elements begin. Returns false if all have the same digit.
    private static bool Begin(int* counts, int length)
    {
        int sum = 0;
        bool isShared = false;
        for (int digit = 0; digit < Digits; digit++)
        {
            int count = counts[digit];
            isShared |= count == length;
            counts[digit] = sum;
            sum += count;
        }
        return !isShared;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keys<TKey>(TKey* line, TKey* sorted, int length, Kind kind)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        if (kind != Kind.Unsigned)
            Encode(line, length, kind, back: false);
        int* counts = stackalloc int[sizeof(TKey) * Digits];
        Count(line, length, counts);
        TKey* from = line,
            to = sorted;
        for (int place = 0; place < sizeof(TKey); place++)
        {
            int* next = counts + place * Digits;
            if (!Begin(next, length))
                continue;
            int shift = place * 8;
            for (int i = 0; i < length; i++)
            {
                TKey key = from[i];
                to[next[(int)(ulong.CreateTruncating(key) >> shift & 255)]++] = key;
            }
            TKey* other = from;
            from = to;
            to = other;
        }
        if (from != sorted)
            new ReadOnlySpan<TKey>(from, length).CopyTo(new Span<TKey>(sorted, length));
        if (kind != Kind.Unsigned)
            Encode(sorted, length, kind, back: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs<TKey>(TKey* line, TKey* lines, long* indices, long* others, int length, Kind kind)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        if (kind != Kind.Unsigned)
            Encode(line, length, kind, back: false);
        int* counts = stackalloc int[sizeof(TKey) * Digits];
        Count(line, length, counts);
        TKey* from = line,
            to = lines;
        long* fromIndex = indices,
            toIndex = others;
        for (int place = 0; place < sizeof(TKey); place++)
        {
            int* next = counts + place * Digits;
            if (!Begin(next, length))
                continue;
            int shift = place * 8;
            for (int i = 0; i < length; i++)
            {
                TKey key = from[i];
                int at = next[(int)(ulong.CreateTruncating(key) >> shift & 255)]++;
                (to[at], toIndex[at]) = (key, fromIndex[i]);
            }
            TKey* other = from;
            from = to;
            to = other;
            long* otherIndex = fromIndex;
            fromIndex = toIndex;
            toIndex = otherIndex;
        }
        if (from != line)
        {
            new ReadOnlySpan<TKey>(from, length).CopyTo(new Span<TKey>(line, length));
            new ReadOnlySpan<long>(fromIndex, length).CopyTo(new Span<long>(indices, length));
        }
        if (kind != Kind.Unsigned)
            Encode(line, length, kind, back: true);
    }
}
