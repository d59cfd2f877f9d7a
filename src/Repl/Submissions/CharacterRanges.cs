using System.Collections.Immutable;
using Gchunk.Repl.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Ranges with a character as a bound, such as <c>x['a'..]</c>. C# converts the character to its number, which selects
/// nothing or the wrong elements.
/// </summary>
internal static class CharacterRanges
{
    /// <summary>Returns an error for each of them.</summary>
    public static ImmutableArray<Diagnostic> In(Compilation compilation) =>
        [
            .. compilation
                .SyntaxTrees.Where(tree => tree.GetText() is { Length: > 0 } && MayHave(tree.GetText().ToString()))
                .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<RangeExpressionSyntax>())
                .SelectMany(range => new[] { range.LeftOperand, range.RightOperand })
                .OfType<LiteralExpressionSyntax>()
                .Where(bound => bound.IsKind(SyntaxKind.CharacterLiteralExpression))
                .Select(bound =>
                    ErrorAdvice.Error(
                        "GCH002",
                        $"a range takes integers, and {bound} is a character; to select by labels, write Slice(\"{bound.Token.ValueText}\", …)",
                        bound.GetLocation()
                    )
                ),
        ];

    private static bool MayHave(string code) =>
        code.Contains("'..", StringComparison.Ordinal) || code.Contains("..'", StringComparison.Ordinal);
}
