using System.Globalization;
using System.Numerics;
using System.Text;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Arrays.Printing;

/// <summary>Formats arrays as NumPy prints them: brackets for axes, long axes shortened in the middle.</summary>
internal static class NDArrayText
{
    private const int Edge = 3;
    private const int WrittenWhole = 1000;

    public static string Write(NDArray array)
    {
        string kind = $"{array.Shape} {array.DType.Name}";
        if (array.Rank == 0)
            return Value(array, []);
        if (array.Size == 0)
            return kind + "\n[]"; // like NumPy, however long its other axes are
        var text = new StringBuilder(kind).Append('\n');
        bool shorten = array.Size > WrittenWhole;
        // All numbers are padded to the width of the widest one shown.
        var shown = new List<string>();
        Visit(array, new long[array.Rank], 0, shorten, index => shown.Add(Value(array, index)), null, null);
        int width = shown.Count == 0 ? 0 : shown.Max(v => v.Length);
        int next = 0;
        Visit(array, new long[array.Rank], 0, shorten, _ => text.Append(shown[next++].PadLeft(width)), text, "");
        return text.ToString();
    }

    private static void Visit(
        NDArray array,
        long[] index,
        int axis,
        bool shorten,
        Action<long[]> value,
        StringBuilder? text,
        string? indent
    )
    {
        if (axis == array.Rank)
        {
            value(index);
            return;
        }
        text?.Append('[');
        long length = array.Shape[axis];
        bool cut = shorten && length > 2 * Edge;
        bool last = axis == array.Rank - 1;
        for (long i = 0; i < length; i++)
        {
            if (cut && i == Edge)
            {
                text?.Append(last ? "…, " : $"…,\n {indent}");
                i = length - Edge;
            }
            index[axis] = i;
            Visit(array, index, axis + 1, shorten, value, text, indent + " ");
            if (i < length - 1)
                text?.Append(last ? ", " : $",\n {indent}");
        }
        text?.Append(']');
    }

    private static string Value(NDArray array, ReadOnlySpan<long> index) =>
        array.DType switch
        {
            DType.Bool => array.GetDouble(index) != 0 ? "true" : "false",
            DType.Float32 => array.Get<float>(index).ToString("G6", CultureInfo.InvariantCulture),
            DType.Float64 => array
                .GetDouble(index)
                .ToString(array.Rank == 0 ? "R" : "G6", CultureInfo.InvariantCulture),
            DType.Int64 => array.Get<long>(index).ToString(CultureInfo.InvariantCulture),
            DType.UInt64 => array.Get<ulong>(index).ToString(CultureInfo.InvariantCulture),
            DType.Float16 or DType.BFloat16 => array.GetDouble(index).ToString("G4", CultureInfo.InvariantCulture),
            DType.DateTime64 => array.Get<DateTime64>(index).ToString(),
            DType.TimeDelta64 => array.Get<TimeDelta64>(index).ToString(),
            DType.Complex64 => Complex(array.Get<Complex64>(index), array.Rank == 0 ? "G7" : "G6"),
            DType.Complex128 => Complex(array.Get<Complex>(index), array.Rank == 0 ? "R" : "G6"),
            _ => array.GetDouble(index).ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>Writes a complex number as NumPy does: <c>1.+2.j</c>, <c>0.5-3.j</c>.</summary>
    public static string Complex(double real, double imaginary, string format)
    {
        string second = Part(imaginary, format);
        return $"{Part(real, format)}{(second[0] is '-' ? "" : "+")}{second}j";
    }

    private static string Complex(Complex value, string format) => Complex(value.Real, value.Imaginary, format);

    // Whole numbers have a point, so that they look like the floats that they are.
    private static string Part(double value, string format)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        return double.IsFinite(value) && !text.AsSpan().ContainsAny('.', 'E') ? text + "." : text;
    }
}
