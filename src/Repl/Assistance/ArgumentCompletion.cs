using Gchunk.Dsl.Plotting;
using Gchunk.Repl.Editor;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>
/// Completes an argument with the values of its parameter's kind: the names of an enumeration, colour maps, frequencies
/// and projections.
/// </summary>
internal static class ArgumentCompletion
{
    private const int MostArguments = 64;

    // Periods of time, as they are written most often.
    private static readonly (string Text, string Meaning)[] Frequencies =
    [
        ("1D", "days"),
        ("7D", "seven days"),
        ("1W", "weeks that end on Sunday"),
        ("W-WED", "weeks that end on Wednesday"),
        ("MS", "months, labelled by their first day"),
        ("1M", "months, labelled by their last day"),
        ("SMS", "half months, labelled by their first day"),
        ("QS-DEC", "seasons: quarters that begin in December"),
        ("QS", "quarters, labelled by their first day"),
        ("1Q", "quarters, labelled by their last day"),
        ("YS", "years, labelled by their first day"),
        ("1Y", "years, labelled by their last day"),
        ("1H", "hours"),
        ("3H", "three hours"),
        ("6H", "six hours"),
        ("1min", "minutes"),
        ("1S", "seconds"),
        ("B", "days from Monday to Friday"),
    ];

    /// <summary>Returns the texts that the argument at a literal may be; none if they are not known.</summary>
    public static IEnumerable<CompletionItem> Texts(SemanticModel model, SyntaxNode literal)
    {
        foreach (var parameter in Parameters(model, literal))
        {
            if (Underlying(parameter.Type) is INamedTypeSymbol { TypeKind: TypeKind.Enum } type)
            {
                return type.GetMembers()
                    .OfType<IFieldSymbol>()
                    .Where(f => f.HasConstantValue)
                    .Select(f => new CompletionItem(f.Name, "value", () => SymbolText.Summary(f)));
            }
            // A projection that needs no arguments may be named by a text.
            if (Underlying(parameter.Type).Name == "IProjection")
            {
                return Projections(model, literal)
                    .Where(s => s is IMethodSymbol m && m.Parameters.All(p => p.IsOptional))
                    .DistinctBy(s => s.Name)
                    .OrderBy(s => s.Name, StringComparer.Ordinal)
                    .Select(s => new CompletionItem(s.Name, "projection", () => SymbolText.Summary(s)));
            }
            if (parameter.Type.SpecialType != SpecialType.System_String)
                continue;
            if (parameter.Name is "colors" or "colorMap")
                return ColorMap.Names.Order(StringComparer.Ordinal).Select(n => new CompletionItem(n, "colour map"));
            if (parameter.Name is "frequency")
                return Frequencies.Select(f => new CompletionItem(f.Text, "frequency", () => f.Meaning));
        }
        return [];
    }

    /// <summary>
    /// Returns the functions that make a projection if the argument at a position is one; none otherwise.
    /// </summary>
    public static IEnumerable<ISymbol> Projections(SemanticModel model, SyntaxNode place)
    {
        if (!Parameters(model, place).Any(p => Underlying(p.Type).Name == "IProjection"))
            return [];
        return model
            .LookupSymbols(place.SpanStart)
            .OfType<IMethodSymbol>()
            .Where(m =>
                m.ReturnType.Name == "IProjection" || m.ReturnType.AllInterfaces.Any(i => i.Name == "IProjection")
            );
    }

    // The parameters that the argument around a node can be for.
    private static IEnumerable<IParameterSymbol> Parameters(SemanticModel model, SyntaxNode place)
    {
        if (
            place.FirstAncestorOrSelf<ArgumentSyntax>()
            is not { Parent: ArgumentListSyntax { Arguments.Count: <= MostArguments } list } argument
        )
        {
            return [];
        }
        string? name = argument.NameColon?.Name.Identifier.Text;
        int position = list.Arguments.IndexOf(argument);
        return SignatureFinder
            .Candidates(model, list)
            .Select(m =>
                name is null
                    ? m.Parameters.ElementAtOrDefault(position)
                    : m.Parameters.FirstOrDefault(p => p.Name == name)
            )
            .OfType<IParameterSymbol>();
    }

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsValueType: true, Name: "Nullable", TypeArguments: [var inner] } ? inner : type;
}
