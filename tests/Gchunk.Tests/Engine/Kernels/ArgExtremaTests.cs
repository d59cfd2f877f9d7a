using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// Positions of extrema beside a plain loop: several values are compared at once, and runs that hold nothing better are
/// passed over.
/// </summary>
public class ArgExtremaTests
{
    public static TheoryData<DType, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<DType, string, int>();
            foreach (DType dtype in new[] { DType.Float64, DType.Float32, DType.Int64, DType.UInt64, DType.Int8 })
            {
                foreach (string values in new[] { "few", "many", "NaN", "all NaN", "signed zeros" })
                {
                    if (values is "few" or "many" || dtype.IsFloat)
                        cases.Add(dtype, values, 7);
                }
            }
            cases.Add(DType.Float64, "few", 1);
            cases.Add(DType.Float64, "NaN", 3000);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_first_of_the_best_values_is_found(DType dtype, string kind, int chunk)
    {
        const int Rows = 41,
            Columns = 83;
        var random = new Random(5);
        double[] values =
        [
            .. Enumerable
                .Range(0, Rows * Columns)
                .Select(_ =>
                    kind switch
                    {
                        "few" => random.Next(0, 4),
                        "many" => random.Next(0, 100),
                        "all NaN" => double.NaN,
                        "signed zeros" => random.Next(2) == 0 ? 0.0 : -0.0,
                        _ => random.Next(40) == 0 ? double.NaN : random.Next(0, 10),
                    }
                ),
        ];
        ChunkedArray x = FromArray(NDArray.From(values, (Rows, Columns)).AsType(dtype)).Rechunk(chunk);
        foreach (bool max in new[] { false, true })
        {
            foreach (bool skips in new[] { false, true })
            {
                long Best(IEnumerable<int> at)
                {
                    int best = -1,
                        position = -1;
                    double held = double.NaN;
                    foreach (int i in at)
                    {
                        position++;
                        double value = values[i];
                        if (skips && double.IsNaN(value))
                            continue;
                        bool better =
                            double.IsNaN(value) ? !double.IsNaN(held)
                            : max ? value > held
                            : value < held;
                        if (best < 0 || better)
                            (best, held) = (position, value);
                    }
                    return best;
                }
                ChunkedArray Position(ChunkedArray of, Axes axis) =>
                    max ? of.ArgMax(axis, skipNaN: skips) : of.ArgMin(axis, skipNaN: skips);
                var rows = Enumerable.Range(0, Rows);
                var columns = Enumerable.Range(0, Columns);
                Assert.Equal(
                    [Best(Enumerable.Range(0, values.Length))],
                    Position(x, default).Compute().ToArray<long>()
                );
                Assert.Equal(
                    columns.Select(c => Best(rows.Select(r => r * Columns + c))),
                    Position(x, 0).Compute().ToArray<long>()
                );
                Assert.Equal(
                    rows.Select(r => Best(columns.Select(c => r * Columns + c))),
                    Position(x, 1).Compute().ToArray<long>()
                );
            }
        }
    }
}
