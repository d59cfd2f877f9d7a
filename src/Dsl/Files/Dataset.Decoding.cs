using Gchunk.Dsl.Files.Open;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Decodes variables by their attributes (CF conventions), as opening a file does: after attributes were corrected,
    /// or after <c>OpenDataset(path, decodeCf: false)</c>. Variables that are already decoded stay as they are. Lazy,
    /// except for labels.
    /// </summary>
    /// <param name="maskAndScale">True to unpack values and replace fill values by NaN.</param>
    /// <param name="decodeTimes">True to decode times, and durations that are marked as such.</param>
    /// <param name="decodeCoords">True to make the variables that an attribute <c>coordinates</c> lists coordinates.</param>
    /// <exception cref="GchunkException">A scale factor or an offset is not one number.</exception>
    /// <example><code>
    /// var ds = OpenDataset("rain.nc", decodeTimes: false);
    /// ds["time"] = ds["time"].AssignAttrs(("units", "hours since 2000-01-01"), ("calendar", "noleap"));
    /// Print(ds.DecodeCf()["time"].Calendar);
    /// </code></example>
    public Dataset DecodeCf(bool maskAndScale = true, bool decodeTimes = true, bool decodeCoords = true)
    {
        var options = new OpenOptions
        {
            MaskAndScale = maskAndScale,
            DecodeTimes = decodeTimes,
            DecodeCoords = decodeCoords,
        };
        var bounded = new Dictionary<string, StoredAttributes>();
        foreach (Attributes attrs in Coords.Select(c => c.Attrs).Concat(variables.Values.Select(v => v.Attrs)))
        {
            foreach (string attribute in (string[])["bounds", "climatology"])
            {
                if (attrs.Text(attribute) is { } bounds)
                    bounded.TryAdd(bounds, Stored(attrs));
            }
        }

        var listed = new HashSet<string>(decodeCoords ? CfVariable.CoordinateNames(Stored(Attrs)) : []);
        var made = new OrderedDictionary<string, Variable>();
        foreach (var (name, variable) in variables)
            made[name] = Decoded(name, variable);
        var coords = new List<Coordinate>();
        foreach (Coordinate c in Coords)
        {
            if (c.Index is not NumberIndex numbers)
            {
                coords.Add(c.Index is null ? new Coordinate(c.Name, Decoded(c.Name, c.Variable)) : c);
                continue;
            }
            CfDecoder decoder = CfDecoder.Of(Stored(c.Attrs), numbers.DType, options, null, false);
            using NDArray raw = Computation.Compute(numbers.ToExpr());
            DimensionIndex index = decoder.Index(raw);
            Tell(c.Name, decoder);
            coords.Add(
                new Coordinate(
                    c.Name,
                    index,
                    decoder.Attrs,
                    index is TimeIndex ? decoder.Encoding(numbers.DType) : null
                )
            );
        }
        foreach (string name in listed.Where(made.ContainsKey).ToArray())
        {
            coords.Add(new Coordinate(name, made[name]));
            made.Remove(name);
        }
        return new Dataset(made, new Coordinates(coords), Attrs.Without("coordinates"), Unreadable) { Source = Source };

        Variable Decoded(string name, Variable variable)
        {
            string[] own = decodeCoords ? CfVariable.CoordinateNames(Stored(variable.Attrs)) : [];
            bool lists = own.Length > 0 && own.All(Contains);
            if (lists)
                listed.UnionWith(own);
            // Text, times and durations are decoded already; so is what a file has packed in another way.
            if (variable.Texts is not null || variable.Calendar is not null || variable.Expr.DType.IsTime)
                return variable;
            CfDecoder decoder = CfDecoder.Of(
                Stored(variable.Attrs),
                variable.Expr.DType,
                options,
                bounded.GetValueOrDefault(name),
                lists
            );
            Tell(name, decoder);
            return variable with
            {
                Expr = decoder.Decode(variable.Expr),
                Attrs = decoder.Attrs,
                Calendar = decoder.Times?.Calendar,
                Encoding =
                    decoder.Decoding is { IsIdentity: true } && decoder.Times is null
                        ? variable.Encoding
                        : decoder.Encoding(variable.Expr.DType),
            };
        }

        static void Tell(string name, CfDecoder decoder)
        {
            if (decoder.Undecoded is { } reason)
                Notice.Tell($"the times of '{name}' are left as numbers: {reason}");
        }
    }

    // An attribute that is one number is an array of one in a file.
    private static StoredAttributes Stored(Attributes attrs) =>
        new(
            attrs.Select(a => new StoredAttribute(
                a.Key,
                a.Value is string or Array
                    ? a.Value
                    : new[] { Convert.ToDouble(a.Value, System.Globalization.CultureInfo.InvariantCulture) }
            ))
        );
}
