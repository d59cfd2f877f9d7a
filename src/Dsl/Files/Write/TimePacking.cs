using System.Globalization;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Packs lazy times, whose values are not known before they are written: in the units that the user gives, in those of
/// the file that they come from, or in microseconds.
/// </summary>
internal sealed class TimePacking : IPacking
{
    private const string Finest = "microseconds since 1970-01-01";

    private readonly string name;
    private readonly CfTimeUnits units;
    private readonly double? fill;
    private readonly VariableEncoding encoding;

    /// <exception cref="GchunkException">The stored dtype cannot hold the fill value.</exception>
    public TimePacking(string name, CfTimeUnits units, DType stored, VariableEncoding encoding)
    {
        Packing.CheckFill(name, encoding, stored);
        (this.name, this.units, Stored, this.encoding, fill) = (name, units, stored, encoding, encoding.FillValue);
    }

    /// <summary>
    /// Returns the packing of a variable of times. What the user does not ask for is as in the file that they come from.
    /// </summary>
    /// <param name="name">The name, for messages.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="asked">The encoding that the user asks for, or null.</param>
    /// <exception cref="GchunkException">
    /// The units that the user gives are not units of time, or the dtype cannot hold the fill value.
    /// </exception>
    public static TimePacking For(string name, Variable variable, VariableEncoding? asked)
    {
        string calendar = variable.Calendar!.Name;
        if (asked?.Units is { } wanted)
            return new(name, CfTimeUnits.Parse(wanted, calendar), asked.DType ?? DType.Float64, asked);
        if (variable.Encoding is { Units: { } units, DType: { } ofFile } kept)
        {
            DType stored = asked?.DType ?? ofFile;
            // Times of the file itself are held by its dtype, and are missing only where they are so there.
            bool areStored = stored == ofFile && ValuesOfFiles.AreAll(variable.Expr);
            if (areStored || !stored.IsFloat || stored == DType.Float64 || asked?.DType is not null)
            {
                VariableEncoding marks = asked?.FillValue is null ? Packing.Held(kept, stored) : asked;
                return new(
                    name,
                    CfTimeUnits.Parse(units, calendar),
                    stored,
                    areStored ? marks : marks with { FillValue = marks.FillValue ?? Default(stored) }
                )
                {
                    Spelled = kept.Calendar,
                    AreStored = areStored,
                };
            }
        }

        DType dtype = asked?.DType ?? DType.Int64;
        return new(
            name,
            CfTimeUnits.Parse(Finest, calendar),
            dtype,
            new VariableEncoding { FillValue = asked?.FillValue ?? Default(dtype) }
        );
    }

    // What marks missing times where nothing else is given; NaN needs no mark.
    private static double? Default(DType stored) =>
        stored.IsFloat ? null
        : stored == DType.Int64 ? long.MinValue
        : Packing.DefaultFill(stored);

    public DType Stored { get; }

    /// <summary>The name of the calendar as the file spelled it, or null.</summary>
    public string? Spelled { get; init; }

    /// <summary>
    /// True if the times are those of the file whose units and dtype are kept: missing ones were numbers there that are
    /// no time in these units.
    /// </summary>
    public bool AreStored { get; init; }

    public void Describe(Attributes attrs)
    {
        (attrs["units"], attrs["calendar"]) = (units.Units, Spelled ?? units.Calendar.Name);
        attrs.Remove("_FillValue");
        Packing.DescribeMissing(attrs, encoding, Stored);
    }

    /// <summary>Packs a block.</summary>
    /// <exception cref="GchunkException">
    /// A time cannot be held by the stored dtype, or would be stored as the fill value, or is missing and there is no
    /// integer for it.
    /// </exception>
    public NDArray Pack(NDArray block)
    {
        long[] instants = block.ToArray<long>();
        if (Stored.IsFloat)
        {
            using NDArray floats = NDArray.From(
                Array.ConvertAll(instants, i => i == CfDateTime.NaT ? fill ?? double.NaN : units.Encode(i)),
                block.Shape
            );
            return floats.AsType(Stored);
        }
        (double least, double greatest) = DTypes.ExactRange(Stored);
        if (Stored == DType.Int64)
            (least, greatest) = (long.MinValue, long.MaxValue);
        long? missing = fill is { } number
            ? Stored == DType.UInt64
                ? (long)(ulong)number
                : (long)number
            // The least int64 is read as missing, and so are numbers that are no date or beyond the range of times.
            : Stored != DType.Int64 && !AreStored
                ? null
                : units.Decode((long)least) == CfDateTime.NaT
                    ? (long)least
                    : units.Decode((long)greatest) == CfDateTime.NaT
                        ? (long)greatest
                        : null;
        var numbers = new long[instants.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (instants[i] == CfDateTime.NaT)
            {
                numbers[i] =
                    missing
                    ?? throw new GchunkException(
                        $"'{name}' has missing times, which {Stored.Name} cannot hold; set a FillValue in its encoding"
                    );
            }
            else if (!units.TryEncode(instants[i], out numbers[i]) || numbers[i] < least || numbers[i] > greatest)
            {
                throw new GchunkException(
                    $"'{name}': {new CfDateTime(units.Calendar, instants[i])} is not an integer in '{units.Units}' that {Stored.Name} can hold; choose other Units or the DType Float64"
                );
            }
            else if (numbers[i] == fill || numbers[i] == encoding.MissingValue)
            {
                throw Reserved(name, new CfDateTime(units.Calendar, instants[i]), numbers[i]);
            }
        }
        NDArray whole = NDArray.From(numbers, block.Shape);
        if (Stored == DType.Int64)
            return whole;
        using (whole)
            return whole.AsType(Stored);
    }

    /// <summary>The error of a time that would be read as missing.</summary>
    public static GchunkException Reserved(string name, CfDateTime time, double stored) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}': {time} would be stored as {stored}, the fill value; choose another FillValue"
            )
        );
}
