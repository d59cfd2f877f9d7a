using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>Notes on code that runs, but means something else in Python: <c>a // b</c> and <c>'a' * 3</c>.</summary>
internal static partial class PythonNotes
{
    /// <summary>Returns a note on the code; null for most code.</summary>
    public static string? On(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            string code = tree.GetText().ToString();
            if (code.Contains("//", StringComparison.Ordinal) && Division(compilation, tree) is { } division)
                return division;
            if (code.Contains('\'', StringComparison.Ordinal) && Characters(tree) is { } characters)
                return characters;
        }
        return null;
    }

    /// <summary>Whether the code ends in what is a division in Python: // and a number.</summary>
    public static bool EndsInDivision(string code) =>
        code.LastIndexOf("//", StringComparison.Ordinal) is > 0 and var at
        && Operand().Match(code[at..]) is { Success: true } match
        && char.IsAsciiDigit(match.Groups[1].Value[0]);

    // An expression before // on the same line, without a semicolon, and after it a number or a variable.
    private static string? Division(Compilation compilation, SyntaxTree tree)
    {
        var root = tree.GetRoot();
        foreach (var comment in root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)))
        {
            if (Operand().Match(comment.ToString()) is not { Success: true } match)
                continue;
            string operand = match.Groups[1].Value;
            bool known =
                char.IsAsciiDigit(operand[0])
                || compilation
                    .GetSemanticModel(tree)
                    .LookupSymbols(comment.SpanStart, name: operand.Split('.')[0])
                    .Any(s => s is IFieldSymbol or ILocalSymbol or IPropertySymbol);
            var before = comment.Token;
            if (
                known
                && before.Span.End <= comment.SpanStart
                && before.Kind()
                    is SyntaxKind.IdentifierToken
                        or SyntaxKind.NumericLiteralToken
                        or SyntaxKind.CloseParenToken
                        or SyntaxKind.CloseBracketToken
                && Line(tree, before.SpanStart) == Line(tree, comment.SpanStart)
                && !IsSaidOfResult(before)
            )
            {
                return "// begins a comment, so the rest of the line is left out; Python's a // b is a / b of whole numbers, FloorDivide(a, b) of arrays";
            }
        }
        return null;
    }

    // The value of a call is often noted behind it: Print(x) // 4, x.Sum().Compute() // 10.
    private static bool IsSaidOfResult(SyntaxToken before) =>
        before is { RawKind: (int)SyntaxKind.CloseParenToken, Parent: ArgumentListSyntax };

    // Characters are numbers in C#.
    private static string? Characters(SyntaxTree tree) =>
        tree.GetRoot()
            .DescendantNodes()
            .OfType<BinaryExpressionSyntax>()
            .Select(b =>
                (b.Kind(), b.Left, b.Right) switch
                {
                    (
                        SyntaxKind.MultiplyExpression,
                        { RawKind: (int)SyntaxKind.CharacterLiteralExpression },
                        var count
                    ) =>
                        $"{b.Left} is a character and multiplied as its number; a text is repeated by new string({b.Left}, {count})",
                    (
                        SyntaxKind.MultiplyExpression,
                        var count,
                        { RawKind: (int)SyntaxKind.CharacterLiteralExpression }
                    ) =>
                        $"{b.Right} is a character and multiplied as its number; a text is repeated by new string({b.Right}, {count})",
                    (
                        SyntaxKind.AddExpression,
                        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.CharacterLiteralExpression } left,
                        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.CharacterLiteralExpression } right
                    ) =>
                        $"{left} and {right} are characters and added as their numbers; texts have double quotes: \"{left.Token.ValueText}\" + \"{right.Token.ValueText}\"",
                    _ => null,
                }
            )
            .FirstOrDefault(note => note is not null);

    private static int Line(SyntaxTree tree, int position) => tree.GetText().Lines.IndexOf(position);

    [GeneratedRegex(@"^//\s*(\d+(?:\.\d+)?|[A-Za-z_][\w.]*)(?:\s*[-+*/%]\s*[\w.]+)*\s*[;)]*\s*$")]
    private static partial Regex Operand();
}
