using System.Globalization;

namespace Gchunk.Engine.Arrays.Elements;

/// <summary>
/// A float of 16 bits with the range of a float32 and 8 bits of precision: the element of <see cref="DType.BFloat16"/>
/// arrays.
/// </summary>
/// <remarks>It stores numbers; convert to <see cref="float"/> to compute.</remarks>
/// <param name="Bits">The upper 16 bits of the float32.</param>
public readonly record struct BFloat16(ushort Bits)
{
    /// <summary>Converts a number without loss.</summary>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <summary>Rounds a number to the nearest, halves to even.</summary>
    public static explicit operator BFloat16(float value) => FromSingle(value);

    /// <summary>Converts a number without loss.</summary>
    public float ToSingle() => this;

    /// <summary>Rounds a number to the nearest, halves to even.</summary>
    public static BFloat16 FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        // Rounding could carry a NaN over to 0.
        return float.IsNaN(value)
            ? new((ushort)(bits >> 16 | 0x40))
            : new((ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16));
    }

    /// <summary>Writes the number as a float32.</summary>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);
}
