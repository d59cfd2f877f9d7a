using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The edges of a histogram's bins. Bin i contains edge i ≤ x &lt; edge i + 1; the last one also contains its upper
/// edge, as in NumPy.
/// </summary>
/// <remarks>
/// The slot of a number is 0 below the first edge (and for NaN), i + 1 in bin i, and the number of bins + 1 above the
/// last edge. Bins of equal width are found by one multiplication: f(x) = (x − first) · scale is monotonic even with
/// rounding, so if f of a number is further from every integer than f of any edge is, the bin is certain; the few other
/// numbers are compared with the edges.
/// </remarks>
internal sealed unsafe class BinEdges
{
    private const double MostUneven = 0.01;
    private readonly double[] edges;
    private readonly double scale;

    // One half minus the distance from an integer within which f is not decisive; negative if the bins have unequal
    // widths.
    private readonly double certain;

    public BinEdges(NDArray edges)
    {
        this.edges = edges.ToArray<double>();
        (First, Last) = (this.edges[0], this.edges[^1]);
        scale = Count / (Last - First);
        double uneven = 0;
        for (int i = 0; i <= Count; i++)
            uneven = Math.Max(uneven, Math.Abs((this.edges[i] - First) * scale - i));
        // NaN (infinite edges, or all of them equal) counts as unequal widths.
        certain = uneven <= MostUneven ? 0.5 - uneven - 1e-12 : -1;
    }

    /// <summary>The number of bins.</summary>
    public int Count => edges.Length - 1;

    private double First { get; }

    private double Last { get; }

    /// <summary>Returns the slot of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SlotOf(double x) => certain > 0 ? SlotNear(x) : Search(x);

    /// <summary>Counts numbers by slot.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="counts">The counts by slot, in as many copies as given.</param>
    /// <param name="copies">
    /// 1 or 4. With several copies, neighbours that fall into one bin do not wait for each other.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Tally(double* values, int length, ulong* counts, int copies)
    {
        int i = 0;
        if (certain > 0)
        {
            long stride = copies == 1 ? 0 : Count + 2;
            ulong* second = counts + stride,
                third = second + stride,
                fourth = third + stride;
            Vector512<double> first = Vector512.Create(First),
                steepness = Vector512.Create(scale),
                below = Vector512.Create(-0.5),
                above = Vector512.Create(Count + 0.5);
            Vector512<double> half = Vector512.Create(0.5),
                distance = Vector512.Create(certain);
            int* slots = stackalloc int[8];
            for (; i <= length - 8; i += 8)
            {
                Vector512<double> f = (Vector512.Load(values + i) - first) * steepness;
                // NaN counts as below the first edge.
                f = Vector512.ConditionalSelect(Vector512.GreaterThan(f, below), f, below);
                f = Vector512.ConditionalSelect(Vector512.LessThan(f, above), f, above);
                Vector512<double> whole = Vector512.Floor(f);
                if (Vector512.GreaterThanAny(Vector512.Abs(f - whole - half), distance))
                {
                    for (int j = 0; j < 8; j++)
                        counts[SlotNear(values[i + j])]++;
                    continue;
                }
                ToInt32(whole + Vector512<double>.One).Store(slots);
                counts[slots[0]]++;
                second[slots[1]]++;
                third[slots[2]]++;
                fourth[slots[3]]++;
                counts[slots[4]]++;
                second[slots[5]]++;
                third[slots[6]]++;
                fourth[slots[7]]++;
            }
        }
        for (; i < length; i++)
            counts[SlotOf(values[i])]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToInt32(Vector512<double> whole)
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector256Int32WithTruncation(whole);
        // An integer from 0 to below 2^52 appears in the low bits of its sum with 2^52.
        Vector512<long> bits = (whole + Vector512.Create((double)(1L << 52))).AsInt64();
        return Vector256.Narrow(bits.GetLower(), bits.GetUpper());
    }

    private int SlotNear(double x)
    {
        if (!(x >= First))
            return 0;
        if (x >= Last)
            return x == Last ? Count : Count + 1;
        int bin = Math.Clamp((int)((x - First) * scale), 0, Count - 1);
        while (x < edges[bin])
            bin--;
        while (x >= edges[bin + 1])
            bin++;
        return bin + 1;
    }

    // The number of edges that are at most x.
    private int Search(double x)
    {
        int low = 0;
        for (int length = edges.Length; length > 0; )
        {
            int half = length / 2;
            bool right = Edge(low + half) <= x;
            low = right ? low + half + 1 : low;
            length = right ? length - half - 1 : half;
        }
        return low == edges.Length && x == Last ? Count : low;
    }

    // The search keeps the index within the edges, which the compiler cannot see.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Edge(int index) =>
#if CHECKED_SPANS
        edges[index];
#else
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(edges), index);
#endif
}
