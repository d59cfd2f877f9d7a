using Gchunk.Dsl;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Properties;

/// <summary>A chain of random operations, built lazily and naively side by side.</summary>
internal sealed class RandomExpression
{
    private readonly Random random;

    // Values are small whole numbers, so that sums and products are exact in any order.
    public RandomExpression(int seed, int operations)
    {
        random = new Random(seed);
        (Lazy, Naive) = Source(random.Next(0, 4));
        for (int i = 0; i < operations; i++) Grow();
    }

    public ChunkedArray Lazy { get; private set; }

    public NaiveArray Naive { get; private set; }

    public List<string> Steps { get; } = [];

    private (ChunkedArray, NaiveArray) Source(int rank)
    {
        long[] shape = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 9))];
        return SourceOf(shape);
    }

    private (ChunkedArray, NaiveArray) SourceOf(long[] shape)
    {
        long size = shape.Aggregate(1L, (a, b) => a * b);
        double[] values = [.. Enumerable.Range(0, (int)size).Select(_ => (double)random.Next(-4, 5))];
        Steps.Add($"source ({string.Join(", ", shape)})");
        ChunkedArray lazy = Prelude.FromArray(NDArray.From(values, shape), Chunks(shape));
        // Some arrays are computed by tasks, not lying in memory.
        if (random.Next(4) == 0 && shape.Length > 0) lazy = lazy.Reshape(new Shape(size)).Reshape(shape);
        return (lazy, new NaiveArray(shape, values));
    }

    private Shape Chunks(long[] shape) => new([.. shape.Select(n => (long)random.Next(1, (int)n + 1))]);

    private void Grow()
    {
        int rank = Naive.Rank;
        switch (random.Next(10))
        {
            case 0:
                Steps.Add("negate");
                (Lazy, Naive) = (-Lazy, Naive.Map(v => -v));
                break;
            case 1:
                Steps.Add("times 2 plus 1");
                (Lazy, Naive) = (Lazy * 2 + 1, Naive.Map(v => v * 2 + 1));
                break;
            case 2:
                Combine();
                break;
            case 3 or 4 when rank > 0:
                Slice();
                break;
            case 5 when rank > 1:
                int[] order = [.. Enumerable.Range(0, rank).OrderBy(_ => random.Next())];
                Steps.Add($"transpose {string.Join(",", order)}");
                (Lazy, Naive) = (Lazy.Transpose(order), Naive.Transpose(order));
                break;
            case 6 when rank > 0:
                Reduce();
                break;
            case 7 when rank > 0:
                Shape chunks = Chunks(Naive.Shape);
                Steps.Add($"rechunk {chunks}");
                Lazy = Lazy.Rechunk(chunks);
                break;
            case 8:
                Reshape();
                break;
            case 9 when rank > 0:
                int axis = random.Next(rank);
                long[] shape = [.. Naive.Shape];
                shape[axis] = random.Next(1, 5);
                (ChunkedArray lazy, NaiveArray naive) = SourceOf(shape);
                Steps.Add($"concatenate along {axis}");
                (Lazy, Naive) = (Prelude.Concatenate([Lazy, lazy], axis), NaiveArray.Concatenate(Naive, naive, axis));
                break;
        }
    }

    private void Combine()
    {
        if (random.Next(3) == 0)
        {
            Steps.Add("with its own mean along an axis");
            if (Naive.Rank == 0) return;
            int axis = random.Next(Naive.Rank);
            (Lazy, Naive) = (Lazy - Lazy.Sum(axis, keepDims: true), NaiveArray.Zip(Naive, Naive.Reduce([axis], v => v.Sum()), (a, b) => a - b));
            return;
        }
        // Some axes of the other have length 1, or are not there at all.
        long[] shape = [.. Naive.Shape.Skip(random.Next(Naive.Rank + 1)).Select(n => random.Next(3) == 0 ? 1 : n)];
        (ChunkedArray lazy, NaiveArray naive) = SourceOf(shape);
        switch (random.Next(3))
        {
            case 0:
                Steps.Add("plus");
                (Lazy, Naive) = (Lazy + lazy, NaiveArray.Zip(Naive, naive, (a, b) => a + b));
                break;
            case 1:
                Steps.Add("minus, turned");
                (Lazy, Naive) = (lazy - Lazy, NaiveArray.Zip(naive, Naive, (a, b) => a - b));
                break;
            default:
                Steps.Add("maximum");
                (Lazy, Naive) = (Prelude.Maximum(Lazy, lazy), NaiveArray.Zip(Naive, naive, Math.Max));
                break;
        }
    }

    private void Slice()
    {
        var slices = new (long Start, long Step, long Count)[Naive.Rank];
        var texts = new string[Naive.Rank];
        for (int axis = 0; axis < slices.Length; axis++)
        {
            long length = Naive.Shape[axis];
            long start = random.Next((int)length), step = random.Next(1, 4) * (random.Next(2) == 0 ? 1 : -1);
            long most = step > 0 ? (length - start + step - 1) / step : start / -step + 1;
            long count = random.Next(1, (int)most + 1);
            slices[axis] = (start, step, count);
            long stop = start + count * step;
            texts[axis] = $"{start}:{(stop < 0 ? "" : stop)}:{step}";
        }
        Steps.Add("slice " + string.Join(", ", texts));
        (Lazy, Naive) = (Lazy[string.Join(", ", texts)], Naive.Slice(slices));
    }

    private void Reduce()
    {
        int[] axes = [.. Enumerable.Range(0, Naive.Rank).Where(_ => random.Next(2) == 0)];
        if (axes.Length == 0) axes = [random.Next(Naive.Rank)];
        (string name, ChunkedArray lazy, NaiveArray naive) = random.Next(3) switch
        {
            0 => ("sum", Lazy.Sum(axes, keepDims: true), Naive.Reduce(axes, v => v.Sum())),
            1 => ("max", Lazy.Max(axes, keepDims: true), Naive.Reduce(axes, v => v.Max())),
            _ => ("min", Lazy.Min(axes, keepDims: true), Naive.Reduce(axes, v => v.Min())),
        };
        Steps.Add($"{name} over {string.Join(",", axes)}");
        if (random.Next(2) == 0)
        {
            Steps.Add("squeeze");
            (lazy, naive) = (lazy.Squeeze(), naive.Reshape([.. naive.Shape.Where(n => n != 1)]));
        }
        (Lazy, Naive) = (lazy, naive);
    }

    private void Reshape()
    {
        long size = Naive.Values.Length;
        var shape = new List<long>();
        long rest = size;
        while (rest > 1 && shape.Count < 3)
        {
            long[] divisors = [.. Enumerable.Range(1, (int)rest).Where(d => rest % d == 0).Select(d => (long)d)];
            long d = divisors[random.Next(divisors.Length)];
            shape.Add(d);
            rest /= d;
        }
        if (rest > 1 || shape.Count == 0) shape.Add(rest);
        Steps.Add($"reshape ({string.Join(", ", shape)})");
        (Lazy, Naive) = (Lazy.Reshape(shape.ToArray()), Naive.Reshape([.. shape]));
    }
}
