using Gchunk.Dsl;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Properties;

/// <summary>A chain of random operations, built lazily and naively side by side.</summary>
internal sealed class RandomExpression
{
    private readonly Random random;

    // Values are small integers, so that sums and products are exact in any order.
    public RandomExpression(int seed, int operations)
    {
        random = new Random(seed);
        (Lazy, Naive) = Source(random.Next(0, 4));
        for (int i = 0; i < operations; i++)
            Grow();
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
        // Some arrays are computed by tasks rather than in memory.
        if (random.Next(4) == 0 && shape.Length > 0)
            lazy = lazy.Reshape(new Shape(size)).Reshape(shape);
        return (lazy, new NaiveArray(shape, values));
    }

    private Shape Chunks(long[] shape) => new([.. shape.Select(n => (long)random.Next(1, (int)n + 1))]);

    private void Grow()
    {
        int rank = Naive.Rank;
        switch (random.Next(18))
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
            case 10 when rank > 0:
                Rearrange(random.Next(rank));
                break;
            case 11 when rank > 0:
                AlongAxis(random.Next(rank));
                break;
            case 12:
                Steps.Add("map blocks");
                (Lazy, Naive) = (Lazy.MapBlocks(block => block.Map(v => 3 - v)), Naive.Map(v => 3 - v));
                break;
            case 13 when rank is > 0 and < 4:
                int place = random.Next(rank + 1);
                Steps.Add($"new axis at {place}");
                (Lazy, Naive) = (
                    Lazy.ExpandDims(place),
                    Naive.Reshape([.. Naive.Shape[..place], 1, .. Naive.Shape[place..]])
                );
                break;
            case 14 when rank > 0:
                AssignSlice();
                break;
            case 15 when rank > 0:
                AssignPicked();
                break;
            case >= 16 when rank > 0:
                OverlapItself(random.Next(rank));
                break;
        }
    }

    // Several views of the same array, as in a stencil or a symmetric sum.
    private void OverlapItself(int axis)
    {
        int length = (int)Naive.Shape[axis],
            width = random.Next(1, length + 1);
        string Range(int from) =>
            string.Join(", ", Enumerable.Range(0, Naive.Rank).Select(a => a == axis ? $"{from}:{from + width}" : ":"));
        NaiveArray Part(int from) => Naive.Take(axis, [.. Enumerable.Range(from, width)]);

        int[] starts = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => random.Next(length - width + 1))];
        Steps.Add($"views of {width} from {string.Join(",", starts)} along {axis} minus the flipped whole");
        (ChunkedArray lazy, NaiveArray naive) = (Lazy[Range(starts[0])], Part(starts[0]));
        foreach (int from in starts.Skip(1))
            (lazy, naive) = (lazy - Lazy[Range(from)], NaiveArray.Zip(naive, Part(from), (a, b) => a - b));
        int[] turned = [.. Enumerable.Range(0, width).Select(i => length - 1 - i)];
        (Lazy, Naive) = (
            Prelude.Maximum(lazy, Lazy.Flip(axis)[Range(0)]),
            NaiveArray.Zip(naive, Naive.Take(axis, turned), Math.Max)
        );
    }

    // Views and takes: each element is one of the array's, found through a list of indices.
    private void Rearrange(int axis)
    {
        int length = (int)Naive.Shape[axis];
        int[] all = [.. Enumerable.Range(0, length)];
        int amount = random.Next(0, 4);
        (string name, ChunkedArray lazy, int[] indices) = random.Next(7) switch
        {
            0 => ("roll", Lazy.Roll(amount, axis), [.. all.Select(i => ((i - amount) % length + length) % length)]),
            1 => ("flip", Lazy.Flip(axis), [.. all.Reverse()]),
            2 when length < 30 => ("repeat", Lazy.Repeat(2, axis), [.. all.SelectMany(i => new[] { i, i })]),
            3 when length < 30 => (
                "edge",
                Lazy.Pad(Widths(axis, amount), "edge"),
                [.. Enumerable.Repeat(0, amount), .. all, .. Enumerable.Repeat(length - 1, amount)]
            ),
            4 when length < 30 => (
                "wrap",
                Lazy.Pad(Widths(axis, amount), "wrap"),
                [.. Enumerable.Range(-amount, length + 2 * amount).Select(i => (i % length + length) % length)]
            ),
            5 => Taken([.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(length))]),
            _ => Compressed([.. all.Where(i => i == 0 || random.Next(2) == 0)]),
        };
        Steps.Add($"{name} {amount} along {axis}");
        (Lazy, Naive) = (lazy, Naive.Take(axis, indices));

        (string, ChunkedArray, int[]) Taken(int[] at) =>
            ("take", Lazy.Take([.. at.Select(i => (long)(i % 2 == 0 ? i : i - length))], axis), at);

        (string, ChunkedArray, int[]) Compressed(int[] at) =>
            ("compress", Lazy.Compress(NDArray.From([.. all.Select(at.Contains)]), axis), at);
    }

    private (long, long)[] Widths(int axis, int amount) =>
        [.. Enumerable.Range(0, Naive.Rank).Select(a => a == axis ? ((long)amount, (long)amount) : (0, 0))];

    private void AlongAxis(int axis)
    {
        (string name, ChunkedArray lazy, Func<double[], double[]> naive) = random.Next(4) switch
        {
            0 => (
                "cumsum",
                Lazy.CumSum(axis),
                v =>
                {
                    double sum = 0;
                    return [.. v.Select(x => sum += x)];
                }
            ),
            1 => ("sort", Lazy.Sort(axis), v => [.. v.Order()]),
            2 => ("topk", Lazy.TopK(1, axis), v => [v.Max()]),
            _ => (
                "lower median",
                Lazy.Quantile(0.5, axis, keepDims: true, method: "lower"),
                (Func<double[], double[]>)(v => [v.Order().ElementAt((v.Length - 1) / 2)])
            ),
        };
        Steps.Add($"{name} along {axis}");
        (Lazy, Naive) = (lazy, Naive.Along(axis, naive));
    }

    private void Combine()
    {
        if (random.Next(3) == 0)
        {
            Steps.Add("with its own mean along an axis");
            if (Naive.Rank == 0)
                return;
            int axis = random.Next(Naive.Rank);
            (Lazy, Naive) = (
                Lazy - Lazy.Sum(axis, keepDims: true),
                NaiveArray.Zip(Naive, Naive.Reduce([axis], v => v.Sum()), (a, b) => a - b)
            );
            return;
        }
        // Some axes of the other array have length 1, or are missing.
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

    // Assigns to a slice, a value of its shape, one that is broadcast, or the array's own elements.
    private void AssignSlice()
    {
        (var slices, string text) = RandomSlices();
        long[] shape = [.. slices.Select(s => s.Count)];
        ChunkedArray lazy;
        NaiveArray naive;
        if (random.Next(3) == 0)
        {
            (lazy, naive) = (Lazy[text] * 2 - 1, Naive.Slice(slices).Map(v => v * 2 - 1));
        }
        else
        {
            long[] given = [.. shape.Skip(random.Next(shape.Length + 1)).Select(n => random.Next(3) == 0 ? 1 : n)];
            (lazy, naive) = SourceOf(given);
        }
        Steps.Add($"assign to {text}");
        ChunkedArray changed = Lazy.Copy();
        changed[text] = lazy;
        (Lazy, Naive) = (changed, Naive.Assign(slices, naive));
    }

    // Assigns to indices along an axis, or where a mask is true.
    private void AssignPicked()
    {
        ChunkedArray changed = Lazy.Copy();
        if (random.Next(2) == 0)
        {
            double most = random.Next(-3, 4);
            Steps.Add($"assign where greater than {most}");
            if (random.Next(2) == 0)
            {
                changed[Lazy > most] = 2;
                (Lazy, Naive) = (changed, Naive.Map(v => v > most ? 2 : v));
                return;
            }
            changed[Lazy > most] = Prelude.Arange(Naive.Values.Count(v => v > most));
            double next = 0;
            (Lazy, Naive) = (changed, Naive.Map(v => v > most ? next++ : v));
            return;
        }
        int axis = random.Next(Naive.Rank),
            length = (int)Naive.Shape[axis];
        int[] indices = [.. Enumerable.Range(0, random.Next(1, 90)).Select(_ => random.Next(length))];
        long[] shape = [.. Naive.Shape];
        shape[axis] = indices.Length;
        (ChunkedArray lazy, NaiveArray naive) = SourceOf(shape);
        Steps.Add($"assign to indices {string.Join(",", indices)} along {axis}");
        AxisIndex[] index = [.. Enumerable.Range(0, Naive.Rank).Select(a => (AxisIndex)"..")];
        index[axis] = indices;
        changed[index] = lazy;
        NaiveArray result = Naive;
        for (int i = 0; i < indices.Length; i++)
        {
            var at = Naive.Shape.Select((n, a) => a == axis ? (indices[i], 1L, 1L) : (0L, 1L, n)).ToArray();
            result = result.Assign(at, naive.Take(axis, [i]));
        }
        (Lazy, Naive) = (changed, result);
    }

    private ((long Start, long Step, long Count)[], string) RandomSlices()
    {
        var slices = new (long Start, long Step, long Count)[Naive.Rank];
        var texts = new string[Naive.Rank];
        for (int axis = 0; axis < slices.Length; axis++)
        {
            long length = Naive.Shape[axis];
            long start = random.Next((int)length),
                step = random.Next(1, 4) * (random.Next(2) == 0 ? 1 : -1);
            long most = step > 0 ? (length - start + step - 1) / step : start / -step + 1;
            long count = random.Next(1, (int)most + 1);
            slices[axis] = (start, step, count);
            long stop = start + count * step;
            texts[axis] = $"{start}:{(stop < 0 ? "" : stop)}:{step}";
            // The same elements by other words: from the end, and with a stop far beyond it.
            if (step > 0 && random.Next(3) == 0)
                texts[axis] = $"{start - length}:{(count == most ? stop + 100 : stop)}:{step}";
            else if (step < 0 && stop < 0 && random.Next(2) == 0)
                texts[axis] = $"{start}:{-length - 100}:{step}";
        }
        return (slices, string.Join(", ", texts));
    }

    private void Slice()
    {
        (var slices, string text) = RandomSlices();
        Steps.Add("slice " + text);
        (Lazy, Naive) = (Lazy[text], Naive.Slice(slices));
    }

    private void Reduce()
    {
        int[] axes = [.. Enumerable.Range(0, Naive.Rank).Where(_ => random.Next(2) == 0)];
        if (axes.Length == 0)
            axes = [random.Next(Naive.Rank)];
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
        if (rest > 1 || shape.Count == 0)
            shape.Add(rest);
        Steps.Add($"reshape ({string.Join(", ", shape)})");
        (Lazy, Naive) = (Lazy.Reshape(shape.ToArray()), Naive.Reshape([.. shape]));
    }
}
