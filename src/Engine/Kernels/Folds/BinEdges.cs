using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The edges of a histogram's bins. Bin i holds edge i ≤ x &lt; edge i + 1; the last one holds its upper edge too, as
/// in NumPy.
/// </summary>
/// <remarks>
/// A number's place is 0 below the first edge (and for NaN), i + 1 in bin i, and the number of bins + 1 above the last
/// edge. Bins of equal width are found by one
/// multiplication: f(x) = (x − first) · scale is monotonic also as it is rounded, so a number whose f is further from
/// every whole number than that of any edge
/// lies for certain where f says; the few others are compared with the edges.
/// </remarks>
internal sealed unsafe class BinEdges
{
    private const double MostUneven = 0.01;
    private readonly double[] edges;
    private readonly double scale;

    // Half less the distance from a whole number within which f does not decide; negative where bins are not of equal
    // width.
    private readonly double certain;

    public BinEdges(NDArray edges)
    {
        this.edges = edges.ToArray<double>();
        (First, Last) = (this.edges[0], this.edges[^1]);
        scale = Count / (Last - First);
        double uneven = 0;
        for (int i = 0; i <= Count; i++)
            uneven = Math.Max(uneven, Math.Abs((this.edges[i] - First) * scale - i));
        // NaN (infinite edges, or all of them equal) is not even.
        certain = uneven <= MostUneven ? 0.5 - uneven - 1e-12 : -1;
    }

    /// <summary>The number of bins.</summary>
    public int Count => edges.Length - 1;

    private double First { get; }

    private double Last { get; }

    /// <summary>The place of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Place(double x) => certain > 0 ? PlaceNear(x) : Search(x);

    /// <summary>Counts numbers by their places.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="length">How many.</param>
    /// <param name="counts">Counts by place, in as many copies as are given.</param>
    /// <param name="copies">
    /// 1 or 4. Neighbours that fall into one bin do not wait for each other where they are counted apart.
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
            int* places = stackalloc int[8];
            for (; i <= length - 8; i += 8)
            {
                Vector512<double> f = (Vector512.Load(values + i) - first) * steepness;
                // NaN counts as below.
                f = Vector512.ConditionalSelect(Vector512.GreaterThan(f, below), f, below);
                f = Vector512.ConditionalSelect(Vector512.LessThan(f, above), f, above);
                Vector512<double> whole = Vector512.Floor(f);
                if (Vector512.GreaterThanAny(Vector512.Abs(f - whole - half), distance))
                {
                    for (int j = 0; j < 8; j++)
                        counts[PlaceNear(values[i + j])]++;
                    continue;
                }
                ToInt32(whole + Vector512<double>.One).Store(places);
                counts[places[0]]++;
                second[places[1]]++;
                third[places[2]]++;
                fourth[places[3]]++;
                counts[places[4]]++;
                second[places[5]]++;
                third[places[6]]++;
                fourth[places[7]]++;
            }
        }
        for (; i < length; i++)
            counts[Place(values[i])]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToInt32(Vector512<double> whole)
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector256Int32WithTruncation(whole);
        // A whole number from 0 to below 2^52 shows in the low bits of its sum with 2^52.
        Vector512<long> bits = (whole + Vector512.Create((double)(1L << 52))).AsInt64();
        return Vector256.Narrow(bits.GetLower(), bits.GetUpper());
    }

    private int PlaceNear(double x)
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

    // The number of edges that are not above x.
    private int Search(double x)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(edges);
        int low = 0;
        for (int length = edges.Length; length > 0; )
        {
            int half = length / 2;
            bool right = Unsafe.Add(ref start, low + half) <= x;
            low = right ? low + half + 1 : low;
            length = right ? length - half - 1 : half;
        }
        return low == edges.Length && x == Last ? Count : low;
    }
}
