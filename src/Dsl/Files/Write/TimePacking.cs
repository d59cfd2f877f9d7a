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

    public TimePacking(string name, CfTimeUnits units, DType stored, VariableEncoding encoding) =>
        (this.name, this.units, Stored, this.encoding, fill) = (name, units, stored, encoding, encoding.FillValue);

    /// <summary>Returns the packing of a variable of times.</summary>
    /// <param name="name">The name, for messages.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="asked">The encoding that the user asks for, or null.</param>
    /// <exception cref="GchunkException">The units that the user gives are not units of time.</exception>
    public static TimePacking For(string name, Variable variable, VariableEncoding? asked)
    {
        string calendar = variable.Calendar!.Name;
        if (asked?.Units is { } wanted)
            return new(name, CfTimeUnits.Parse(wanted, calendar), asked.DType ?? DType.Float64, asked);
        if (variable.Encoding is { Units: { } kept, DType: { } stored } encoding)
        {
            // Times of the file itself are held by its dtype, and are missing only where they are so there.
            bool areStored = StoredValues.AreAll(variable.Expr);
            if (areStored || !stored.IsFloat)
            {
                double? fill =
                    encoding.FillValue
                    ?? (
                        stored.IsFloat || areStored ? null
                        : stored == DType.Int64 ? long.MinValue
                        : Packing.DefaultFill(stored)
                    );
                return new(name, CfTimeUnits.Parse(kept, calendar), stored, encoding with { FillValue = fill })
                {
                    Spelled = encoding.Calendar,
                };
            }

            if (stored == DType.Float64)
                return new(name, CfTimeUnits.Parse(kept, calendar), stored, encoding) { Spelled = encoding.Calendar };
        }

        return new(
            name,
            CfTimeUnits.Parse(Finest, calendar),
            DType.Int64,
            new VariableEncoding { FillValue = long.MinValue }
        );
    }

    public DType Stored { get; }

    /// <summary>The name of the calendar as the file spelled it, or null.</summary>
    public string? Spelled { get; init; }

    public void Describe(Attributes attrs)
    {
        (attrs["units"], attrs["calendar"]) = (units.Units, Spelled ?? units.Calendar.Name);
        attrs.Remove("_FillValue");
        if (fill is long.MinValue)
            attrs["_FillValue"] = long.MinValue;
        else
            Packing.DescribeMissing(attrs, encoding, Stored);
    }

    /// <summary>Packs a block.</summary>
    /// <exception cref="GchunkException">
    /// A time cannot be held by the stored dtype, or is missing and there is no fill value.
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
        (double least, double greatest) = Packing.Range(Stored);
        if (Stored == DType.Int64)
            (least, greatest) = (long.MinValue, long.MaxValue);
        var numbers = new long[instants.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (instants[i] == CfDateTime.NaT)
            {
                numbers[i] = fill is { } number
                    ? (long)number
                    : throw new GchunkException(
                        $"'{name}' has missing times, which {Stored.Name} cannot hold; set a FillValue in its encoding"
                    );
            }
            else if (!units.TryEncode(instants[i], out numbers[i]) || numbers[i] < least || numbers[i] > greatest)
            {
                throw new GchunkException(
                    $"'{name}': {new CfDateTime(units.Calendar, instants[i])} is not an integer in '{units.Units}' that {Stored.Name} can hold; choose finer units or the DType Float64"
                );
            }
            else if (numbers[i] == fill)
            {
                throw new GchunkException(
                    $"'{name}': {new CfDateTime(units.Calendar, instants[i])} would be stored as {numbers[i]}, the fill value; choose another FillValue"
                );
            }
        }
        NDArray whole = NDArray.From(numbers, block.Shape);
        if (Stored == DType.Int64)
            return whole;
        using (whole)
            return whole.AsType(Stored);
    }
}
