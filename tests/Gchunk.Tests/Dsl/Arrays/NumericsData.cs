using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// The inputs of the cases, generated as in make_numerics.py, and the lines of <c>numerics.tsv</c> that it writes.
/// </summary>
internal static class NumericsData
{
    private static readonly Dictionary<string, NDArray[]> Lines = ReadFile(Path.Combine(Folder(), "numerics.tsv"));

    public static IEnumerable<string> Names => Lines.Keys;

    public static NDArray[] Expected(string name) => Lines[name];

    public static NDArray Data(Shape shape, int seed = 1, DType dtype = DType.Float64)
    {
        var values = new double[shape.Size];
        for (long i = 0; i < values.Length; i++)
        {
            long whole = (i * 7919 + seed * 104729L + i / 13 * 31) % 1009;
            values[i] =
                dtype == DType.Bool
                    ? whole % 3 == 0
                        ? 1
                        : 0
                    : dtype.IsFloat
                        ? (whole - 504) / 64.0
                        : dtype.IsSigned
                            ? whole % 23 - 11
                            : whole % 23;
        }
        return NDArray.From(values, shape).AsType(dtype);
    }

    public static NDArray WithNaN(Shape shape, int seed = 1)
    {
        NDArray x = Data(shape, seed);
        for (int i = 0; i < x.Size; i += 7)
            x.Span<double>()[i] = double.NaN;
        return x;
    }

    /// <summary>Makes a lazy array with chunks of at most some length along every axis; 0 for one block.</summary>
    public static ChunkedArray Cut(NDArray array, int longest) =>
        FromArray(
            array,
            longest == 0
                ? (Shape?)null
                : new Shape([.. array.Shape.Select((n, axis) => Math.Min(Math.Max(n, 1), longest + axis))])
        );

    /// <summary>Reads a file that make_numerics.py, or a generator that uses its functions, wrote.</summary>
    public static Dictionary<string, NDArray[]> ReadFile(string path) =>
        File.ReadLines(path).Select(line => line.Split('\t')).ToDictionary(cells => cells[0], Read);

    private static NDArray[] Read(string[] cells)
    {
        var arrays = new NDArray[(cells.Length - 1) / 3];
        for (int i = 0; i < arrays.Length; i++)
        {
            DType dtype = DTypes.Parse(cells[1 + 3 * i]);
            long[] shape = [.. Parts(cells[2 + 3 * i], ',').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
            double[] values = [.. Parts(cells[3 + 3 * i], ' ').Select(Number)];
            arrays[i] = NDArray.From(values, new Shape(shape.AsSpan())).AsType(dtype);
        }
        return arrays;
    }

    private static string[] Parts(string text, char separator) =>
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string text) =>
        text switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
