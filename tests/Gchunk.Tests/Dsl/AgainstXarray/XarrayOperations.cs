using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Xunit;

namespace Gchunk.Tests.Dsl.AgainstXarray;

/// <summary>
/// Operations on labelled data compared with xarray's results: dimensions, labels and values, with small chunks and
/// with one block. make_xarray_operations.py has the same operations in Python.
/// </summary>
public partial class XarrayOperations
{
    private static readonly XarraySample Blocks = new(cut: true),
        Whole = new(cut: false);

    private static readonly Dictionary<string, Func<XarraySample, DataArray>> Cases = new([
        .. Selections,
        .. Combinations,
        .. Statistics,
        .. AlongDimensions,
        .. Grouped,
        .. Periods,
        .. Windows,
        .. Times,
        .. Shapes,
        .. Interpolations,
        .. Sets,
        .. Corners,
        .. Labels,
    ]);

    private static readonly Dictionary<string, string[]> Expected = File.ReadLines(
            Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Dsl", "AgainstXarray", "xarray_operations.tsv")
        )
        .Select(line => line.Split('\t'))
        .ToDictionary(parts => parts[0]);

    public static TheoryData<string> Keys => [.. Expected.Keys];

    [Fact]
    public void Every_operation_of_the_generator_is_here() =>
        Assert.Equal([], Cases.Keys.Except(Expected.Keys).Concat(Expected.Keys.Except(Cases.Keys)));

    [Theory, MemberData(nameof(Keys))]
    public void An_operation_gives_what_xarray_gives(string key)
    {
        Compare(key, Cases[key](Blocks), "in blocks");
        Compare(key, Cases[key](Whole), "whole");
    }

    private static void Compare(string key, DataArray actual, string how)
    {
        string[] expected = Expected[key];
        Assert.True(
            expected[1] == string.Join(",", actual.Dims),
            $"{key} {how}: dimensions {string.Join(",", actual.Dims)} against {expected[1]}"
        );
        using NDArray computed = actual.Compute();
        Assert.True(
            expected[2] == string.Join(" ", computed.Shape),
            $"{key} {how}: shape {computed.Shape} against {expected[2]}"
        );
        double[] got = computed.AsType(DType.Float64).ToArray<double>();
        double[] wanted =
        [
            .. expected[3]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(v => double.Parse(v, CultureInfo.InvariantCulture)),
        ];
        if (actual.Calendar is not null)
            got = [.. computed.ToArray<long>().Select(t => t == CfDateTime.NaT ? double.NaN : t)];
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.True(
                double.IsNaN(wanted[i])
                    ? double.IsNaN(got[i])
                    : Math.Abs(got[i] - wanted[i]) <= 1e-9 * Math.Abs(wanted[i]) + 1e-9,
                $"{key} {how}: [{i}] is {got[i]:R} against {wanted[i]:R}"
            );
        }

        foreach (
            string labels in expected.Length > 4 ? expected[4].Split(';', StringSplitOptions.RemoveEmptyEntries) : []
        )
        {
            string dim = labels[..labels.IndexOf('=')];
            string[] each = labels[(dim.Length + 1)..].Split('|', StringSplitOptions.RemoveEmptyEntries);
            DimensionIndex? index = actual.Coords.IndexOf(dim);
            Assert.True(index is not null, $"{key} {how}: '{dim}' has no labels");
            string[] own = [.. Enumerable.Range(0, (int)index.Length).Select(i => index.Label(i))];
            for (int i = 0; i < Math.Max(own.Length, each.Length); i++)
            {
                Assert.True(
                    i < own.Length && i < each.Length && Same(own[i], each[i]),
                    $"{key} {how}: label {i} of '{dim}' is {(i < own.Length ? own[i] : "nothing")} against {(i < each.Length ? each[i] : "nothing")}"
                );
            }
        }
    }

    private static bool Same(string own, string xarray) =>
        own == xarray
        || own + "T00:00:00" == xarray
        || (
            double.TryParse(own, CultureInfo.InvariantCulture, out double a)
            && double.TryParse(xarray, CultureInfo.InvariantCulture, out double b)
            && (Math.Abs(a - b) <= 1e-12 * Math.Abs(b) || (double.IsNaN(a) && double.IsNaN(b)))
        );
}
