using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Means over rows, several of which are folded at a time, have the bits of one row after another.</summary>
public class RowsTogetherTests
{
    // A tile of one row, of several rows, of a part of a row; rows in groups of their own; a window of a wider array.
    [Theory]
    [InlineData(11, 1000, "", false)]
    [InlineData(9, 1000, "", true)]
    [InlineData(50, 100, "", false)]
    [InlineData(50, 100, "", true)]
    [InlineData(7, 3000, "", false)]
    [InlineData(1, 700, "", true)]
    [InlineData(30, 1500, ":, 100:900", false)]
    [InlineData(30, 1500, "::-1, 100:900", true)]
    [InlineData(30, 1500, ":, ::-2", false)]
    public void A_mean_over_rows_has_the_bits_of_one_row_after_another(int rows, int columns, string slice, bool single)
    {
        var random = new Random(rows + columns);
        double[] made =
        [
            .. Enumerable
                .Range(0, 3 * rows * columns)
                .Select(_ => random.Next(9) == 0 ? double.NaN : random.NextDouble() - 0.5),
        ];
        NDArray whole = NDArray.From(made, new Shape(3, rows, columns));
        ChunkedArray x = Prelude.FromArray(single ? whole.AsType(DType.Float32) : whole, chunks: (3, rows, columns));
        if (slice.Length > 0)
            x = x[":, " + slice];
        foreach (ChunkedArray values in (ChunkedArray[])[x, x * 3 + 1])
        {
            double[] each = values.Compute().AsType(DType.Float64).ToArray<double>();
            (long n, long m) = (values.Shape[1], values.Shape[2]);
            foreach (bool skips in (bool[])[false, true])
            {
                double[] expected = new double[3 * m];
                for (long cell = 0; cell < 3 * m; cell++)
                {
                    (double sum, long count) = (0, 0);
                    for (long r = 0; r < n; r++)
                    {
                        double value = each[(cell / m * n + r) * m + cell % m];
                        if (skips && double.IsNaN(value))
                            continue;
                        sum += value;
                        count++;
                    }
                    expected[cell] = single ? (float)(sum / count) : sum / count;
                }
                ChunkedArray mean = values.Mean(1, skipNaN: skips);
                Assert.Equal(expected, mean.Compute().AsType(DType.Float64).ToArray<double>());
            }
        }
    }
}
