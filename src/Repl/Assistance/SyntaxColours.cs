using Gchunk.Repl.Editor;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>
/// Classifies the parts of code for colouring: by token, and names by the symbols that they refer to.
/// </summary>
/// <remarks>
/// Roslyn's Classifier does the same through a workspace, which takes 0.75 s to start. This uses the semantic model
/// that exists anyway.
/// </remarks>
internal static class SyntaxColours
{
    public static List<StyledSpan> Of(SemanticModel model)
    {
        var spans = new List<StyledSpan>();
        foreach (var token in model.SyntaxTree.GetRoot().DescendantTokens(descendIntoTrivia: false))
        {
            AddTrivia(token.LeadingTrivia, spans);
            if (StyleOf(token, model) is var style and not Style.Plain && token.Span.Length > 0)
                spans.Add(new StyledSpan(token.SpanStart, token.Span.Length, style));
            AddTrivia(token.TrailingTrivia, spans);
        }
        return spans;
    }

    private static void AddTrivia(SyntaxTriviaList list, List<StyledSpan> spans)
    {
        foreach (var trivia in list)
        {
            var style =
                trivia.IsDirective ? Style.Directive
                : trivia.Kind()
                    is SyntaxKind.SingleLineCommentTrivia
                        or SyntaxKind.MultiLineCommentTrivia
                        or SyntaxKind.SingleLineDocumentationCommentTrivia
                        or SyntaxKind.DisabledTextTrivia
                    ? Style.Comment
                : Style.Plain;
            if (style != Style.Plain)
                spans.Add(new StyledSpan(trivia.SpanStart, trivia.Span.Length, style));
        }
    }

    private static Style StyleOf(SyntaxToken token, SemanticModel model) =>
        token.Kind() switch
        {
            SyntaxKind.IdentifierToken => StyleOfName(token, model),
            SyntaxKind.NumericLiteralToken => Style.Number,
            SyntaxKind.CharacterLiteralToken
            or SyntaxKind.StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken => Style.Text,
            var kind when SyntaxFacts.IsKeywordKind(kind) || SyntaxFacts.IsContextualKeyword(kind) => Style.Keyword,
            _ => Style.Plain,
        };

    private static Style StyleOfName(SyntaxToken token, SemanticModel model)
    {
        switch (token.Parent)
        {
            case IdentifierNameSyntax { IsVar: true }:
                return Style.Keyword;
            case BaseTypeDeclarationSyntax or TypeParameterSyntax:
                return Style.Type;
            case MethodDeclarationSyntax or LocalFunctionStatementSyntax:
                return Style.Function;
            case SimpleNameSyntax name:
                var info = model.GetSymbolInfo(name);
                return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
                {
                    IMethodSymbol { MethodKind: MethodKind.Constructor } or INamedTypeSymbol or ITypeParameterSymbol =>
                        Style.Type,
                    IMethodSymbol => Style.Function,
                    _ => Style.Plain,
                };
            default:
                return Style.Plain;
        }
    }
}
