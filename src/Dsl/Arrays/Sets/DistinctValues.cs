using System.Numerics;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Arrays.Sets;

/// <summary>
/// Collects the distinct values of blocks, their counts and where each occurs first; the result does not depend on the
/// order of the blocks.
/// </summary>
/// <remarks>
/// Few distinct values are counted by a hash table, many by sorting the block: a table of nearly as many entries as
/// there are elements takes several times as long.
/// </remarks>
/// <param name="dtype">The dtype of the array.</param>
/// <param name="shape">The shape of the array.</param>
internal sealed class DistinctValues(DType dtype, Shape shape) : IBlockSink
{
    // Smaller tables stay in the processor's caches.
    private const int SmallTable = 1 << 12;

    private readonly Lock gate = new();
    private readonly DistinctRuns<long, NumberOrder<long>> integers = new();
    private readonly DistinctRuns<ulong, NumberOrder<ulong>> naturals = new();
    private readonly DistinctRuns<double, NumberOrder<double>> floats = new();
    private readonly DistinctRuns<Complex, ComplexNumberOrder> complex = new();
    private Complex leastNaN = new(double.NaN, double.NaN);

    public void Write(long[] origin, NDArray block)
    {
        // Each block is counted on its own before the lock is taken.
        if (dtype.IsComplex)
            CountComplex(origin, block);
        else if (dtype.IsFloat)
            Count(origin, block, DType.Float64, floats);
        else if (dtype == DType.UInt64)
            Count(origin, block, DType.UInt64, naturals);
        else
            Count(origin, block, DType.Int64, integers);
    }

    /// <summary>
    /// Returns the values in ascending order, NaN last, their counts, and the index in C order of the first of each.
    /// </summary>
    public (NDArray Values, NDArray Counts, NDArray First) Result()
    {
        if (dtype.IsFloat)
            return Of(floats.All());
        if (dtype == DType.UInt64)
            return Of(naturals.All());
        if (!dtype.IsComplex)
            return Of(integers.All());
        DistinctRun<Complex> found = complex.All();
        return Of(found with { Values = Array.ConvertAll(found.Values, v => HasNaN(v) ? leastNaN : v) });
    }

    private (NDArray, NDArray, NDArray) Of<T>(DistinctRun<T> run)
        where T : unmanaged =>
        (NDArray.From(run.Values).AsType(dtype), NDArray.From(run.Counts), NDArray.From(run.First));

    private void Count<T>(long[] origin, NDArray block, DType wide, DistinctRuns<T, NumberOrder<T>> all)
        where T : unmanaged, INumber<T>
    {
        using NDArray values = block.AsType(wide);
        DistinctRun<T> run =
            Table<T, NumberOrder<T>>(origin, values, static v => v == T.Zero ? T.Zero : v, values.Size / 2)
            ?? Sorted<T>(origin, values);
        lock (gate)
            all.Add(run);
    }

    private void CountComplex(long[] origin, NDArray block)
    {
        using NDArray values = block.AsType(DType.Complex128);
        DistinctRun<Complex> run = Table<Complex, ComplexNumberOrder>(
            origin,
            values,
            z => HasNaN(z) ? OneNaN(z) : z + Complex.Zero,
            values.Size
        )!;
        lock (gate)
            complex.Add(run);
    }

    // Counts by a hash table; null if there are too many distinct values. The form makes 0 of -0.
    private unsafe DistinctRun<T>? Table<T, TOrder>(long[] origin, NDArray values, Func<T, T> form, long most)
        where T : unmanaged
        where TOrder : struct, IComparer<T>
    {
        var table = new Dictionary<T, Seen>();
        T* v = (T*)values.Pointer;
        long row = values.Rank == 0 ? 1 : values.Shape[^1];
        for (long i = 0; i < values.Size; i += row)
        {
            long first = IndexOf(origin, values.Shape, i);
            for (long k = 0; k < row; k++)
            {
                ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(table, form(v[i + k]), out bool exists);
                seen = exists ? seen with { Count = seen.Count + 1 } : new Seen(1, first + k);
                if (table.Count > SmallTable && table.Count > Math.Min(most, (i + k) / 2))
                    return null;
            }
        }
        GC.KeepAlive(values);
        T[] keys = [.. table.Keys];
        Seen[] found = [.. table.Values];
        Array.Sort(keys, found, default(TOrder));
        return new(keys, Array.ConvertAll(found, s => s.Count), Array.ConvertAll(found, s => s.First));
    }

    private DistinctRun<T> Sorted<T>(long[] origin, NDArray values)
        where T : unmanaged, INumber<T>
    {
        Span<T> sorted = values.ToArray<T>();
        int numbers = 0;
        foreach (T value in sorted)
            numbers += T.IsNaN(value) ? 0 : 1;
        var indices = new long[sorted.Length];
        Selection.ArgSort(sorted, indices);
        int runs = numbers < sorted.Length ? 1 : 0;
        for (int i = 0; i < numbers; i++)
            runs += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        var (distinct, counts, first) = (new T[runs], new long[runs], new long[runs]);
        for (int i = 0, run = 0; run < runs; run++)
        {
            int end = i < numbers ? i + 1 : sorted.Length;
            while (end < numbers && sorted[end] == sorted[i])
                end++;
            distinct[run] =
                i == numbers ? T.CreateTruncating(double.NaN)
                : sorted[i] == T.Zero ? T.Zero
                : sorted[i];
            counts[run] = end - i;
            // Equal elements keep their order.
            first[run] = shape.Rank == 1 ? origin[0] + indices[i] : IndexOf(origin, values.Shape, indices[i]);
            i = end;
        }
        return new(distinct, counts, first);
    }

    private static bool HasNaN(Complex z) => double.IsNaN(z.Real) || double.IsNaN(z.Imaginary);

    // All numbers with NaN count as one value, the least of them in NumPy's order.
    private Complex OneNaN(Complex z)
    {
        lock (gate)
        {
            if (ComplexOrder<Complex>.Instance.Compare(z, leastNaN) < 0)
                leastNaN = z;
        }
        return new Complex(double.NaN, double.NaN);
    }

    // The index in the whole array of an element of a block.
    private long IndexOf(long[] origin, Shape block, long element)
    {
        long index = 0,
            stride = 1;
        for (int axis = block.Rank - 1; axis >= 0; axis--)
        {
            index += (origin[axis] + element % block[axis]) * stride;
            element /= block[axis];
            stride *= shape[axis];
        }
        return index;
    }

    private readonly record struct Seen(long Count, long First);

    private readonly struct ComplexNumberOrder : IComparer<Complex>
    {
        public int Compare(Complex x, Complex y) => ComplexOrder<Complex>.Instance.Compare(x, y);
    }
}
