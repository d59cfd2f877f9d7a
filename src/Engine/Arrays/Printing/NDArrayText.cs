using System.Globalization;
using System.Numerics;
using System.Text;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Arrays.Printing;

/// <summary>
/// Formats arrays as NumPy prints them: brackets for axes, long axes shortened in the middle, decimal points below one
/// another, and rows broken between numbers at the width of the window.
/// </summary>
internal static class NDArrayText
{
    private const int Edge = 3;
    private const int WrittenWhole = 1000;
    private const char Left = '…';

    public static string Write(NDArray array)
    {
        if (array.Rank == 0)
            return Values(array);
        string kind = $"{array.Shape} {array.Text?.Kind ?? array.DType.Name}";
        if (array.Size == 0)
            return kind + "\n[]"; // like NumPy, however long its other axes are
        return $"{kind}\n{Values(array)}";
    }

    /// <summary>Returns the values alone, without the shape and the dtype.</summary>
    public static string Values(NDArray array)
    {
        if (array.Rank == 0)
            return Pointed(Value(array, []), array.DType);
        var shown = new List<string>();
        bool shorten = array.Size > WrittenWhole;
        Collect(array, new long[array.Rank], 0, shorten, shown);
        if (array.Text is null && array.DType is DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64)
            AlignPoints(shown);
        else
            AlignEnds(shown);
        var text = new StringBuilder();
        int next = 0;
        Append(text, array.Shape, 0, shorten, shown, ref next);
        return text.ToString();
    }

    private static bool IsCut(Shape shape, int axis, bool shorten) => shorten && shape[axis] > 2 * Edge;

    private static void Collect(NDArray array, long[] index, int axis, bool shorten, List<string> shown)
    {
        if (axis == array.Rank)
        {
            shown.Add(Value(array, index));
            return;
        }
        bool cut = IsCut(array.Shape, axis, shorten);
        for (long i = 0; i < array.Shape[axis]; i++)
        {
            if (cut && i == Edge)
                i = array.Shape[axis] - Edge;
            index[axis] = i;
            Collect(array, index, axis + 1, shorten, shown);
        }
    }

    private static void Append(
        StringBuilder text,
        Shape shape,
        int axis,
        bool shorten,
        List<string> shown,
        ref int next
    )
    {
        if (axis == shape.Rank - 1)
        {
            AppendRow(text, shape, IsCut(shape, axis, shorten), shown, ref next);
            return;
        }
        string rowEnd = ",\n" + new string(' ', axis + 1);
        bool cut = IsCut(shape, axis, shorten);
        text.Append('[');
        for (long i = 0; i < shape[axis]; i++)
        {
            if (cut && i == Edge)
            {
                text.Append(rowEnd).Append(Left);
                i = shape[axis] - Edge;
            }
            if (i > 0)
                text.Append(rowEnd);
            Append(text, shape, axis + 1, shorten, shown, ref next);
        }
        text.Append(']');
    }

    private static void AppendRow(StringBuilder text, Shape shape, bool cut, List<string> shown, ref int next)
    {
        int rank = shape.Rank,
            count = cut ? 2 * Edge : (int)shape[rank - 1],
            written = 0;
        // A row ends with up to as many brackets as the array has axes.
        int inLine = Math.Max(1, (LineWidth.Columns - rank - rank + 2) / (shown[next].Length + 2));
        text.Append('[');
        for (int i = 0; i < count; i++)
        {
            if (cut && i == Edge)
                Separate().Append(Left);
            Separate().Append(shown[next++]);
        }
        text.Append(']');

        StringBuilder Separate()
        {
            if (written > 0)
                text.Append(written % inLine == 0 ? ",\n" + new string(' ', rank) : ", ");
            written++;
            return text;
        }
    }

    private static void AlignEnds(List<string> shown)
    {
        int width = shown.Max(v => v.Length);
        for (int i = 0; i < shown.Count; i++)
            shown[i] = shown[i].PadLeft(width);
    }

    private static void AlignPoints(List<string> shown)
    {
        int before = 0,
            after = 0;
        foreach (string value in shown)
        {
            if (IsNumber(value))
            {
                before = Math.Max(before, Point(value));
                after = Math.Max(after, value.Length - Point(value));
            }
        }
        for (int i = 0; i < shown.Count; i++)
        {
            if (IsNumber(shown[i]))
                shown[i] = (new string(' ', before - Point(shown[i])) + shown[i]).PadRight(before + after);
        }
        AlignEnds(shown);
    }

    // Not infinite and not NaN.
    private static bool IsNumber(string value) => char.IsAsciiDigit(value[^1]);

    // Where the decimal point is, or would be.
    private static int Point(string value) =>
        value.AsSpan().IndexOfAny('.', 'E') is >= 0 and var at ? at : value.Length;

    private static string Value(NDArray array, ReadOnlySpan<long> index) =>
        array.Text is { } text
            ? text.Of(array.Get<long>(index))
            : array.DType switch
            {
                DType.Bool => array.GetDouble(index) != 0 ? "true" : "false",
                DType.Float32 => array
                    .Get<float>(index)
                    .ToString(array.Rank == 0 ? "R" : "G6", CultureInfo.InvariantCulture),
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

    // A whole number says that it is a float: 1.0.
    private static string Pointed(string value, DType dtype) =>
        dtype.IsFloat && IsNumber(value) && Point(value) == value.Length ? value + ".0" : value;

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
