using Gchunk.Dsl.Files.Open;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Packs durations as numbers with units, as xarray does: in the units of the file that they come from, in the coarsest
/// in which values in memory are integers, or in nanoseconds.
/// </summary>
internal sealed class DurationPacking : IPacking
{
    private const long SmallBytes = 1 << 20;

    private readonly string name,
        units;
    private readonly long length;

    private DurationPacking(string name, string units, DType stored) =>
        (this.name, this.units, length, Stored) = (name, units, DecodeDurations.Length(units), stored);

    /// <summary>Returns the packing of a variable of durations.</summary>
    /// <exception cref="GchunkException">The units that the user gives are not units of durations.</exception>
    public static DurationPacking For(string name, Variable variable, VariableEncoding? asked)
    {
        VariableEncoding? wanted = asked?.Units is null ? variable.Encoding : asked;
        if (wanted?.Units is { } units)
        {
            if (DecodeDurations.Length(units) == 0)
            {
                throw new GchunkException(
                    Spelling.Unknown($"unit of the durations of '{name}'", units, DecodeDurations.Units)
                );
            }

            return new(name, units, wanted.DType ?? DType.Float64);
        }

        // A few are computed for their units, as xarray does with all.
        if (variable.Expr is not MemoryExpr && variable.Expr.NBytes > SmallBytes)
            return new(name, "nanoseconds", DType.Int64);
        using NDArray values = Computation.Compute(variable.Expr);
        long[] counts = Array.ConvertAll(values.ToArray<TimeDelta64>(), d => d.Nanoseconds);
        foreach (string unit in DecodeDurations.Units)
        {
            long each = DecodeDurations.Length(unit);
            bool whole = true,
                missing = false;
            foreach (long value in counts)
            {
                missing |= value == long.MinValue;
                whole &= value == long.MinValue || value % each == 0;
            }
            // As in xarray, a missing duration makes them floats.
            if (whole)
                return new(name, unit, missing && each > 1 ? DType.Float64 : DType.Int64);
        }

        return new(name, "nanoseconds", DType.Int64);
    }

    public DType Stored { get; }

    public void Describe(Attributes attrs)
    {
        (attrs["units"], attrs["dtype"]) = (units, DType.TimeDelta64.Name);
        if (Stored.IsFloat)
            attrs["_FillValue"] = double.NaN;
        else
            attrs.Remove("_FillValue");
    }

    /// <summary>Packs a block.</summary>
    /// <exception cref="GchunkException">The stored dtype cannot hold a duration in these units.</exception>
    public NDArray Pack(NDArray block)
    {
        long[] counts = Array.ConvertAll(block.ToArray<TimeDelta64>(), d => d.Nanoseconds);
        if (Stored.IsFloat)
        {
            using NDArray floats = NDArray.From(
                Array.ConvertAll(counts, c => c == long.MinValue ? double.NaN : (double)c / length),
                block.Shape
            );
            return floats.AsType(Stored);
        }
        (double least, double greatest) = DTypes.ExactRange(Stored);
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == long.MinValue && Stored == DType.Int64)
                continue;
            long whole = counts[i] / length;
            if (whole * length != counts[i] || (Stored != DType.Int64 && (whole < least || whole > greatest)))
            {
                throw new GchunkException(
                    $"'{name}': {new TimeDelta64(counts[i])} is not an integer in {units} that {Stored.Name} can hold; choose finer Units or the DType Float64 in its encoding"
                );
            }
            counts[i] = whole;
        }
        NDArray packed = NDArray.From(counts, block.Shape);
        if (Stored == DType.Int64)
            return packed;
        using (packed)
            return packed.AsType(Stored);
    }
}
