using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Assistance;

/// <summary>All that the documentation of some members says, each thing once.</summary>
internal static partial class WholeDocumentation
{
    private const int MostHops = 4;

    private static readonly string[] Parts =
    [
        "summary",
        "typeparam",
        "param",
        "returns",
        "value",
        "exception",
        "remarks",
        "seealso",
        "example",
    ];

    /// <summary>Returns the lines for members, with what they inherit.</summary>
    /// <param name="symbols">The members.</param>
    /// <param name="compilation">Where references are looked up.</param>
    /// <param name="told">Lines that are known already.</param>
    public static IEnumerable<string> Lines(
        IEnumerable<ISymbol> symbols,
        Compilation compilation,
        IEnumerable<string> told
    ) => Lines([.. symbols.Select(s => Resolved(s, compilation, MostHops)).OfType<XElement>()], told);

    /// <summary>Returns the lines of the documentation of members, by its parts.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<XElement> documents, IEnumerable<string> told)
    {
        HashSet<string> seen = [.. told];
        foreach (string part in Parts)
        {
            foreach (var element in documents.SelectMany(d => d.Elements(part)))
            {
                string text = Text(element);
                string line = part switch
                {
                    "param" or "typeparam" => $"  {element.Attribute("name")?.Value}: {text}",
                    "returns" => $"  returns {text}",
                    "value" => $"  value: {text}",
                    "exception" => $"  fails with {Reference(element)}: {text}".TrimEnd(' ', ':'),
                    "seealso" => $"  see {Reference(element)} {text}".TrimEnd(),
                    _ => "  " + text,
                };
                if ((text.Length > 0 || part is "seealso" or "exception") && seen.Add(line))
                    yield return line;
                foreach (var code in element.Descendants("code"))
                {
                    string shown = string.Join('\n', SymbolText.Code(code).Split('\n').Select(l => "    " + l));
                    if (seen.Add(shown))
                        yield return shown;
                }
            }
        }
    }

    // What a member inherits is added where it says nothing itself.
    private static XElement? Resolved(ISymbol symbol, Compilation compilation, int hops)
    {
        var own = SymbolText.Documentation(symbol);
        var inherits = own?.Element("inheritdoc");
        if (hops == 0 || own is not null && inherits is null)
            return own;
        var from = inherits?.Attribute("cref")?.Value is { } id
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)
            : Overridden(symbol);
        if (from is null || Resolved(from, compilation, hops - 1) is not { } more)
            return own;
        if (own is null)
            return more;
        string? only = inherits!.Attribute("path")?.Value.TrimStart('/');
        var whole = new XElement(own.Name, own.Elements().Where(e => e.Name != "inheritdoc"));
        foreach (var element in more.Elements().Where(e => only is null || e.Name == only))
        {
            if (!whole.Elements(element.Name).Any(e => e.Attribute("name")?.Value == element.Attribute("name")?.Value))
                whole.Add(element);
        }
        return whole;
    }

    private static ISymbol? Overridden(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol { OverriddenMethod: { } method } => method,
            IPropertySymbol { OverriddenProperty: { } property } => property,
            { ContainingType: { } type } => type
                .AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name))
                .FirstOrDefault(m =>
                    SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), symbol)
                ),
            _ => null,
        };

    /// <summary>Returns the text of a part in one line, with what it refers to; code stands in lines of its own.</summary>
    public static string Text(XElement element)
    {
        var text = new StringBuilder();
        Write(element, text);
        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    private static void Write(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "code" }:
                    break;
                case XElement { IsEmpty: true } empty:
                    text.Append(empty.Name.LocalName == "br" ? " " : Reference(empty));
                    break;
                case XElement { Name.LocalName: "para" or "item" or "list" or "term" or "description" } block:
                    text.Append(' ');
                    Write(block, text);
                    text.Append(' ');
                    break;
                case XElement inner:
                    Write(inner, text);
                    break;
            }
        }
    }

    /// <summary>Returns the name that an element refers to: a member with its type, a type, or a parameter.</summary>
    public static string Reference(XElement element)
    {
        string name = element.Attributes().FirstOrDefault()?.Value ?? "";
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon != 1)
            return name;
        string path = Generic().Replace(name[2..].Split('(')[0], "");
        string[] parts = path.Split('.');
        return name[0] == 'T' || parts.Length < 2 ? parts[^1]
            : parts[^1] == "#ctor" ? parts[^2]
            : parts[^2] == "Prelude" ? parts[^1]
            : $"{parts[^2]}.{parts[^1]}";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Generic();
}
