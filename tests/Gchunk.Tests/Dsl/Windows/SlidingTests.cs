using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Dsl.Windows;

/// <summary>Rolling sums, means and quantiles against plain loops over each window.</summary>
public class SlidingTests
{
    // Ties, both zeros, infinities and missing values.
    private static double[] Made(Random random, int length) =>
        [
            .. Enumerable
                .Range(0, length)
                .Select(_ =>
                    random.Next(12) switch
                    {
                        0 or 1 => double.NaN,
                        2 => 0,
                        3 => -0.0,
                        4 => random.Next(30) == 0 ? double.PositiveInfinity : 2,
                        < 8 => random.Next(-3, 4),
                        _ => (random.NextDouble() - 0.5) * 1e3,
                    }
                ),
        ];

    private static DataArray Array(double[] values, Shape shape, string[] dims, long[] chunk, bool single) =>
        new(
            new MemoryExpr(
                single ? NDArray.From(values, shape).AsType(DType.Float32) : NDArray.From(values, shape),
                ChunkGrid.Regular(shape, [.. chunk.Zip(shape, Math.Min)])
            ),
            dims
        );

    // Longer than the segments that threads take, in several chunks.
    [Theory]
    [InlineData(3, 2)]
    [InlineData(300, 17)]
    [InlineData(5000, 1)]
    public void The_last_value_of_each_window_has_its_rank_among_those_there(int window, int least)
    {
        const int Length = 9500;
        double[] values = Made(new Random(window), Length);
        DataArray array = Array(values, new Shape(Length), ["x"], [4500], single: false);
        double[] found = array.Rolling("x", window, minPeriods: least).Rank().ComputeDoubles();
        for (int i = 0; i < Length; i += window > 1000 ? 97 : 1)
        {
            (int below, int equal, int there) = (0, 0, 0);
            for (int j = Math.Max(0, i - window + 1); j <= i; j++)
            {
                below += values[j] < values[i] ? 1 : 0;
                equal += values[j] == values[i] ? 1 : 0;
                there += double.IsNaN(values[j]) ? 0 : 1;
            }
            double expected = there < least || equal == 0 ? double.NaN : below + ((equal + 1) / 2.0);
            Assert.Equal(expected, found[i]);
        }
    }

