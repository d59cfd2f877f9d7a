using System.Numerics;

namespace Gchunk.Dsl.Arrays.Sets;

/// <summary>Distinct values in ascending order, with how often each occurs and where first.</summary>
internal sealed record DistinctRun<T>(T[] Values, long[] Counts, long[] First);

/// <summary>
/// Merges the distinct values of parts of an array. Runs are merged with others of their own size, so each value is
/// moved as often as the logarithm of the number of parts.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <typeparam name="TOrder">Their order.</typeparam>
internal sealed class DistinctRuns<T, TOrder>
    where T : unmanaged
    where TOrder : struct, IComparer<T>
{
    private readonly List<DistinctRun<T>> runs = [];

    /// <summary>Adds the values of a part.</summary>
    public void Add(DistinctRun<T> run)
    {
        while (runs.Count > 0 && runs[^1].Values.Length <= 2L * run.Values.Length)
        {
            run = Merge(runs[^1], run);
            runs.RemoveAt(runs.Count - 1);
        }
        runs.Add(run);
    }

    /// <summary>Returns the values of all parts.</summary>
    public DistinctRun<T> All()
    {
        var all = new DistinctRun<T>([], [], []);
        for (int i = runs.Count - 1; i >= 0; i--)
            all = Merge(runs[i], all);
        return all;
    }

    private static DistinctRun<T> Merge(DistinctRun<T> a, DistinctRun<T> b)
    {
        if (b.Values.Length == 0)
            return a;
        long most = (long)a.Values.Length + b.Values.Length;
        var values = new T[most];
        long[] counts = new long[most],
            first = new long[most];
        var order = default(TOrder);
        int i = 0,
            j = 0,
            n = 0;
        for (; i < a.Values.Length || j < b.Values.Length; n++)
        {
            int comparison =
                i == a.Values.Length ? 1
                : j == b.Values.Length ? -1
                : order.Compare(a.Values[i], b.Values[j]);
            if (comparison == 0)
            {
                (values[n], counts[n]) = (a.Values[i], a.Counts[i] + b.Counts[j]);
                first[n] = Math.Min(a.First[i++], b.First[j++]);
            }
            else if (comparison < 0)
            {
                (values[n], counts[n], first[n]) = (a.Values[i], a.Counts[i], a.First[i++]);
            }
            else
            {
                (values[n], counts[n], first[n]) = (b.Values[j], b.Counts[j], b.First[j++]);
            }
        }
        return n == most ? new(values, counts, first) : new(values[..n], counts[..n], first[..n]);
    }
}

/// <summary>The order of real numbers, with NaN last.</summary>
internal readonly struct NumberOrder<T> : IComparer<T>
    where T : unmanaged, INumber<T>
{
    public int Compare(T x, T y) =>
        x < y ? -1
        : x > y ? 1
        : x == y ? 0
        : T.IsNaN(x).CompareTo(T.IsNaN(y));
}
