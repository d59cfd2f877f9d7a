using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>
/// Reads the metadata of a group of a DAP4 server, which come as XML (DMR): "DAP4: Specification Volume 1", OPeNDAP.
/// </summary>
internal sealed class Dmr
{
    private const int MostRank = 64;

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

    private readonly XElement root,
        group;
    private readonly string place,
        prefix;

    private Dmr(XElement root, XElement group, string place, string prefix) =>
        (this.root, this.group, this.place, this.prefix) = (root, group, place, prefix);

    /// <summary>The arrays of the group; their paths are those of constraints.</summary>
    public List<DapArray> Arrays() =>
        [.. group.Elements().Where(e => Array.IndexOf(Types, e.Name.LocalName) >= 0).Select(Variable)];

    /// <summary>The attributes of the group.</summary>
    public List<StoredAttribute> Attributes() => Attributes(group, "");

    /// <summary>The attributes of a variable.</summary>
    public List<StoredAttribute> Attributes(string variable) =>
        Attributes(
            group
                .Elements()
                .First(e => Array.IndexOf(Types, e.Name.LocalName) >= 0 && (string?)e.Attribute("name") == variable),
            variable
        );

    /// <summary>The names of the groups in the group.</summary>
    public string[] Groups() => [.. Named(group, "Group").Select(Name)];

    /// <summary>Reads a text.</summary>
    /// <param name="text">The XML.</param>
    /// <param name="path">The path of the group, or "".</param>
    /// <param name="place">The address, for messages.</param>
    /// <exception cref="GchunkException">It is no DMR, or has no such group.</exception>
    public static Dmr Read(string text, string path, string place)
    {
        XElement root;
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using XmlReader reader = XmlReader.Create(new StringReader(text), settings);
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
        return new Dmr(root, group, place, prefix);
    }

    private DapArray Variable(XElement element)
    {
        string name = Name(element);
        var dims = new List<string>();
        var lengths = new List<long>();
        foreach (XElement dim in Named(element, "Dim"))
        {
            string? shared = (string?)dim.Attribute("name");
            string? size = (string?)(shared is null ? dim : Dimension(shared))?.Attribute("size");
            if (
                !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || length > int.MaxValue
                || dims.Count == MostRank
            )
            {
                throw new GchunkException($"{place}: the answer is not of DAP4: '{name}' has the length '{size}'");
            }
            dims.Add(shared is null ? $"{name}_{dims.Count}" : shared[(shared.LastIndexOf('/') + 1)..]);
            lengths.Add(length);
        }
        return new DapArray(prefix + name, element.Name.LocalName, [.. dims], [.. lengths]);
    }

    // Dimensions are named by their whole path.
    private XElement? Dimension(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        XElement? at = path.StartsWith('/') ? root : group;
        foreach (string name in parts.SkipLast(1))
            at = at is null ? null : Named(at, "Group").FirstOrDefault(g => Name(g) == name);
        return at is null ? null : Named(at, "Dimension").FirstOrDefault(d => Name(d) == parts[^1]);
    }

    // Servers put those of the data set in containers named as in DAP2.
    private static List<StoredAttribute> Attributes(XElement element, string variable)
    {
        var found = new List<StoredAttribute>();
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
                && !found.Exists(a => a.Name == Name(attribute))
            )
            {
                found.Add(new StoredAttribute(Name(attribute), value));
            }
        }
        return found;
    }

    private static IEnumerable<XElement> Named(XElement element, string kind) =>
        element.Elements().Where(e => e.Name.LocalName == kind);

    private static string Name(XElement element) => (string?)element.Attribute("name") ?? "";
}
