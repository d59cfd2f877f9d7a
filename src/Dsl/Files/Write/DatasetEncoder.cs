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

    /// <summary>The attributes of the data set.</summary>
    public static StoredAttributes Attributes(Dataset dataset) => Convert(dataset.Attrs);

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
                        c.Attrs
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
            return EncodeTimes(name, variable.Dims, memory.Shape, memory.Array.Span<long>(), calendar, variable.Attrs);
        }

        if (asked?.Chunks is { } chunk && (chunk.Count != variable.Dims.Length || chunk.Any(n => n < 1)))
        {
            throw new GchunkException(
                $"encoding of '{name}': chunks need a length of at least 1 for each of its {variable.Dims.Length} dimensions; got ({string.Join(", ", chunk)})"
            );
        }

        Attributes attrs = variable.Attrs.Copy();
        IPacking? packing = Packing.For(name, variable, asked);
        if (packing is null && variable.Expr.DType.IsFloat)
            attrs.TryAdd("_FillValue", double.NaN);
        packing?.Describe(attrs);
        return new EncodedVariable(name, variable.Dims, Convert(attrs), asked ?? new())
        {
            Shape = variable.Expr.Shape,
            Values = packing is null ? variable.Expr : PackBlocks.Create(variable.Expr, packing),
            Unpacked = variable.Expr.DType,
        };
    }

    // Encodes times in memory in the units that the user gives, or in the coarsest in which they are integers.
    private EncodedVariable EncodeTimes(
        string name,
        string[] dims,
        Shape shape,
        ReadOnlySpan<long> instants,
        CfCalendar calendar,
        Attributes attrs
    )
    {
        VariableEncoding? asked = encodings.GetValueOrDefault(name);
        CfTimeUnits units = asked?.Units is { } wanted
            ? CfTimeUnits.Parse(wanted, calendar.Name)
            : CfTimeUnits.Choose(instants, calendar);
        var whole = new long[instants.Length];
        bool areWhole = true;
        for (int i = 0; i < whole.Length; i++)
            areWhole &= units.TryEncode(instants[i], out whole[i]);
        NDArray values;
        if (areWhole)
        {
            values = NDArray.From(whole, shape);
        }
        else
        {
            var floats = new double[instants.Length];
            for (int i = 0; i < floats.Length; i++)
                floats[i] = units.Encode(instants[i]);
            values = NDArray.From(floats, shape);
        }

        return new EncodedVariable(
            name,
            dims,
            Convert(attrs).With("units", units.Units).With("calendar", calendar.Name),
            asked ?? new()
        )
        {
            Shape = shape,
            Times = values,
        };
    }

    private static StoredAttributes Convert(Attributes attrs) =>
        new(attrs.Select(a => new StoredAttribute(a.Key, a.Value)));
}
