using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Conformance;

/// <summary>
/// About 2,500 operations on small arrays of every dtype, with odd shapes and chunks, compared with NumPy's results
/// (numpy.tsv, written by make_numpy.py).
/// </summary>
public class NumPyConformance
{
    internal static readonly string[][] Rows =
    [
        .. File.ReadLines(Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Conformance", "numpy.tsv"))
            .Select(line => line.Split('\t')),
    ];

    public static TheoryData<string> Operations => [.. Rows.Select(r => r[1].Split(' ')[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_case_gives_what_NumPy_gives(string operation)
    {
        var wrong = new List<string>();
        foreach (string[] row in Rows.Where(r => r[1].Split(' ')[0] == operation))
        {
            string? difference;
            try
            {
                difference = Compare(
                    Evaluate(row),
                    row[2],
                    row[3],
                    row[0].Contains("offset", StringComparison.Ordinal)
                );
            }
            catch (Exception e)
            {
                difference = $"{e.GetType().Name}: {e.Message}";
            }
            if (difference is not null)
                wrong.Add($"{row[0]}  {row[1]}: {difference}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} cases differ:\n{string.Join('\n', wrong.Take(12))}");
    }

    internal static ChunkedArray Evaluate(string[] row)
    {
        string[] from = row[0].Split('|');
        DType dtype = DTypes.Parse(from[0]);
        long[] shape = Numbers(from[1]);
        ChunkedArray a = Source(
            dtype,
            shape,
            from[3],
            int.Parse(from[4], CultureInfo.InvariantCulture),
            Numbers(from[2])
        );
        string[] words = row[1].Split(' ');
        Dictionary<string, string> options = words.Skip(1).Select(w => w.Split('=')).ToDictionary(p => p[0], p => p[1]);
        switch (words[0])
        {
            case "transpose":
                return shape.Length == 0 ? a : a.Transpose([.. Numbers(options["order"], '/').Select(n => (int)n)]);
            case "slice":
                return a[options["at"].Replace('/', ',')];
            case "concatenate":
                return Prelude.Concatenate(
                    [a, Source(dtype, shape, "", 9, shape)],
                    int.Parse(options["axis"], CultureInfo.InvariantCulture)
                );
            case "reshape":
                return a.Reshape(WithRest(a, Numbers(options["shape"])));
            case "astype":
                return a.AsType(DTypes.Parse(options["to"]));
        }
        if (options.TryGetValue("with", out string? other))
        {
            string[] parts = other.Split('|');
            long[] otherShape = Numbers(parts[1]);
            return ChunkedArray.Elementwise(words[0], a, Source(DTypes.Parse(parts[0]), otherShape, "", 5, otherShape));
        }
        Axes axes = options["axis"] == "all" ? default : Array.ConvertAll(Numbers(options["axis"], '/'), n => (int)n);
        return a.Reduce(
            words[0],
            axes,
            options["keep"] == "1",
            new ReductionOptions(options["skip"] == "1", double.Parse(options["ddof"], CultureInfo.InvariantCulture))
        );
    }

    // The shape with -1 inferred, which Shape itself does not do.
    private static Shape WithRest(ChunkedArray a, long[] shape) =>
        new([.. shape.Select(n => n >= 0 ? n : a.Size / shape.Where(m => m > 0).Aggregate(1L, (x, y) => x * y))]);

    private static ChunkedArray Source(DType dtype, long[] shape, string special, int seed, long[] chunks)
    {
        long size = shape.Aggregate(1L, (x, y) => x * y);
        var values = new double[size];
        for (long i = 0; i < size; i++)
        {
            double raw = ((i * 7919 + 31 * seed) % 211) - 105;
            if (dtype == DType.Bool)
            {
                raw = raw % 3 == 0 ? 1 : 0;
            }
            else if (dtype.IsFloat)
            {
                raw /= 8;
                if (special == "nan" && (i + seed) % 4 == 1)
                    raw = double.NaN;
                if (special == "allnan")
                    raw = double.NaN;
                if (special == "inf" && (i + seed) % 5 == 2)
                    raw = double.PositiveInfinity;
                if (special == "inf" && (i + seed) % 7 == 3)
                    raw = double.NegativeInfinity;
                if (special == "offset")
                    raw += 1e9;
            }
            values[i] = raw;
        }
        // Through int64, so that negative numbers wrap in unsigned dtypes as NumPy's do.
        NDArray wide = NDArray.From(values, shape);
        return Prelude.FromArray(
            dtype.IsFloat || dtype == DType.Bool ? wide.AsType(dtype) : wide.AsType(DType.Int64).AsType(dtype),
            new Shape(chunks)
        );
    }

    private static string? Compare(ChunkedArray got, string kind, string values, bool isOffset)
    {
        string[] parts = kind.Split('|');
        if (got.DType.Name != parts[0])
            return $"dtype is {got.DType.Name}, NumPy's {parts[0]}";
        if (!got.Shape.SequenceEqual(Numbers(parts[1])))
            return $"shape is {got.Shape}, NumPy's ({parts[1]})";
        NDArray computed = got.Compute();
        string[] expected = values.Length == 0 ? [] : values.Split(' ');
        // An offset of 1e9 costs nine digits, in NumPy too.
        double tolerance =
            got.DType == DType.Float32 ? 1e-6
            : isOffset ? 1e-8
            : 1e-13;
        for (int i = 0; i < expected.Length; i++)
        {
            string text = Element(computed, i);
            if (text == expected[i])
                continue;
            if (got.DType.IsFloat)
            {
                double x = double.Parse(text, CultureInfo.InvariantCulture),
                    y = expected[i] switch
                    {
                        "nan" => double.NaN,
                        "inf" => double.PositiveInfinity,
                        "-inf" => double.NegativeInfinity,
                        var number => double.Parse(number, CultureInfo.InvariantCulture),
                    };
                if (x.Equals(y) || Math.Abs(x - y) <= tolerance * Math.Max(Math.Abs(y), 1))
                    continue;
            }
            return $"element {i} is {text}, NumPy's {expected[i]}";
        }
        return null;
    }

    private static string Element(NDArray array, int i) =>
        array.DType switch
        {
            DType.Bool => array.Span<bool>()[i] ? "1" : "0",
            DType.Int64 => array.Span<long>()[i].ToString(CultureInfo.InvariantCulture),
            DType.UInt64 => array.Span<ulong>()[i].ToString(CultureInfo.InvariantCulture),
            _ => array.Reshape(array.Size).GetDouble(i).ToString("R", CultureInfo.InvariantCulture),
        };

    private static long[] Numbers(string text, char separator = ',') =>
        text.Length == 0 ? [] : [.. text.Split(separator).Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
}
