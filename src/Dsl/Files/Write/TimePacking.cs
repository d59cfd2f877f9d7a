using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// How instants that are not known before they are written become stored numbers: in units that are given, those of
/// their file, or microseconds.
/// </summary>
internal sealed class TimePacking : IPacking
{
    private const string Finest = "microseconds since 1970-01-01";

    private readonly string name;
    private readonly CfTimeUnits units;
    private readonly double? fill;

    public TimePacking(string name, CfTimeUnits units, DType stored, double? fill) =>
        (this.name, this.units, Stored, this.fill) = (name, units, stored, fill);

    /// <summary>How a variable of times is written.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="asked">What the user says, or null.</param>
    /// <exception cref="GchunkException">What the user says are no units of time.</exception>
    public static TimePacking For(string name, Variable variable, VariableEncoding? asked)
    {
        string calendar = variable.Calendar!.Name;
        if (asked?.Units is { } wanted)
            return new(name, CfTimeUnits.Parse(wanted, calendar), asked.DType ?? DType.Float64, asked.FillValue);
        // Whole numbers of a file's units cannot be promised before the times are computed.
        if (variable.Encoding is { Units: { } kept, DType: DType.Float64 })
            return new(name, CfTimeUnits.Parse(kept, calendar), DType.Float64, null);
        return new(name, CfTimeUnits.Parse(Finest, calendar), DType.Int64, long.MinValue);
    }

    public DType Stored { get; }

    public void Describe(Attributes attrs)
    {
        (attrs["units"], attrs["calendar"]) = (units.Units, units.Calendar.Name);
        if (Stored.IsFloat)
            attrs["_FillValue"] = fill ?? double.NaN;
        else if (fill is { } number)
            attrs["_FillValue"] = (long)number;
    }

    /// <summary>Encodes a block.</summary>
    /// <exception cref="GchunkException">
    /// An instant is no number of the stored type, or is missing where nothing stands for that.
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
                        $"'{name}' has missing times, for which {Stored.Name} has no number; give one with FillValue in its encoding"
                    );
            }
            else if (!units.TryEncode(instants[i], out numbers[i]) || numbers[i] < least || numbers[i] > greatest)
            {
                throw new GchunkException(
                    $"'{name}': {new CfDateTime(units.Calendar, instants[i])} is no whole number of '{units.Units}' that {Stored.Name} holds; choose finer units or the DType Float64"
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
