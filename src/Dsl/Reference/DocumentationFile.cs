using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Gchunk.Dsl.Reference;

/// <summary>The documentation of an assembly's members, from the XML file that the compiler wrote.</summary>
internal sealed partial class DocumentationFile
{
    private readonly Dictionary<string, XElement> members;

    private DocumentationFile(Dictionary<string, XElement> members) => this.members = members;

    /// <summary>Reads the file beside an assembly. Without a file, the documentation is empty.</summary>
    public static DocumentationFile Of(System.Reflection.Assembly assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        var members = new Dictionary<string, XElement>();
        try
        {
            if (File.Exists(path))
            {
                foreach (XElement member in XDocument.Load(path).Descendants("member"))
                {
                    if (member.Attribute("name")?.Value is { } name)
                        members[name] = member;
                }
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException) { }
        return new DocumentationFile(members);
    }

    /// <summary>
    /// Returns the summary of a member in one line, or the one that it inherits by reference. Empty if there is none.
    /// </summary>
    public string Summary(string member)
    {
        for (int hops = 0; hops < 4 && members.TryGetValue(member, out XElement? found); hops++)
        {
            if (found.Element("summary") is { } summary)
                return Plain(summary);
            if (found.Element("inheritdoc")?.Attribute("cref")?.Value is not { } other)
                break;
            member = other;
        }
        return "";
    }

    /// <summary>Returns the example of a member, without the indentation of the source, or null.</summary>
    public string? Example(string member)
    {
        if (
            !members.TryGetValue(member, out XElement? found)
            || found.Element("example")?.Element("code") is not { } code
        )
        {
            return null;
        }

        string[] lines = [.. code.Value.Split('\n').Select(line => line.TrimEnd())];
        int indent = lines
            .Where(line => line.Length > 0)
            .Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty(0)
            .Min();
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line)).Trim('\n');
    }

    private static string Plain(XElement element)
    {
        string text = string.Concat(
            element
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XElement { IsEmpty: true } reference => Short(
                            (
                                reference.Attribute("cref")
                                ?? reference.Attribute("name")
                                ?? reference.Attribute("langword")
                            )?.Value
                                ?? ""
                        ),
                        XElement inner => inner.Value,
                        _ => node is XText plain ? plain.Value : "",
                    }
                )
        );
        return Spaces().Replace(text, " ").Trim();
    }

    // M:Gchunk.Dsl.ChunkedArray.Mean(Gchunk.Dsl.Axes) is Mean.
    private static string Short(string reference)
    {
        string name = reference.Split('(')[0];
        name = name[(name.LastIndexOf('.') + 1)..];
        int colon = name.IndexOf(':', StringComparison.Ordinal),
            tick = name.IndexOf('`', StringComparison.Ordinal);
        return (tick < 0 ? name : name[..tick])[(colon + 1)..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
