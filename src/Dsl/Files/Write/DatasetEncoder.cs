using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Files.Write;

/// <summary>Encodes a data set by the CF conventions, for a new file or store of any format.</summary>
internal sealed class DatasetEncoder
{
    private readonly Dataset dataset;
    private readonly IReadOnlyDictionary<string, VariableEncoding> encodings;

    private DatasetEncoder(Dataset dataset, IReadOnlyDictionary<string, VariableEncoding>? encodings) =>
        (this.dataset, this.encodings) = (dataset, encodings ?? new Dictionary<string, VariableEncoding>());

    /// <summary>Rejects a data set that cannot be encoded, before anything is written.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="encodings">How variables are stored, by name, or null.</param>
    /// <param name="kind">What is written, for messages: "a NetCDF file".</param>
    /// <param name="path">Its path.</param>
    public static void Check(
        Dataset dataset,
        IReadOnlyDictionary<string, VariableEncoding>? encodings,
        string kind,
        string path
    )
    {
        foreach (string name in encodings?.Keys ?? [])
        {
            if (!dataset.Contains(name))
            {
                throw new GchunkException(
                    $"encoding: {Spelling.Unknown("variable", name, dataset.Names.Concat(dataset.Coords.Names))}"
                );
            }
        }

        if (dataset.Coords.FirstOrDefault(c => c.Index is ProductIndex) is { } stacked)
        {
            throw new GchunkException(
                $"'{stacked.Name}' is a stacked dimension, which {kind} cannot store; write Unstack(\"{stacked.Name}\") of it"
            );
        }

        foreach (var (name, reason) in dataset.Unreadable)
            Notice.Tell($"'{name}' is not written to {Path.GetFileName(path)}: {reason}");
    }

    /// <summary>
    /// The attributes of the data set. As in xarray, they list the coordinates that no data variable can list, because
    /// none has all of their dimensions.
    /// </summary>
    public static StoredAttributes Attributes(Dataset dataset)
    {
        string[] names =
        [
            .. dataset
                .Coords.Where(c =>
                    c.Index is null && !dataset.Names.Any(n => c.Dims.All(dataset.VariableOf(n).Dims.Contains))
                )
                .Select(c => c.Name),
        ];
        if (names.Length == 0)
            return Convert(dataset.Attrs);
        if (dataset.Attrs.ContainsKey("coordinates"))
        {
            Notice.Tell(
                $"the attribute 'coordinates' of the data set stays as it is, so {string.Join(", ", names)} will be read as data variables; rename the attribute to keep them as coordinates"
            );
            return Convert(dataset.Attrs);
        }
        Attributes attrs = dataset.Attrs.Copy();
        attrs["coordinates"] = string.Join(' ', names);
        return Convert(attrs);
    }

    /// <summary>The coordinates and then the data variables.</summary>
    public static IEnumerable<EncodedVariable> Encode(
        Dataset dataset,
        IReadOnlyDictionary<string, VariableEncoding>? encodings
    )
    {
        var encoder = new DatasetEncoder(dataset, encodings);
        foreach (Coordinate c in dataset.Coords)
        {
            yield return (
                c.Index is TimeIndex times
                    ? encoder.EncodeTimes(
                        c.Name,
                        [c.Name],
                        new Shape([times.Length]),
                        times.Labels,
                        times.Calendar,
                        c.Attrs,
                        c.Encoding
                    )
                    : encoder.Encode(c.Name, c.Variable)
            ) with
            {
                IsCoord = true,
            };
        }

        foreach (string name in dataset.Names)
            yield return encoder.Encode(name, encoder.WithCoordinates(dataset.VariableOf(name)));
    }

    // A data variable lists the coordinates of its dimensions that are not indexes.
    private Variable WithCoordinates(Variable variable)
    {
        string[] names =
        [
            .. dataset.Coords.Where(c => c.Index is null && c.Dims.All(variable.Dims.Contains)).Select(c => c.Name),
        ];
        if (names.Length == 0)
            return variable;
        Attributes attrs = variable.Attrs.Copy();
        attrs["coordinates"] = string.Join(' ', names);
        return variable with { Attrs = attrs };
    }

