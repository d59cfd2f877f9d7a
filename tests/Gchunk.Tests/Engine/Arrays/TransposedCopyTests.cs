using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Arrays;

/// <summary>Copies that change the order of axes, beside one that goes element by element.</summary>
public class TransposedCopyTests
{
    private const int Margin = 64;
    private const byte Guard = 0xA5;

    public static TheoryData<int[], int[]> Cases =>
        new()
        {
            { [8, 8], [1, 0] },
            { [7, 20], [1, 0] },
            { [41, 19], [1, 0] },
            { [3, 40, 17], [2, 1, 0] },
            { [16, 3, 24], [2, 0, 1] },
            { [16, 3, 24], [0, 2, 1] },
            { [9, 4, 1, 30], [3, 2, 1, 0] },
            { [9, 4, 2, 30], [1, 3, 0, 2] },
            { [12, 10, 11], [1, 2, 0] },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void Every_element_arrives(int[] lengths, int[] order)
    {
        int rank = lengths.Length;
        long[] counts = [.. order.Select(axis => (long)lengths[axis])];
        int total = lengths.Aggregate(1, (a, b) => a * b);
        foreach (int size in new[] { 1, 2, 4, 8, 16 })
        {
            // The source begins at an odd byte, as the records of a classic NetCDF file may.
            byte[] bytes = new byte[total * size + 1],
                copied = new byte[total * size + 2 * Margin],
                expected = new byte[total * size];
            new Random(size).NextBytes(bytes);
            Array.Fill(copied, Guard);
            long[] strides = new long[rank],
                from = new long[rank],
                to = new long[rank];
            for (long axis = rank - 1, step = size; axis >= 0; step *= lengths[axis--])
                strides[axis] = step;
            for (long axis = rank - 1, step = size; axis >= 0; step *= counts[axis--])
                (from[axis], to[axis]) = (strides[order[axis]], step);
            for (int i = 0; i < total; i++)
            {
                long at = 1,
                    rest = i;
                for (int axis = rank - 1; axis >= 0; axis--)
                {
                    at += rest % counts[axis] * from[axis];
                    rest /= counts[axis];
                }
                bytes.AsSpan((int)at, size).CopyTo(expected.AsSpan(i * size));
            }
            fixed (byte* source = bytes)
            fixed (byte* target = copied)
                StridedCopy.Copy(source + 1, from, target + Margin, to, counts, size);
            Assert.Equal(expected, copied[Margin..^Margin]);
            // Nothing is written before the target or behind it.
            Assert.All([.. copied[..Margin], .. copied[^Margin..]], b => Assert.Equal(Guard, b));
        }
    }
}
