using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Gchunk.Repl.Assistance;

/// <summary>Describes a symbol to the user: its kind in a word, its signature and its documentation.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat
        .MinimallyQualifiedFormat.WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeParameters
                | SymbolDisplayMemberOptions.IncludeType
                | SymbolDisplayMemberOptions.IncludeContainingType
                | SymbolDisplayMemberOptions.IncludeRef
        )
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType
                | SymbolDisplayParameterOptions.IncludeName
                | SymbolDisplayParameterOptions.IncludeDefaultValue
                | SymbolDisplayParameterOptions.IncludeParamsRefOut
        )
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.UseSpecialTypes
                | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        );

    public static string Kind(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.ReducedExtension } or IMethodSymbol => "function",
            IPropertySymbol => "property",
            IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "value",
            IFieldSymbol { IsConst: true } => "constant",
            IFieldSymbol or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => "variable",
            IEventSymbol => "event",
            INamedTypeSymbol type => type.TypeKind switch
            {
                TypeKind.Interface => "interface",
                TypeKind.Enum => "enum",
                TypeKind.Delegate => "delegate",
                TypeKind.Struct => "struct",
                _ => "class",
            },
            INamespaceSymbol => "namespace",
            _ => symbol.Kind.ToString().ToLowerInvariant(),
        };

    /// <summary>
    /// The declaration in one line, without the name <c>Prelude</c>, whose members are used by their bare names.
    /// </summary>
    public static string Signature(ISymbol symbol)
    {
        string text = symbol is INamedTypeSymbol type
            ? $"{Kind(type)} {type.ToDisplayString(Format)}"
            : symbol.ToDisplayString(Format);
        return text.Replace(" Prelude.", " ", StringComparison.Ordinal);
    }

    /// <summary>A parameter as a signature shows it.</summary>
    public static string Parameter(IParameterSymbol parameter) => parameter.ToDisplayString(Format);

    /// <summary>A type as a signature shows it.</summary>
    public static string Type(ITypeSymbol type) => type.ToDisplayString(Format);

    /// <summary>The summary in one line, or null if there is none.</summary>
    public static string? Summary(ISymbol symbol) =>
        Documentation(symbol)?.Element("summary") is { } summary ? WholeDocumentation.Text(summary) : null;

    /// <summary>The documentation, or null if there is none.</summary>
    public static XElement? Documentation(ISymbol symbol)
    {
        if (symbol is IMethodSymbol { ReducedFrom: { } extension })
            symbol = extension;
        string? xml = symbol.OriginalDefinition.GetDocumentationCommentXml();
        if (string.IsNullOrWhiteSpace(xml))
            return null;
        try
        {
            return XElement.Parse(
                xml.TrimStart().StartsWith("<member", StringComparison.Ordinal)
                || xml.TrimStart().StartsWith("<doc", StringComparison.Ordinal)
                    ? xml
                    : $"<doc>{xml}</doc>"
            );
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The code of an example, without the indentation of the source.</summary>
    public static string Code(XElement element)
    {
        string[] lines = element.Value.Split('\n');
        int indent = lines
            .Where(l => l.Trim().Length > 0)
            .Select(l => l.Length - l.TrimStart().Length)
            .DefaultIfEmpty(0)
            .Min();
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..].TrimEnd() : "")).Trim('\n');
    }
}