    private EncodedVariable Encode(string name, Variable variable)
    {
        VariableEncoding? asked = encodings.GetValueOrDefault(name);
        if (TextCodes.Of(variable) is { } texts)
        {
            return new EncodedVariable(
                name,
                variable.Dims,
                Convert(variable.Attrs.Without("_FillValue")),
                asked ?? new()
            )
            {
                Shape = variable.Expr.Shape,
                Texts = texts,
            };
        }

        if (variable.Calendar is { } calendar && variable.Expr is MemoryExpr memory)
        {
            return EncodeTimes(
                name,
                variable.Dims,
                memory.Shape,
                memory.Array.Span<long>(),
                calendar,
                variable.Attrs,
                variable.Encoding
            );
        }

        CfTimeUnits? ofParent = variable.Calendar is { } own && asked?.Units is null ? UnitsOfParent(name, own) : null;

        if (asked?.Chunks is { } chunk && (chunk.Count != variable.Dims.Length || chunk.Any(n => n < 1)))
        {
            throw new GchunkException(
                $"encoding of '{name}': chunks need a length of at least 1 for each of its {variable.Dims.Length} dimensions; got ({string.Join(", ", chunk)})"
            );
        }

        Attributes attrs = variable.Attrs.Copy();
        IPacking? packing = ofParent is null
            ? Packing.For(name, variable, asked)
            : new TimePacking(name, ofParent, KeptDType(variable, ofParent), new VariableEncoding())
            {
                AreStored = true,
            };
        if (packing is null && variable.Expr.DType.IsFloat)
            attrs.TryAdd("_FillValue", double.NaN);
        packing?.Describe(attrs);
        StoredAttributes stored = Convert(attrs);
        return new EncodedVariable(
            name,
            variable.Dims,
            ofParent is null ? stored : stored.Without("units", "calendar"),
            asked ?? new()
        )
        {
            Shape = variable.Expr.Shape,
            Values = packing is null ? variable.Expr : PackBlocks.Create(variable.Expr, packing),
            Layout = asked is null ? variable.Encoding?.Layout : null,
            Unpacked = variable.Expr.DType,
        };
    }

    // Encodes times in memory: in the units that the user gives, in those of the parent if they are bounds, in those of
    // the file that they come from if these keep every microsecond, else in the coarsest in which they are integers.
    private EncodedVariable EncodeTimes(
        string name,
        string[] dims,
        Shape shape,
        ReadOnlySpan<long> instants,
        CfCalendar calendar,
        Attributes attrs,
        VariableEncoding? kept
    )
    {
        VariableEncoding? asked = encodings.GetValueOrDefault(name);
        CfTimeUnits? ofParent = asked?.Units is null ? UnitsOfParent(name, calendar) : null;
        var (values, units) = Numbers(name, instants, calendar, ofParent?.Units, kept, asked);
        Attributes described = attrs.Copy();
        described.Remove("_FillValue");
        if (Marking(asked, kept) is { FillValue: { } fill } marking)
        {
            double[] numbers = values.ToArray<double>();
            int marked = Find(numbers, instants, fill);
            if (asked?.FillValue is not null)
            {
                Packing.CheckFill(name, asked, values.DType);
                if (marked >= 0)
                    throw TimePacking.Reserved(name, new CfDateTime(calendar, instants[marked]), fill);
            }
            if (marking.MissingValue is { } missing && Find(numbers, instants, missing) >= 0)
                marking = marking with { MissingValue = null };
            if (marked < 0)
                Packing.DescribeMissing(described, Packing.Held(marking, values.DType), values.DType);
        }
        StoredAttributes attributes = Convert(described).Without("units", "calendar");
        // Bounds have the units and the calendar of their parent (CF conventions, section 7.1).
        if (ofParent?.Units != units.Units)
        {
            string? spelled =
                kept?.Calendar is { } text && CfCalendar.Named(text) == calendar && units.Units == kept.Units
                    ? text
                    : null;
            attributes = attributes.With("units", units.Units).With("calendar", spelled ?? calendar.Name);
        }
        return new EncodedVariable(name, dims, attributes, asked ?? new())
        {
            Shape = shape,
            Times = values.Reshape(shape),
        };
    }

