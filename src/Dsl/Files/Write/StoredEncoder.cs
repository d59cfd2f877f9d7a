using Gchunk.Dsl.Files.Open;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>Encodes the variables of a data set as an existing file or store has them.</summary>
/// <param name="dataset">The data set.</param>
/// <param name="file">The file or store.</param>
/// <param name="isStrict">True if values must have the dtype that the variable has when it is read.</param>
internal sealed class StoredEncoder(Dataset dataset, OpenedFile file, bool isStrict)
{
    private string Path => file.Stored.Path;

    /// <summary>The dimension of the file of a name.</summary>
    /// <exception cref="GchunkException">The file has no such dimension.</exception>
    public StoredDimension Dimension(string dim) =>
        file.Stored.Dimensions.FirstOrDefault(d => d.Name == dim)
        ?? throw new GchunkException(
            $"{Path}: {Spelling.Unknown("dimension", dim, file.Stored.Dimensions.Select(d => d.Name))}"
        );

    /// <summary>Rejects labels that differ from those of the file.</summary>
    /// <param name="growing">The dimension that is appended along, whose labels are new, or null.</param>
    /// <param name="starts">The first position of a region, by dimension.</param>
    public void CheckLabels(string? growing, IReadOnlyDictionary<string, long>? starts = null)
    {
        foreach (Coordinate c in dataset.Coords)
        {
            if (c.Index is null || c.Name == growing || !file.Indexes.TryGetValue(c.Name, out DimensionIndex? stored))
                continue;
            long from = starts?.GetValueOrDefault(c.Name) ?? 0;
            DimensionIndex part =
                from == 0 && stored.Length == c.Index.Length
                    ? stored
                    : stored.Pick(new AxisPick(new AxisSlice(from, Math.Min(c.Index.Length, stored.Length - from))));
            long difference = part.FirstDifference(c.Index);
            if (difference >= 0)
            {
                throw new GchunkException(
                    $"{Path}: the labels of '{c.Name}' differ from those of the data set{Broadcasting.Describe(part, c.Index, difference)}"
                );
            }
        }
    }

    /// <summary>A variable of the data set that the file has too, with the dimensions that it has there.</summary>
    /// <param name="stored">The variable of the file.</param>
    /// <param name="growing">The dimension that is appended along, or null.</param>
    /// <exception cref="GchunkException">The data set lacks it, or it has another form.</exception>
    public Variable Find(StoredVariable stored, string? growing)
    {
        string name = stored.Name;
        if (!dataset.Contains(name))
        {
            throw new GchunkException(
                $"the data set lacks '{name}', which {Path} has along '{growing}'; it must have every variable along it"
            );
        }

        Variable variable = dataset[name].Variable;
        if (stored.IsText != variable.Texts is not null)
        {
            throw new GchunkException(
                $"{Path}: '{name}' holds {(stored.IsText ? "text" : "numbers")}, but {(variable.Texts is null ? variable.Expr.DType.Name : "text")} in the data set"
            );
        }

        if (!variable.Dims.SequenceEqual(stored.Dimensions))
        {
            throw new GchunkException(
                $"{Path}: '{name}' has the dimensions ({string.Join(", ", stored.Dimensions)}), but in the data set ({string.Join(", ", variable.Dims)}); Transpose it"
            );
        }

        for (int axis = 0; axis < variable.Dims.Length && growing is not null; axis++)
        {
            if (variable.Dims[axis] != growing && variable.Expr.Shape[axis] != stored.Shape[axis])
            {
                throw new GchunkException(
                    $"{Path}: '{name}' has length {stored.Shape[axis]} along '{variable.Dims[axis]}', but {variable.Expr.Shape[axis]} in the data set"
                );
            }
        }

        return variable;
    }

    /// <summary>The values of a variable, encoded as the file has them; lazy.</summary>
    /// <param name="stored">The variable of the file.</param>
    /// <param name="growing">The dimension that is appended along, or null.</param>
    public ArrayExpr Encode(StoredVariable stored, string? growing)
    {
        string name = stored.Name;
        Variable variable = Find(stored, growing);
        if (!file.Variables.TryGetValue(name, out CfVariable? how))
            throw new GchunkException($"{Path}: '{name}' cannot be read, so nothing can be written to it");
        if (isStrict && dataset.Coords.IndexOf(name) is TimeIndex times)
            return EncodeTimes(name, times, how);
        if (
            !(
                variable.Calendar is { } own && how.Calendar is { } theirs
                    ? own.AgreesWith(theirs)
                    : Equals(variable.Calendar, how.Calendar)
            )
        )
        {
            throw new GchunkException(
                $"{Path}: '{name}' holds {how.Calendar?.Name ?? "no"} times, but {variable.Calendar?.Name ?? "no"} times in the data set"
            );
        }

        if (isStrict && variable.Calendar is null)
        {
            // A packed variable can be read as one float dtype and be packed from another; a bool is stored as a byte.
            DType wanted = how.Decoding?.Result ?? how.Array.DType;
            bool isPacked = how.Decoding is { IsIdentity: false } && wanted.IsFloat;
            if (variable.Expr.DType != wanted && !(isPacked && !how.Array.DType.IsFloat && variable.Expr.DType.IsFloat))
            {
                throw new GchunkException(
                    $"'{name}' is {variable.Expr.DType.Name}, but {wanted.Name} in {Path}; convert it with AsType(DType.{wanted})"
                );
            }

            if (!isPacked)
                return CastExpr.Create(variable.Expr, how.Array.DType);
        }
        return how.PackingOf(name, variable.Expr.DType) is { } packing
            ? PackBlocks.Create(variable.Expr, packing)
            : variable.Expr;
    }

    // Index labels are in memory, so they can be checked before anything is written.
    private ArrayExpr EncodeTimes(string name, TimeIndex times, CfVariable how)
    {
        string? units = how.Stored.Attributes.Text("units");
        if (how.Calendar is null || units is null)
            throw new GchunkException($"'{name}' holds times, but in {Path} numbers without units of time");
        if (!times.Calendar.AgreesWith(how.Calendar, times.Length == 0 ? long.MaxValue : times.Labels.ToArray().Min()))
        {
            throw new GchunkException(
                $"the times of '{name}' are in the calendar {times.Calendar.Name}, but in {Path} in {how.Calendar.Name}; use ConvertCalendar"
            );
        }

        CfTimeEncoding encoded = CfTimeEncoding.For(times.Labels, how.Calendar, units);
        DType dtype = how.Array.DType;
        bool fits =
            encoded.Units.Units == CfTimeUnits.Parse(units, how.Calendar.Name).Units
            && (
                dtype.IsFloat
                || (encoded.Values.DType == DType.Int64 && (dtype == DType.Int64 || AreInt32(encoded.Values, dtype)))
            );
        if (!fits)
        {
            throw new GchunkException(
                $"the times of '{name}' cannot be written exactly as the {dtype.Name} '{units}' that {Path} has; write a new store"
            );
        }

        return CastExpr.Create(new MemoryExpr(encoded.Values, ChunkGrid.Single(encoded.Values.Shape)), dtype);
    }

    private static bool AreInt32(NDArray values, DType dtype)
    {
        foreach (long value in values.Span<long>())
        {
            if (dtype != DType.Int32 || value is < int.MinValue or > int.MaxValue)
                return false;
        }

        return true;
    }
}
