using System.Numerics;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl.Arrays;

/// <summary>
/// Collects the distinct values of blocks and their counts; the result does not depend on the order of the blocks.
/// </summary>
internal sealed class DistinctValues(DType dtype) : IBlockSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, long> integers = [];
    private readonly Dictionary<double, long> floats = [];

    public void Write(long[] origin, NDArray block)
    {
        // Each block is counted on its own before the lock is taken.
        if (dtype.IsFloat)
            Count<double>(block, DType.Float64, floats);
        else
            Count<long>(block, dtype == DType.UInt64 ? DType.UInt64 : DType.Int64, integers);
    }

    public (NDArray Values, NDArray Counts) Result()
    {
        if (dtype.IsFloat)
        {
            // NaN sorts first in .NET and last in NumPy.
            double[] values = [.. floats.Keys.OrderBy(double.IsNaN).ThenBy(v => v)];
            return (NDArray.From(values).AsType(dtype), NDArray.From(Array.ConvertAll(values, v => floats[v])));
        }
        if (dtype == DType.UInt64)
        {
            ulong[] values = [.. integers.Keys.Select(v => (ulong)v).Order()];
            return (NDArray.From(values), NDArray.From(Array.ConvertAll(values, v => integers[(long)v])));
        }
        long[] sorted = [.. integers.Keys.Order()];
        return (NDArray.From(sorted).AsType(dtype), NDArray.From(Array.ConvertAll(sorted, v => integers[v])));
    }

    private unsafe void Count<T>(NDArray block, DType wide, Dictionary<T, long> all)
        where T : unmanaged, INumber<T>
    {
        using NDArray values = block.AsType(wide);
        var own = new Dictionary<T, long>();
        T* v = (T*)values.Pointer;
        for (long i = 0; i < values.Size; i++)
        {
            // -0.0 is 0.
            T value = v[i] == T.Zero ? T.Zero : v[i];
            CollectionsMarshal.GetValueRefOrAddDefault(own, value, out _)++;
        }
        lock (gate)
        {
            foreach ((T value, long count) in own)
                CollectionsMarshal.GetValueRefOrAddDefault(all, value, out _) += count;
        }
    }
}
