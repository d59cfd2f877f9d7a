using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Grouping;

/// <summary>A number of equally wide intervals over the range of values, as <c>pandas.cut</c> makes them.</summary>
internal static class EqualBins
{
    /// <summary>Returns the edges, of which the outer one is moved so that all values lie inside, and their texts.</summary>
    public static (double[] Edges, string[] Labels) Of(string name, DataArray values, int bins, bool right)
    {
        if (bins < 1)
            throw new GchunkException($"bins: there must be at least one; got {bins}");
        using NDArray computed = values.Compute();
        double[] finite = [.. computed.ToArray<double>().Where(double.IsFinite)];
        if (finite.Length == 0)
            throw new GchunkException($"GroupByBins: '{name}' has no finite values to make {bins} intervals of");
        double low = finite.Min(),
            high = finite.Max();
        bool same = low == high;
        if (same)
        {
            double margin = low == 0 ? 0.001 : 0.001 * Math.Abs(low);
            (low, high) = (low - margin, high + margin);
        }
        var edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++)
            edges[i] = i == bins ? high : low + i * ((high - low) / bins);
        if (!same && right)
            edges[0] -= (high - low) * 0.001;
        else if (!same)
            edges[^1] += (high - low) * 0.001;
        double[] shown = Array.ConvertAll(edges, e => Rounded(e, 3));
        return (
            edges,
            [
                .. Enumerable
                    .Range(0, bins)
                    .Select(i =>
                        $"{(right ? "(" : "[")}{TimeText.Show(shown[i])}, {TimeText.Show(shown[i + 1])}{(right ? "]" : ")")}"
                    ),
            ]
        );
    }

    // pandas: significant digits of the fraction of a number that has no whole part.
    private static double Rounded(double value, int precision)
    {
        double whole = Math.Truncate(value),
            fraction = value - whole;
        if (fraction == 0)
            return value;
        int digits = whole == 0 ? -(int)Math.Floor(Math.Log10(Math.Abs(fraction))) - 1 + precision : precision;
        return digits > 15 ? value : Math.Round(value, digits);
    }
}
