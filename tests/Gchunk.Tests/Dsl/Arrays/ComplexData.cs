using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// The lines of <c>complex_values.tsv</c> and <c>complex_functions.tsv</c>, and the inputs that their generators make too.
/// </summary>
internal static class ComplexData
{
    private static readonly string[][] Cells = Lines("complex_values.tsv");
    private static readonly string[][] FunctionCells = Lines("complex_functions.tsv");
    private static readonly Dictionary<(string Name, DType DType), NDArray> Arrays = Cells
        .Concat(FunctionCells.Where(cells => cells[0] != "refuses"))
        .ToDictionary(cells => (cells[0], DTypes.Parse(cells[1])), Read);

    public static IEnumerable<string> Names => Cells.Select(cells => cells[0]).Distinct();

    /// <summary>What make_complex_functions.py computes.</summary>
    public static IEnumerable<string> Functions =>
        FunctionCells.Select(cells => cells[0]).Where(name => name != "refuses").Distinct();

    /// <summary>The ufuncs that NumPy refuses for complex numbers.</summary>
    public static string[] Refused =>
        [.. FunctionCells.Where(cells => cells[0] == "refuses").Select(cells => cells[1])];

    public static NDArray Of(string name, DType dtype) => Arrays[(name, dtype)];

    public static NDArray Grid(DType dtype, Shape shape)
    {
        var values = new Complex[shape.Size];
        for (long i = 0; i < values.Length; i++)
        {
            values[i] = new Complex(((i * 7919 + 13) % 1009 - 504) / 64.0, ((i * 104729 + 7) % 997 - 498) / 32.0);
        }
        return NDArray.From(values, shape).AsType(dtype);
    }

    /// <summary>Returns the message of the first difference beyond a tolerance, or null.</summary>
    public static string? Difference(NDArray expected, NDArray got, double tolerance)
    {
        if (expected.DType != got.DType || expected.Shape != got.Shape)
            return $"{got.Shape} {got.DType.Name}, expected {expected.Shape} {expected.DType.Name}";
        Complex[] wanted = expected.AsType(DType.Complex128).ToArray<Complex>(),
            made = got.AsType(DType.Complex128).ToArray<Complex>();
        double size = wanted.Where(Complex.IsFinite).Select(Complex.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < wanted.Length; i++)
        {
            // Relative to the number, or to the sums that cancelled in it.
            double allowed = tolerance * Math.Max(Math.Min(size, 1), Complex.Abs(wanted[i]));
            if (!Near(wanted[i].Real, made[i].Real, allowed) || !Near(wanted[i].Imaginary, made[i].Imaginary, allowed))
                return $"element {i} is {made[i]}, expected {wanted[i]}";
        }
        return null;
    }

    private static bool Near(double a, double b, double allowed) => a.Equals(b) || a == b || Math.Abs(a - b) <= allowed;

    private static string[][] Lines(string file) =>
        [.. File.ReadLines(Path.Combine(Folder(), file)).Select(line => line.Split('\t'))];

    private static NDArray Read(string[] cells)
    {
        DType dtype = DTypes.Parse(cells[2]);
        Shape shape = new([.. cells[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)]);
        string[] values = cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return dtype.IsComplex
            ? NDArray.From([.. values.Select(Number)], shape).AsType(dtype)
            : NDArray.From([.. values.Select(Part)], shape).AsType(dtype);
    }

    private static Complex Number(string text) =>
        text.Split(',') is [var re, var im] ? new(Part(re), Part(im)) : throw new FormatException(text);

    private static double Part(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
