using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>NumPy's results of cases, by name, as a script beside the tests wrote them.</summary>
internal sealed class NumPyTable
{
    private static readonly (Shape Two, Shape Three)[] Chunkings =
    [
        ((7, 12), (3, 4, 5)),
        ((3, 5), (2, 3, 2)),
        ((1, 12), (1, 4, 5)),
        ((7, 1), (3, 1, 1)),
    ];

    private readonly Dictionary<string, (DType DType, long[] Shape, double[] Values)> rows = [];

    public IEnumerable<string> Names => rows.Keys;

    /// <summary>Reads a table of the folder of this file.</summary>
    public static NumPyTable Beside(string name, [CallerFilePath] string file = "")
    {
        var table = new NumPyTable();
        foreach (string line in File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, name)))
        {
            string[] cells = line.Split('\t');
            table.rows[cells[0]] = (
                DTypes.Parse(cells[1]),
                [
                    .. cells[2]
                        .Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(s => long.Parse(s, CultureInfo.InvariantCulture)),
                ],
                [
                    .. cells[3]
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(s => double.Parse(s, CultureInfo.InvariantCulture)),
                ]
            );
        }
        return table;
    }

    /// <summary>Compares dtype, shape and values of a case with NumPy's, with inputs in several chunks.</summary>
    public void Check(string name, Func<ArrayInputs, ChunkedArray> run)
    {
        (DType dtype, long[] shape, double[] values) = rows[name];
        foreach ((Shape two, Shape three) in Chunkings)
        {
            ChunkedArray result = run(new ArrayInputs(two, three));
            Assert.True(
                result.Shape == shape,
                $"{name}, chunks {two}: shape {result.Shape}, expected ({string.Join(", ", shape)})"
            );
            Assert.Equal(dtype, result.DType);
            using NDArray computed = result.Compute();
            double[] got = computed.ToArray<double>();
            for (int i = 0; i < got.Length; i++)
            {
                Assert.True(
                    got[i].Equals(values[i])
                        || Math.Abs(got[i] - values[i]) <= 4e-15 * Math.Abs(values[i])
                        || (values[i] == 0 && Math.Abs(got[i]) < 1e-12),
                    $"{name}, chunks {two}, element {i}: {got[i]:R}, expected {values[i]:R}"
                );
            }
        }
    }
}
