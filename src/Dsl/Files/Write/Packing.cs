using System.Globalization;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Packs values by the CF conventions: (value - add offset) / scale factor, rounded half to even for integers. A value
/// out of range is an error.
/// </summary>
internal sealed class Packing : IPacking
{
    private const double Beyond63 = 9223372036854775808;

    private readonly string name;
    private readonly VariableEncoding encoding;
    private readonly DType target;
    private readonly double scale,
        offset,
        least,
        greatest;

    private Packing(string name, VariableEncoding encoding, DType stored)
    {
        (this.name, this.encoding, Stored) = (name, encoding, stored);
        (scale, offset) = (encoding.ScaleFactor ?? 1, encoding.AddOffset ?? 0);
        if (scale == 0 || !double.IsFinite(scale) || !double.IsFinite(offset))
        {
            throw new GchunkException(
                $"encoding of '{name}': values packed with the scale factor {scale} and the add offset {offset} cannot be unpacked"
            );
        }

        target = encoding.Unsigned is null ? stored : OtherSign(stored);
        (least, greatest) = DTypes.ExactRange(target);
        CheckFill(name, encoding, stored);
    }

    /// <summary>Rejects a fill value that the stored dtype cannot hold.</summary>
    /// <exception cref="GchunkException">The fill value is not a value of the dtype.</exception>
    public static void CheckFill(string name, VariableEncoding encoding, DType stored)
    {
        if (encoding.FillValue is { } fill && !CanHold(stored, fill))
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"encoding of '{name}': the fill value {fill} is not a valid {stored.Name}"
                )
            );
        }
    }

    /// <summary>The stored dtype.</summary>
    public DType Stored { get; }

    /// <summary>Returns the packing of values of a dtype, or null if they are stored as they are.</summary>
    public static Packing? For(string name, DType values, VariableEncoding encoding)
    {
        DType stored = encoding.DType ?? values;
        if (stored == DType.Bool || values == DType.Bool)
            return null;
        bool isSame =
            stored == values
            && encoding.ScaleFactor is null
            && encoding.AddOffset is null
            && encoding.FillValue is null;
        return isSame ? null : new Packing(name, encoding, stored);
    }

    /// <summary>
    /// Returns the encoding that a variable had in the file that it comes from, if its values can still be stored so;
    /// null if they are stored as they are.
    /// </summary>
    public static VariableEncoding? Kept(Variable variable)
    {
        if (variable.Encoding is not { DType: { } stored } kept || !variable.Expr.DType.IsFloat)
            return null;
        if (stored.IsFloat)
            return kept.FillValue is null && kept.ScaleFactor is null && kept.AddOffset is null ? null : kept;
        return kept.FillValue is null && !ValuesOfFiles.AreAll(variable.Expr)
            ? kept with
            {
                FillValue = DefaultFill(stored),
            }
            : kept;
    }

    /// <summary>Returns whether a fill value is a value of a stored dtype.</summary>
    public static bool CanHold(DType stored, double fill) =>
        stored.IsFloat
        || (
            fill == Math.Floor(fill)
            && stored switch
            {
                // With the ends of 64 bits, as float64 rounds them.
                DType.Int64 => Math.Abs(fill) <= Beyond63,
                DType.UInt64 => fill is >= 0 and <= 2 * Beyond63,
                _ => fill >= DTypes.ExactRange(stored).Least && fill <= DTypes.ExactRange(stored).Greatest,
            }
        );

    /// <summary>
    /// Returns the packing of a variable: as the user asks, or as in the file that it comes from; null if it is stored
    /// as it is.
    /// </summary>
    public static IPacking? For(string name, Variable variable, VariableEncoding? asked) =>
        variable.Expr.DType == DType.TimeDelta64 ? DurationPacking.For(name, variable, asked)
        : variable.Calendar is null ? For(name, variable.Expr.DType, asked ?? Kept(variable) ?? new VariableEncoding())
        : TimePacking.For(name, variable, asked);

    /// <summary>Returns the default fill value that libnetcdf has for an integer dtype.</summary>
    public static double DefaultFill(DType stored) =>
        stored switch
        {
            DType.Int8 => -127,
            DType.UInt8 => 255,
            DType.Int16 => -32767,
            DType.UInt16 => 65535,
            DType.Int32 => -2147483647,
            DType.UInt32 => 4294967295,
            DType.UInt64 => 2 * Beyond63,
            _ => -9007199254740992,
        };

    /// <summary>Sets the attributes by which the values are unpacked.</summary>
    public void Describe(Attributes attrs)
    {
        foreach (string used in (string[])["_FillValue", "missing_value", "scale_factor", "add_offset", "_Unsigned"])
            attrs.Remove(used);
        DescribeMissing(attrs, encoding, Stored);
        // CF 8.1: the dtype of the factors is that of the values, so they keep theirs.
        if (encoding.ScaleFactor is not null)
            attrs["scale_factor"] = Typed(scale, encoding.ScaleType ?? DType.Float64);
        if (encoding.AddOffset is not null)
            attrs["add_offset"] = Typed(offset, encoding.OffsetType ?? DType.Float64);
        if (encoding.Unsigned is { } unsigned)
            attrs["_Unsigned"] = unsigned;
    }

    /// <summary>Sets the attributes that mark missing values, as the file had them.</summary>
    public static void DescribeMissing(Attributes attrs, VariableEncoding encoding, DType stored)
    {
        if (encoding.FillValue is { } fill && !encoding.FillsByMissingValue)
            attrs["_FillValue"] = Typed(fill, stored);
        else if (stored.IsFloat)
            attrs["_FillValue"] = double.NaN;
        if (encoding.MissingValue is { } missing)
            attrs["missing_value"] = Typed(missing, stored);
    }

    /// <summary>Returns an encoding without the marks of missing values that a stored dtype cannot hold.</summary>
    public static VariableEncoding Held(VariableEncoding encoding, DType stored)
    {
        bool holdsFill = encoding.FillValue is { } fill && CanHold(stored, fill),
            holdsMissing = encoding.MissingValue is { } missing && CanHold(stored, missing);
        return encoding with
        {
            FillValue = holdsFill ? encoding.FillValue : null,
            MissingValue = holdsMissing ? encoding.MissingValue : null,
            FillsByMissingValue = encoding.FillsByMissingValue && holdsFill,
        };
    }

    private static object Typed(double value, DType dtype) =>
        dtype switch
        {
            DType.Float16 or DType.BFloat16 => value,
            DType.Int64 when value >= Beyond63 => long.MaxValue,
            DType.UInt64 when value >= 2 * Beyond63 => ulong.MaxValue,
            _ => Convert.ChangeType(
                value,
                DTypes.NewArray(dtype, 0).GetType().GetElementType()!,
                CultureInfo.InvariantCulture
            ),
        };

    /// <summary>Packs a block.</summary>
    /// <exception cref="GchunkException">A value is out of range; the message names it, and the range.</exception>
    public NDArray Pack(NDArray block)
    {
        using NDArray numbers =
            block.DType == DType.Float64
                ? NDArray.From(block.ToArray<double>(), block.Shape)
                : block.AsType(DType.Float64);
        double fill = encoding.FillValue ?? double.NaN;
        // The fill value is given in the stored dtype; with the other signedness its bits are another number.
        double reserved = target == Stored ? fill : Wrapped(fill, target);
        foreach (ref double value in numbers.Span<double>())
        {
            double packed = double.IsNaN(value) ? reserved : (value - offset) / scale;
            if (!Stored.IsFloat)
            {
                if (double.IsNaN(packed))
                {
                    throw new GchunkException(
                        $"'{name}' has missing values, which {Stored.Name} cannot hold; set a FillValue in its encoding"
                    );
                }

                packed = Math.Round(packed);
                if (!double.IsNaN(value) && (packed < least || packed > greatest))
                    throw TooFar(value, packed);
                // A missing_value marks the numbers that are read: with the other signedness, those of that.
                if (!double.IsNaN(value) && (packed == reserved || packed == encoding.MissingValue))
                    throw Reserved(value, packed, packed == reserved ? "the fill value" : "the missing_value");
            }
            else if (
                double.IsFinite(value)
                && !double.IsFinite(
                    Stored switch
                    {
                        DType.Float16 => (double)(Half)packed,
                        DType.Float32 => (float)packed,
                        _ => packed,
                    }
                )
            )
            {
                throw Beyond(value, packed);
            }
            value = packed;
        }
        NDArray result = numbers.AsType(target);
        if (target == Stored)
            return result;
        using (result)
            return result.AsType(Stored);
    }

    private GchunkException Reserved(double value, double packed, string what) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' has the value {value}, which would be stored as {packed}, {what}; choose another FillValue"
            )
        );

    private GchunkException Beyond(double value, double packed) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' has the value {value}, which would be stored as {packed}: {Stored.Name} cannot hold it; choose a wider DType"
            )
        );

    private GchunkException TooFar(double value, double packed) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' has the value {value}, which would be stored as {packed}: {target.Name} goes from {least} to {greatest}, which with this scale factor and add offset are values from {Math.Min(least * scale, greatest * scale) + offset} to {Math.Max(least * scale, greatest * scale) + offset}; choose a larger ScaleFactor or a wider DType"
            )
        );

    /// <summary>
    /// Returns the integer of a dtype of up to 32 bits that has the bits of an integer of the other signedness.
    /// </summary>
    public static double Wrapped(double value, DType dtype)
    {
        (double least, double greatest) = DTypes.ExactRange(dtype);
        return value < least ? value + Math.Pow(2, 8 * dtype.Size)
            : value > greatest ? value - Math.Pow(2, 8 * dtype.Size)
            : value;
    }

    private static DType OtherSign(DType dtype) =>
        dtype switch
        {
            DType.Int8 => DType.UInt8,
            DType.UInt8 => DType.Int8,
            DType.Int16 => DType.UInt16,
            DType.UInt16 => DType.Int16,
            DType.Int32 => DType.UInt32,
            DType.UInt32 => DType.Int32,
            _ => dtype,
        };
}