    // Along the middle axis of three, the first of two and the only one.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Each_window_has_the_quantiles_and_the_sum_of_its_values(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 12; round++)
        {
            int outer = random.Next(1, 3),
                inner = random.Next(1, 21),
                length = random.Next(1, 60),
                window = random.Next(1, 25),
                least = random.Next(1, window + 1);
            bool center = random.Next(2) == 0,
                single = random.Next(4) == 0;
            double q = random.Next(3) == 0 ? 0.5 : random.NextDouble();
            double[] values = Made(random, outer * length * inner);
            // Without missing values, several windows are computed at a time.
            if (round % 2 == 0)
                values = System.Array.ConvertAll(values, v => double.IsNaN(v) ? -1.5 : v);
            if (single)
                values = System.Array.ConvertAll(values, v => (double)(float)v);
            DataArray x = Array(
                values,
                new Shape([outer, length, inner]),
                ["o", "t", "i"],
                [1, random.Next(1, 30), random.Next(2) == 0 ? inner : random.Next(1, 4)],
                single
            );
            RollingArray rolling = x.Rolling("t", window, center, least);
            double[] quantiles = rolling.Quantile(q).Compute().ToArray<double>(),
                two = rolling.Quantile([q, 1]).Compute().ToArray<double>(),
                sums = rolling.Sum().Compute().ToArray<double>(),
                means = rolling.Mean().Compute().ToArray<double>(),
                lows = rolling.Min().Compute().ToArray<double>(),
                highs = rolling.Max().Compute().ToArray<double>();
            int before = center ? window / 2 : window - 1,
                after = window - 1 - before;
            for (int p = 0; p < values.Length; p++)
            {
                (int o, int t, int i) = (p / (length * inner), p / inner % length, p % inner);
                double[] own =
                [
                    .. Enumerable
                        .Range(Math.Max(0, t - before), Math.Min(length, t + after + 1) - Math.Max(0, t - before))
                        .Select(k => values[(o * length + k) * inner + i])
                        .Where(v => !double.IsNaN(v))
                        .Order(),
                ];
                bool enough = own.Length >= least;
                double at = q * (own.Length - 1);
                int low = enough ? (int)Math.Floor(at) : 0,
                    high = enough ? Math.Min(own.Length - 1, low + 1) : 0;
                // An infinity beside the quantile gives the same as in NumPy: NaN or infinity.
                if (enough && double.IsFinite(own[high]))
                    Near(own[low] + (at - low) * (own[high] - own[low]), quantiles[p], single);
                else if (!enough)
                    Near(double.NaN, quantiles[p], single);
                Near(quantiles[p], two[2 * p], single);
                Near(enough ? own[^1] : double.NaN, two[2 * p + 1], single);
                Near(enough ? own.Sum() : double.NaN, sums[p], single);
                Near(enough ? own.Average() : double.NaN, means[p], single);
                Near(enough ? own[0] : double.NaN, lows[p], single);
                Near(enough ? own[^1] : double.NaN, highs[p], single);
            }
        }
    }

    // Short windows are kept in order, longer ones as ranks of segments, which are sorted by shares of their range, by
    // bits, or by comparing.
    [Theory]
    [InlineData(128, 1, "some")]
    [InlineData(129, 1, "some")]
    [InlineData(128, 9, "some")]
    [InlineData(129, 9, "some")]
    [InlineData(700, 1, "some")]
    [InlineData(128, 17, "all")]
    [InlineData(200, 1, "all")]
    [InlineData(600, 2, "all")]
    [InlineData(200, 1, "wide")]
    [InlineData(200, 1, "crowded")]
    [InlineData(200, 1, "equal")]
    public void Windows_of_every_length_and_spread_have_their_quantiles(int window, int inner, string spread)
    {
        const int Length = 6000;
        var random = new Random(window + inner);
        double[] values = Made(random, Length * inner);
        for (int i = 0; i < values.Length && spread != "some"; i++)
        {
            double share = random.NextDouble();
            values[i] = spread switch
            {
                "wide" => Math.Exp(1400 * share - 700) * (random.Next(2) == 0 ? 1 : -1),
                "crowded" => random.Next(50) == 0 ? 1e18 * share : share,
                "equal" => 4,
                _ => share,
            };
        }
        DataArray x = Array(values, new Shape([Length, inner]), ["t", "i"], [4000, inner], single: false);
        double[] found = x.Rolling("t", window, minPeriods: 2).Quantile([0.5, 0.9]).Compute().ToArray<double>();
        for (int t = 0; t < Length; t += 61)
        {
            for (int i = 0; i < inner; i++)
            {
                int from = Math.Max(0, t - window + 1);
                double[] own =
                [
                    .. Enumerable
                        .Range(from, t + 1 - from)
                        .Select(k => values[k * inner + i])
                        .Where(v => !double.IsNaN(v))
                        .Order(),
                ];
                for (int q = 0; q < 2; q++)
                {
                    double at = (q == 0 ? 0.5 : 0.9) * (own.Length - 1),
                        low = own.Length < 2 ? double.NaN : own[(int)at],
                        high = own.Length < 2 ? double.NaN : own[Math.Min(own.Length - 1, (int)at + 1)];
                    if (!double.IsInfinity(high))
                        Near(low + (at - (int)at) * (high - low), found[(t * inner + i) * 2 + q], single: false);
                }
            }
        }
    }

    private static void Near(double expected, double actual, bool single) =>
        Assert.True(
            expected.Equals(actual)
                || (double.IsNaN(expected) && double.IsNaN(actual))
                || Math.Abs(expected - actual) <= (single ? 1e-3 : 1e-9) * (1 + Math.Abs(expected)),
            $"{actual:R} against {expected:R}"
        );

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.1)]
    public void The_bits_do_not_depend_on_the_chunks(double missing)
    {
        var random = new Random(7);
        double[] values = System.Array.ConvertAll(Made(random, 400), v => double.IsNaN(v) ? missing : v);
        foreach (int window in (int[])[1, 7, 64, 300, 500])
        {
            long[][] all =
            [
                .. new long[] { 400, 100, 37, 1 }.Select(chunk =>
                {
                    DataArray x = Array(values, 400, ["t"], [chunk], single: false);
                    RollingArray rolling = x.Rolling("t", window, center: true, minPeriods: 1);
                    return new[]
                    {
                        rolling.Mean(),
                        rolling.Sum(),
                        rolling.Max(),
                        rolling.Median(),
                        rolling.Quantile(0.3),
                    }
                        .SelectMany(r => r.Compute().ToArray<double>())
                        .Select(BitConverter.DoubleToInt64Bits)
                        .ToArray();
                }),
            ];
            Assert.All(all, bits => Assert.Equal(all[0], bits));
        }
    }

    [Fact]
    public void A_long_window_is_sorted_by_digits()
    {
        double[] values = Made(new Random(3), 2000);
        double[] found = Array(values, 2000, ["t"], [2000], single: false)
            .Rolling("t", 700, minPeriods: 1)
            .Quantile(0.25)
            .Compute()
            .ToArray<double>();
        foreach (int end in (int[])[0, 500, 699, 700, 1399, 1400, 1999])
        {
            double[] own = [.. values[Math.Max(0, end - 699)..(end + 1)].Where(v => !double.IsNaN(v)).Order()];
            double at = 0.25 * (own.Length - 1);
            double expected =
                own.Length == 0
                    ? double.NaN
                    : own[(int)at] + (at - (int)at) * (own[Math.Min(own.Length - 1, (int)at + 1)] - own[(int)at]);
            Near(expected, found[end], single: false);
        }
    }

    [Fact]
    public void An_infinity_leaves_the_windows_after_it_alone()
    {
        DataArray x = new(NDArray.From([1.0, double.PositiveInfinity, 2, 3, 4]), ["t"]);
        Assert.Equal(
            [double.NaN, double.PositiveInfinity, double.PositiveInfinity, 5, 7],
            x.Rolling("t", 2).Sum().Compute().ToArray<double>()
        );
    }
}
