namespace Gchunk.Tests.Properties;

/// <summary>
/// Arrays evaluated eagerly by plain loops over indices, as the reference for the engine. It shares no code with it.
/// </summary>
internal sealed class NaiveArray(long[] shape, double[] values)
{
    public long[] Shape { get; } = shape;

    public double[] Values { get; } = values;

    public int Rank => Shape.Length;

    private static NaiveArray Build(long[] shape, Func<long[], double> at)
    {
        long size = shape.Aggregate(1L, (a, b) => a * b);
        var values = new double[size];
        var index = new long[shape.Length];
        for (long n = 0; n < size; n++)
        {
            long rest = n;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                index[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            values[n] = at(index);
        }
        return new NaiveArray(shape, values);
    }

    public double At(long[] index)
    {
        long n = 0;
        for (int axis = 0; axis < Rank; axis++)
            n = n * Shape[axis] + index[axis];
        return Values[n];
    }

    public NaiveArray Map(Func<double, double> f) => Build(Shape, i => f(At(i)));

    public static NaiveArray Zip(NaiveArray a, NaiveArray b, Func<double, double, double> f)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var shape = new long[rank];
        for (int i = 1; i <= rank; i++)
        {
            long x = i <= a.Rank ? a.Shape[^i] : 1,
                y = i <= b.Rank ? b.Shape[^i] : 1;
            shape[rank - i] = x == 1 ? y : x;
        }
        return Build(shape, index => f(a.At(Own(a, index)), b.At(Own(b, index))));

        static long[] Own(NaiveArray array, long[] index) =>
            [.. array.Shape.Select((n, axis) => n == 1 ? 0 : index[index.Length - array.Rank + axis])];
    }

    // Start, step and count for each axis.
    public NaiveArray Slice((long Start, long Step, long Count)[] slices) =>
        Build(
            [.. slices.Select(s => s.Count)],
            index => At([.. slices.Select((s, axis) => s.Start + index[axis] * s.Step)])
        );

    // Replaces the elements of slices; a value is repeated along axes of length 1 and missing ones.
    public NaiveArray Assign((long Start, long Step, long Count)[] slices, NaiveArray value) =>
        Build(
            Shape,
            index =>
            {
                var own = new long[Rank];
                for (int axis = 0; axis < Rank; axis++)
                {
                    (long start, long step, long count) = slices[axis];
                    own[axis] = (index[axis] - start) / step;
                    if ((index[axis] - start) % step != 0 || own[axis] < 0 || own[axis] >= count)
                        return At(index);
                }
                int lead = Rank - value.Rank;
                return value.At([.. value.Shape.Select((n, axis) => n == 1 ? 0 : own[lead + axis])]);
            }
        );

    public NaiveArray Transpose(int[] order) =>
        Build(
            [.. order.Select(axis => Shape[axis])],
            index =>
            {
                var own = new long[Rank];
                for (int axis = 0; axis < Rank; axis++)
                    own[order[axis]] = index[axis];
                return At(own);
            }
        );

    public NaiveArray Reshape(long[] shape) => new(shape, Values);

    public static NaiveArray Concatenate(NaiveArray a, NaiveArray b, int axis)
    {
        long[] shape = [.. a.Shape];
        shape[axis] += b.Shape[axis];
        return Build(
            shape,
            index =>
            {
                if (index[axis] < a.Shape[axis])
                    return a.At(index);
                long[] own = [.. index];
                own[axis] -= a.Shape[axis];
                return b.At(own);
            }
        );
    }

    public NaiveArray Take(int axis, int[] indices) =>
        Build(
            [.. Shape.Select((n, a) => a == axis ? indices.Length : n)],
            index => At([.. index.Select((i, a) => a == axis ? indices[i] : i)])
        );

    // Replaces each line of elements along an axis by the result of a function.
    public NaiveArray Along(int axis, Func<double[], double[]> work)
    {
        long[] Lane(long[] index, long i) => [.. index.Select((n, a) => a == axis ? i : n)];
        double[] Made(long[] index) => work([.. Enumerable.Range(0, (int)Shape[axis]).Select(i => At(Lane(index, i)))]);
        long length = Made(new long[Rank]).Length;
        return Build([.. Shape.Select((n, a) => a == axis ? length : n)], index => Made(Lane(index, 0))[index[axis]]);
    }

    public NaiveArray Reduce(int[] axes, Func<double[], double> fold)
    {
        long[] kept = [.. Shape.Select((n, axis) => axes.Contains(axis) ? 1 : n)];
        long[] box = [.. Shape.Select((n, axis) => axes.Contains(axis) ? n : 1)];
        return Build(
            kept,
            index => fold(Build(box, inner => At([.. index.Select((i, axis) => i + inner[axis])])).Values)
        );
    }
}
