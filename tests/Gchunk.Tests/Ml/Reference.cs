using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

/// <summary>The lines of <c>clusterers.tsv</c>, which <c>make_clusterers.py</c> writes beside this file.</summary>
internal static class Reference
{
    private static readonly string[][] Lines =
    [
        .. File.ReadLines(Path.Combine(Folder(), "clusterers.tsv")).Select(line => line.Split('\t')),
    ];

    /// <summary>Returns the lines of one kind, without the kind.</summary>
    public static IEnumerable<string[]> Of(string kind) =>
        Lines.Where(line => line[0] == kind).Select(line => line[1..]);

    public static double[] Numbers(IEnumerable<string> texts) =>
        [.. texts.Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    /// <summary>The samples of the generators: ratios of integers.</summary>
    public static double[] Values(int count, int features)
    {
        var values = new double[count * features];
        for (long i = 0; i < values.Length; i++)
            values[i] = (i * i * 7919 + i * 104729) % 1000003 / 1000003.0;
        return values;
    }

    /// <summary>The samples in a few chunks.</summary>
    public static ChunkedArray Samples(int count, int features) =>
        FromArray(NDArray.From(Values(count, features), (count, features)), (Math.Max(1, count / 3), features));

    /// <summary>The samples in groups: sample i is moved by a gap times i mod the number of groups.</summary>
    public static ChunkedArray Grouped(int count, int features, int groups, double gap) =>
        Samples(count, features)
        + FromArray(NDArray.From([.. Enumerable.Range(0, count).Select(i => gap * (i % groups))], (count, 1)));

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
