using System.Numerics;
using Gchunk.Engine.Kernels.Blocks;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels.Sorting;

/// <summary>Long lines are sorted digit by digit, in the order that comparisons give.</summary>
public class RadixSortTests
{
    private const int Length = 3000;

    public static TheoryData<Array> Lines()
    {
        var random = new Random(1);
        double[] special =
        [
            double.NaN,
            0,
            -0.0,
            double.PositiveInfinity,
            double.NegativeInfinity,
            double.Epsilon,
            1,
            -1,
        ];
        double[] doubles =
        [
            .. Enumerable
                .Range(0, Length)
                .Select(i => i % 5 == 0 ? special[random.Next(special.Length)] : random.NextDouble() - 0.5),
        ];
        return
        [
            doubles,
            Array.ConvertAll(doubles, v => (float)v),
            Array.ConvertAll(doubles, v => double.IsFinite(v) ? (long)(v * 1e18) : long.MinValue),
            Array.ConvertAll(doubles, v => double.IsFinite(v) ? (int)(v * 1000) : int.MaxValue),
            Array.ConvertAll(doubles, v => double.IsFinite(v) ? (ulong)(Math.Abs(v) * 3e19) : ulong.MaxValue),
            Array.ConvertAll(doubles, v => (uint)(double.IsFinite(v) ? Math.Abs(v) * 7 : 3)),
            Array.ConvertAll(doubles, v => (short)(double.IsFinite(v) ? v * 5000 : 3)),
        ];
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_long_line_is_sorted_as_by_comparisons(Array line)
    {
        switch (line)
        {
            case double[] values:
                Check(values);
                break;
            case float[] values:
                Check(values);
                break;
            case long[] values:
                Check(values);
                break;
            case ulong[] values:
                Check(values);
                break;
            case short[] values:
                Check(values);
                break;
            case uint[] values:
                Check(values);
                break;
            default:
                Check((int[])line);
                break;
        }
    }

    private static void Check<T>(T[] values)
        where T : unmanaged, INumber<T>
    {
        // Equal elements, 0 and -0 too, keep their order, and NaN comes last.
        int[] expected =
        [
            .. Enumerable.Range(0, values.Length).OrderBy(i => T.IsNaN(values[i])).ThenBy(i => values[i]),
        ];
        long[] indices = new long[values.Length];
        Selection.ArgSort<T>([.. values], indices);
        Assert.Equal(expected.Select(i => (long)i), indices);
        T[] sorted = new T[values.Length];
        Selection.Sort<T>([.. values], sorted);
        // Sorted values have no places to keep, so -0 comes before 0.
        IEnumerable<T> numbers = values.Where(v => !T.IsNaN(v)).OrderBy(v => v).ThenBy(v => !T.IsNegative(v));
        Assert.Equal(
            numbers.Select(v => (v, T.IsNegative(v))),
            sorted.Where(v => !T.IsNaN(v)).Select(v => (v, T.IsNegative(v)))
        );
        Assert.Equal(values.Length, sorted.Length);
        Assert.True(sorted.SkipWhile(v => !T.IsNaN(v)).All(T.IsNaN));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(1500)]
    [InlineData(2999)]
    public void A_selected_element_is_that_of_the_sorted_line(int index)
    {
        foreach (Func<int, double> of in (Func<int, double>[])[i => i, i => -i, i => i % 7, i => i * 7919 % 3001])
        {
            double[] line = [.. Enumerable.Range(0, Length).Select(of)],
                sorted = [.. line.Order()];
            Selection.Select<double>(line, index);
            Assert.Equal(sorted[index], line[index]);
            Assert.All(line[..index], v => Assert.True(v <= line[index]));
            Assert.All(line[index..], v => Assert.True(v >= line[index]));
        }
    }
}
