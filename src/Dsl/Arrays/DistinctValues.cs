using System.Numerics;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Arrays;

/// <summary>
/// Collects the distinct values of blocks, their counts and where each occurs first; the result does not depend on the
/// order of the blocks.
/// </summary>
/// <param name="dtype">The dtype of the array.</param>
/// <param name="shape">The shape of the array.</param>
internal sealed class DistinctValues(DType dtype, Shape shape) : IBlockSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Seen> integers = [];
    private readonly Dictionary<double, Seen> floats = [];
    private readonly Dictionary<Complex, Seen> complex = [];
    private Complex leastNaN = new(double.NaN, double.NaN);

    public void Write(long[] origin, NDArray block)
    {
        // Each block is counted on its own before the lock is taken.
        if (dtype.IsComplex)
            Count<Complex>(origin, block, DType.Complex128, complex);
        else if (dtype.IsFloat)
            Count<double>(origin, block, DType.Float64, floats);
        else
            Count<long>(origin, block, dtype == DType.UInt64 ? DType.UInt64 : DType.Int64, integers);
    }

    /// <summary>
    /// Returns the values in ascending order, NaN last, their counts, and the index in C order of the first of each.
    /// </summary>
    public (NDArray Values, NDArray Counts, NDArray First) Result()
    {
        if (dtype.IsFloat)
        {
            // NaN sorts first in .NET and last in NumPy.
            double[] values = [.. floats.Keys.OrderBy(double.IsNaN).ThenBy(v => v)];
            return With(NDArray.From(values).AsType(dtype), Array.ConvertAll(values, v => floats[v]));
        }
        if (dtype.IsComplex)
        {
            var order = ComplexOrder<Complex>.Instance;
            Complex[] keys = [.. complex.Keys.Order(order)],
                values = Array.ConvertAll(keys, v => HasNaN(v) ? leastNaN : v);
            return With(NDArray.From(values).AsType(dtype), Array.ConvertAll(keys, v => complex[v]));
        }
        if (dtype == DType.UInt64)
        {
            ulong[] values = [.. integers.Keys.Select(v => (ulong)v).Order()];
            return With(NDArray.From(values), Array.ConvertAll(values, v => integers[(long)v]));
        }
        long[] sorted = [.. integers.Keys.Order()];
        return With(NDArray.From(sorted).AsType(dtype), Array.ConvertAll(sorted, v => integers[v]));
    }

    private static (NDArray, NDArray, NDArray) With(NDArray values, Seen[] seen) =>
        (
            values,
            NDArray.From(Array.ConvertAll(seen, s => s.Count)),
            NDArray.From(Array.ConvertAll(seen, s => s.First))
        );

    private unsafe void Count<T>(long[] origin, NDArray block, DType wide, Dictionary<T, Seen> all)
        where T : unmanaged, INumberBase<T>
    {
        using NDArray values = block.AsType(wide);
        var own = new Dictionary<T, Seen>();
        T* v = (T*)values.Pointer;
        long row = block.Rank == 0 ? 1 : block.Shape[^1];
        for (long i = 0; i < values.Size; i += row)
        {
            long first = IndexOf(origin, block.Shape, i);
            for (long k = 0; k < row; k++)
            {
                // -0.0 is 0.
                T value = v[i + k] == T.Zero ? T.Zero : v[i + k] + T.Zero;
                if (value is Complex z && HasNaN(z))
                    value = (T)(object)OneNaN(z);
                ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(own, value, out bool exists);
                seen = exists ? seen with { Count = seen.Count + 1 } : new Seen(1, first + k);
            }
        }
        lock (gate)
        {
            foreach ((T value, Seen found) in own)
            {
                ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(all, value, out bool exists);
                seen = exists ? new Seen(seen.Count + found.Count, Math.Min(seen.First, found.First)) : found;
            }
        }
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
}
