using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>
/// Reads the metadata of a group of a DAP4 server, which come as XML (DMR): "DAP4: Specification Volume 1", OPeNDAP.
/// </summary>
internal sealed class Dmr
{
    private const int MostDepth = 64;

    private static readonly string[] Types =
    [
        "Byte",
        "Char",
        "Int8",
        "UInt8",
        "Int16",
        "UInt16",
        "Int32",
        "UInt32",
        "Int64",
        "UInt64",
        "Float32",
        "Float64",
        "String",
        "URL",
        "Enum",
        "Opaque",
        "Structure",
        "Sequence",
    ];

    private readonly XElement group;
    private readonly string place,
        prefix;
    private readonly DmrDimensions dimensions;

    private Dmr(XElement group, string place, string prefix, DmrDimensions dimensions) =>
        (this.group, this.place, this.prefix, this.dimensions) = (group, place, prefix, dimensions);

    /// <summary>The arrays of the group with their attributes; the paths are those of constraints.</summary>
    public List<(DapArray Array, List<StoredAttribute> Attributes)> Arrays()
    {
        XElement[] variables =
        [
            .. group.Elements().Where(e => Array.IndexOf(Types, e.Name.LocalName) >= 0).DistinctBy(Name),
        ];
        foreach (XElement variable in variables)
        {
            if (Name(variable).Length > DapText.LongestName)
                throw Wrong($"a name has {Name(variable).Length} characters");
            if (Named(variable, "Dim").Count() > DapText.MostRank)
                throw Wrong($"'{Name(variable)}' has more than {DapText.MostRank} dimensions");
        }
        dimensions.NameAll(group, variables.SelectMany(v => Named(v, "Dim")));
        return [.. variables.Select(v => (Variable(v), Attributes(v, Name(v))))];
    }

    /// <summary>The attributes of the group.</summary>
    public List<StoredAttribute> Attributes() => Attributes(group, "");

    /// <summary>The names of the groups in the group.</summary>
    public string[] Groups() => [.. Named(group, "Group").Select(Name)];

    /// <summary>Reads a text.</summary>
    /// <param name="text">The XML.</param>
    /// <param name="path">The path of the group, or "".</param>
    /// <param name="place">The address, for messages.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="GchunkException">It is no DMR, has no such group, or does not fit the memory limit.</exception>
    public static Dmr Read(string text, string path, string place, CancellationToken cancellation = default)
    {
        XElement root;
        try
        {
            Check(text, place, cancellation);
            using XmlReader reader = Reader(text);
            root = XDocument.Load(reader).Root!;
        }
        catch (XmlException e)
        {
            throw new GchunkException($"{place}: the answer is not of DAP4: {e.Message}", e);
        }
        if (root.Name.LocalName != "Dataset")
            throw new GchunkException($"{place}: the answer is not of DAP4: it holds <{root.Name.LocalName}>");
        (XElement group, string prefix) = (root, "/");
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            group =
                Named(group, "Group").FirstOrDefault(g => Name(g) == name)
                ?? throw new GchunkException(
                    $"{place}: {Spelling.Unknown("group", name, Named(group, "Group").Select(Name))}"
                );
            prefix += name + "/";
        }
        return new Dmr(group, place, prefix, new DmrDimensions(root));
    }

    private static XmlReader Reader(string text) =>
        XmlReader.Create(
            new StringReader(text),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
        );

    // Before the text becomes a tree, which takes many times its memory.
    private static void Check(string text, string place, CancellationToken cancellation)
    {
        const long BytesOfNode = 256;
        var budget = new OpeningBudget();
        Int128 bytes = sizeof(char) * (Int128)text.Length;
        using XmlReader reader = Reader(text);
        for (int nodes = 0; reader.Read(); nodes++)
        {
            if (reader.Depth > MostDepth)
            {
                throw new GchunkException(
                    $"{place}: the answer is not of DAP4: it is nested more than {MostDepth} deep"
                );
            }
            bytes += BytesOfNode * (1 + reader.AttributeCount);
            if (nodes % 1024 == 0)
                cancellation.ThrowIfCancellationRequested();
        }
        if (budget.TryTake(bytes) is { } reason)
        {
            throw new GchunkException(
                $"{place}: its metadata are too large: {reason}; raise it (--memory, Configure or GCHUNK_MEMORY)"
            );
        }
    }

    private DapArray Variable(XElement element)
    {
        string name = Name(element);
        var dims = new List<string>();
        var lengths = new List<long>();
        foreach (XElement dim in Named(element, "Dim"))
        {
            XElement? shared = dimensions.Of(dim);
            string? size = (string?)((string?)dim.Attribute("name") is null ? dim : shared)?.Attribute("size");
            if (
                !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || length > int.MaxValue
            )
            {
                throw Wrong($"'{name}' has the length '{size}'");
            }
            dims.Add(shared is null ? dimensions.Unused($"{name}_{dims.Count}") : dimensions.NameOf(shared));
            lengths.Add(length);
        }
        return new DapArray(prefix + name, element.Name.LocalName, [.. dims], [.. lengths]);
    }

    private GchunkException Wrong(string how) => new($"{place}: the answer is not of DAP4: {how}");

    // Servers put those of the data set in containers named as in DAP2.
    private static List<StoredAttribute> Attributes(XElement element, string variable)
    {
        var found = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        IEnumerable<XElement> all = Named(element, "Attribute");
        if (variable.Length == 0)
        {
            all = all.Concat(
                Named(element, "Attribute")
                    .Where(a => Name(a) is "NC_GLOBAL" or "HDF5_GLOBAL" or "GLOBAL")
                    .SelectMany(a => Named(a, "Attribute"))
            );
        }
        foreach (XElement attribute in all)
        {
            List<string> values = [.. Named(attribute, "Value").Select(v => (string?)v.Attribute("value") ?? v.Value)];
            if ((string?)attribute.Attribute("value") is { } single)
                values.Insert(0, single);
            if (
                values.Count > 0
                && DapText.Value((string?)attribute.Attribute("type") ?? "String", values) is { } value
            )
            {
                found.TryAdd(Name(attribute), value);
            }
        }
        return [.. found.Select(a => new StoredAttribute(a.Key, a.Value))];
    }

    internal static IEnumerable<XElement> Named(XElement element, string kind) =>
        element.Elements().Where(e => e.Name.LocalName == kind);

    internal static string Name(XElement element) => (string?)element.Attribute("name") ?? "";
}
