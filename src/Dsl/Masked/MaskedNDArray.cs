using System.Globalization;
using System.Text;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>The computed values and mask of a <see cref="MaskedArray"/>.</summary>
/// <param name="Values">The values; those of masked elements have no meaning.</param>
/// <param name="Mask">True where an element is masked.</param>
/// <param name="FillValue">The value that masked elements are filled with.</param>
public sealed record MaskedNDArray(NDArray Values, NDArray Mask, double FillValue)
{
    private const int MostShown = 1000;

    /// <summary>The length of each axis.</summary>
    public Shape Shape => Values.Shape;

    /// <summary>Returns the values, with masked ones replaced.</summary>
    /// <param name="value">The value for masked elements; by default the fill value.</param>
    public double[] ToArray(double? value = null)
    {
        double[] values = Values.ToArray<double>();
        ReadOnlySpan<bool> mask = Mask.Span<bool>();
        for (int i = 0; i < values.Length; i++)
        {
            if (mask[i])
                values[i] = value ?? FillValue;
        }

        return values;
    }

    /// <summary>Returns the value of an array without axes; null if it is masked.</summary>
    public double? ToDouble() => Mask.ToDouble() != 0 ? null : Values.ToDouble();

    /// <summary>Returns the values as text, with -- for masked ones.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"masked {Shape} {Values.DType.Name}\n");
        if (Values.Size > MostShown)
            return text.Append(Values).Append("\nmask ").Append(Mask).ToString();
        double[] values = Values.ToArray<double>();
        Append(text, 0, 0, values.Length, values, Mask.ToArray<bool>());
        return text.ToString();
    }

    // The depth is the number of axes, which is small.
    private void Append(StringBuilder text, int axis, int start, int count, double[] values, bool[] mask)
    {
        if (axis == Shape.Rank)
        {
            text.Append(
                mask[start] ? "--"
                : Values.DType == DType.Bool
                    ? values[start] != 0 ? "True"
                        : "False"
                : values[start].ToString(CultureInfo.InvariantCulture)
            );
            return;
        }

        text.Append('[');
        int length = (int)Shape[axis],
            step = length == 0 ? 0 : count / length;
        for (int i = 0; i < length; i++)
        {
            if (i > 0)
                text.Append(axis == Shape.Rank - 1 ? ", " : ",\n" + new string(' ', axis + 1));
            Append(text, axis + 1, start + i * step, step, values, mask);
        }

        text.Append(']');
    }
}