    private static (NDArray Values, CfTimeUnits Units) Numbers(
        string name,
        ReadOnlySpan<long> instants,
        CfCalendar calendar,
        string? ofParent,
        VariableEncoding? kept,
        VariableEncoding? asked
    )
    {
        DType? wanted = asked?.DType ?? kept?.DType;
        if (asked?.Units is { } given)
        {
            var units = CfTimeUnits.Parse(given, calendar.Name);
            var numbers = new double[instants.Length];
            var integers = new long[instants.Length];
            bool areWhole = true;
            for (int i = 0; i < numbers.Length; i++)
            {
                areWhole &= units.TryEncode(instants[i], out integers[i]);
                numbers[i] = units.Encode(instants[i]);
            }
            NDArray all = areWhole ? NDArray.From(integers) : NDArray.From(numbers);
            return (Cast(name, Filled(all, Marking(asked, kept)), wanted, asked.DType), units);
        }

        var encoded = CfTimeEncoding.For(instants, calendar, ofParent ?? kept?.Units);
        return (Cast(name, Filled(encoded.Values, Marking(asked, kept)), wanted, asked?.DType), encoded.Units);
    }

    // The position of the first time that is stored as a number, or -1.
    private static int Find(double[] numbers, ReadOnlySpan<long> instants, double number)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] == number && instants[i] != CfDateTime.NaT)
                return i;
        }

        return -1;
    }

    // What marks missing times: as the user asks, or as in the file if no units are asked for.
    private static VariableEncoding? Marking(VariableEncoding? asked, VariableEncoding? kept) =>
        asked?.FillValue is not null ? asked
        : asked?.Units is null ? kept
        : null;

    // Replaces missing times by the fill value, unless a time has it.
    private static NDArray Filled(NDArray values, VariableEncoding? marking)
    {
        if (marking?.FillValue is not { } fill || values.DType != DType.Float64)
            return values;
        double[] numbers = values.ToArray<double>();
        if (!Array.Exists(numbers, double.IsNaN) || numbers.Contains(fill))
            return values;
        return NDArray.From(Array.ConvertAll(numbers, n => double.IsNaN(n) ? fill : n));
    }

    // Bounds that the file stores in the units of their parent keep their dtype.
    private static DType KeptDType(Variable bounds, CfTimeUnits units) =>
        bounds.Encoding is { DType: { } stored, Units: { } own, FillValue: null }
        && own == units.Units
        && ValuesOfFiles.AreAll(bounds.Expr)
            ? stored
            : DType.Float64;

    // Casts encoded times to a dtype if it holds them exactly.
    private static NDArray Cast(string name, NDArray values, DType? wanted, DType? asked)
    {
        if (wanted is not { } dtype || dtype == values.DType || dtype == DType.Bool)
            return values;
        using NDArray cast = values.AsType(dtype),
            back = cast.AsType(values.DType);
        double[] first = values.ToArray<double>(),
            second = back.ToArray<double>();
        if (first.AsSpan().SequenceEqual(second))
            return cast.Copy();
        return asked is null
            ? values
            : throw new GchunkException(
                $"encoding of '{name}': {dtype.Name} cannot hold the times exactly in these units; choose other Units or the DType Float64"
            );
    }

    // The units in which the times are written that a variable is the bounds of, or null.
    private CfTimeUnits? UnitsOfParent(string name, CfCalendar calendar)
    {
        Coordinate? parent = dataset.Coords.FirstOrDefault(c =>
            c.Name != name && (c.Attrs.Text("bounds") == name || c.Attrs.Text("climatology") == name)
        );
        if (parent?.Calendar != calendar)
            return null;
        return parent.Index is TimeIndex times
                ? Numbers(
                    parent.Name,
                    times.Labels,
                    calendar,
                    null,
                    parent.Encoding,
                    encodings.GetValueOrDefault(parent.Name)
                ).Units
            : parent.Variable.Expr is MemoryExpr memory
                ? Numbers(
                    parent.Name,
                    memory.Array.Span<long>(),
                    calendar,
                    null,
                    parent.Variable.Encoding,
                    encodings.GetValueOrDefault(parent.Name)
                ).Units
            : null;
    }

    private static StoredAttributes Convert(Attributes attrs) =>
        new(attrs.Select(a => new StoredAttribute(a.Key, a.Value)));
}
