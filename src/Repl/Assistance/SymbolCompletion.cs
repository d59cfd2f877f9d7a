using System.ComponentModel;
using Gchunk.Repl.Editor;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>
/// Completes names: members after a dot; elsewhere named arguments, variables, functions, types and keywords.
/// </summary>
internal static class SymbolCompletion
{
    private static readonly string[] Keywords =
    [
        "await",
        "bool",
        "break",
        "case",
        "catch",
        "class",
        "continue",
        "decimal",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "false",
        "finally",
        "float",
        "for",
        "foreach",
        "if",
        "in",
        "int",
        "is",
        "long",
        "new",
        "null",
        "object",
        "out",
        "public",
        "record",
        "return",
        "static",
        "string",
        "struct",
        "switch",
        "throw",
        "true",
        "try",
        "typeof",
        "using",
        "var",
        "while",
        "with",
        "yield",
    ];

    // The members of every object come last.
    private static readonly string[] OfObject =
    [
        "Equals",
        "GetHashCode",
        "GetType",
        "ToString",
        "ReferenceEquals",
        "MemberwiseClone",
        "Finalize",
    ];

    public static Completion At(SemanticModel model, string text, int cursor)
    {
        int start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
            start--;
        if (start < cursor && char.IsDigit(text[start]))
            return Completion.None;
        string typed = text[start..cursor];
        var dot = start > 0 ? model.SyntaxTree.GetRoot().FindToken(start - 1) : default;
        if (dot.IsKind(SyntaxKind.DotToken))
        {
            return Receiver(dot) is { } receiver
                ? new Completion(start, [.. Items(Members(model, receiver, start), typed, Rank)])
                : Completion.None;
        }
        if (start > 0 && Place(model, start) is { } place && ArgumentCompletion.Projections(model, place) is var made)
        {
            CompletionItem[] projections = [.. Items(made, typed, Rank)];
            if (projections.Length > 0)
                return new Completion(start, projections);
        }
        var items = ArgumentNames(model, start).ToList();
        items.AddRange(Items(model.LookupSymbols(start), typed, RankInScope));
        items.AddRange(Keywords.Select(k => new CompletionItem(k, "keyword")));
        return new Completion(start, items);
    }

    // The argument whose name, with a colon, is before a position.
    private static ArgumentSyntax? Place(SemanticModel model, int position)
    {
        var before = model.SyntaxTree.GetRoot().FindToken(position - 1);
        while (before.Span.End > position || before.Span.IsEmpty && before.SpanStart > 0)
            before = before.GetPreviousToken();
        return before.IsKind(SyntaxKind.ColonToken) && before.Parent is NameColonSyntax name
            ? name.FirstAncestorOrSelf<ArgumentSyntax>()
            : null;
    }

    /// <summary>The expression before a dot.</summary>
    public static ExpressionSyntax? Receiver(SyntaxToken dot) =>
        dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            MemberBindingExpressionSyntax binding => binding
                .Ancestors()
                .OfType<ConditionalAccessExpressionSyntax>()
                .FirstOrDefault()
                ?.Expression,
            QualifiedNameSyntax name => name.Left,
            _ => null,
        };

    /// <summary>
    /// The members that can follow a dot: static members after a type, otherwise instance members and extension
    /// methods.
    /// </summary>
    public static IEnumerable<ISymbol> Members(
        SemanticModel model,
        ExpressionSyntax receiver,
        int position,
        string? name = null
    )
    {
        var symbol = model.GetSymbolInfo(receiver).Symbol;
        if (symbol is INamespaceSymbol space)
            return model.LookupNamespacesAndTypes(position, space, name);
        if (symbol is INamedTypeSymbol type)
            return model.LookupSymbols(position, type, name).Where(m => m.IsStatic || m is INamedTypeSymbol);
        if (model.GetTypeInfo(receiver).Type is not { TypeKind: not TypeKind.Error } of)
            return [];
        return model
            .LookupSymbols(position, of, name, includeReducedExtensionMethods: true)
            .Where(m => !m.IsStatic && m is not INamedTypeSymbol);
    }

    private static IEnumerable<CompletionItem> Items(
        IEnumerable<ISymbol> symbols,
        string typed,
        Func<ISymbol, int> rank
    ) =>
        symbols
            .Where(s =>
                s.CanBeReferencedByName && s.Name.Contains(typed, StringComparison.OrdinalIgnoreCase) && !IsHidden(s)
            )
            .GroupBy(s => s.Name, StringComparer.Ordinal)
            .Select(g => (Symbol: g.First(), Count: g.Count()))
            .OrderBy(s => rank(s.Symbol))
            .ThenBy(s => s.Symbol.Name, StringComparer.OrdinalIgnoreCase)
            .Select(s => new CompletionItem(
                s.Symbol.Name,
                SymbolText.Kind(s.Symbol),
                () => SymbolText.Summary(s.Symbol)
            ));

    private static int Rank(ISymbol symbol) => OfObject.Contains(symbol.Name) ? 1 : 0;

    private static int RankInScope(ISymbol symbol) =>
        symbol switch
        {
            ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => 0,
            { IsImplicitlyDeclared: false, Locations: [{ IsInSource: true }, ..] } => 0,
            { ContainingNamespace.Name: "Dsl" or "Ml" or "Engine" } and not INamespaceSymbol => 1,
            INamespaceSymbol => 3,
            _ => 2,
        };

    private static bool IsHidden(ISymbol symbol) =>
        symbol
            .GetAttributes()
            .Any(a =>
                a.AttributeClass?.Name is nameof(ObsoleteAttribute)
                || (
                    a.AttributeClass?.Name is nameof(EditorBrowsableAttribute)
                    && a.ConstructorArguments is [{ Value: (int)EditorBrowsableState.Never }]
                )
            );

    private static IEnumerable<CompletionItem> ArgumentNames(SemanticModel model, int position)
    {
        var before = position > 0 ? model.SyntaxTree.GetRoot().FindToken(Math.Max(0, position - 1)) : default;
        while (before.Span.End > position || (before.Span.IsEmpty && before.SpanStart > 0))
            before = before.GetPreviousToken();
        if (!before.IsKind(SyntaxKind.OpenParenToken) && !before.IsKind(SyntaxKind.CommaToken))
            return [];
        if (before.Parent is not ArgumentListSyntax arguments)
            return [];
        var given = arguments
            .Arguments.Select(a => a.NameColon?.Name.Identifier.Text)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return SignatureFinder
            .Candidates(model, arguments)
            .SelectMany(c => c.Parameters)
            .Where(p => !given.Contains(p.Name))
            .DistinctBy(p => p.Name)
            .Select(p => new CompletionItem(p.Name + ":", "argument", () => SymbolText.Parameter(p)));
    }
}
