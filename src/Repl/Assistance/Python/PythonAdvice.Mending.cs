using Gchunk.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance.Python;

// What only the compiler knows about a proposed line: the types of its operands, and the members that there are.
internal static partial class PythonAdvice
{
    /// <summary>Returns the line with <c>n / 2</c> for <c>FloorDivide(n, 2)</c> of whole numbers.</summary>
    private static string Divided(Compilation compilation, SyntaxTree tree, int number, string way)
    {
        for (int round = 0; round < MostMembers && way.Contains("FloorDivide(", StringComparison.Ordinal); round++)
        {
            var (written, model, start) = Written(compilation, tree, number, way);
            var call = written
                .GetRoot()
                .DescendantNodes()
                .OfType<InvocationExpressionSyntax>()
                .FirstOrDefault(c =>
                    c.SpanStart >= start
                    && c
                        is {
                            Expression: IdentifierNameSyntax { Identifier.Text: "FloorDivide" },
                            ArgumentList.Arguments: [var a, var b]
                        }
                    && IsWhole(model, a.Expression)
                    && IsWhole(model, b.Expression)
                );
            if (call is null)
                break;
            string quotient = string.Join(" / ", call.ArgumentList.Arguments.Select(Operand));
            if (call.Parent is BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or MemberAccessExpressionSyntax)
                quotient = $"({quotient})";
            way = $"{way[..(call.SpanStart - start)]}{quotient}{way[(call.Span.End - start)..]}";
        }
        return way;
    }

    /// <summary>Returns the line with the nearest member for one that is misspelt; null if that is not its error.</summary>
    private static string? Respelt(Compilation compilation, Diagnostic error, int number, string way, string given)
    {
        var tree = error.Location.SourceTree!;
        int start = tree.GetText().Lines[number].Start;
        if (
            error.Id != "CS1061"
            || tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true)
                is not IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } name
            || name.Identifier.Text.Length == 0
            // What the proposal wrote itself has another answer.
            || !given.Contains(name.Identifier.Text, StringComparison.Ordinal)
            || ErrorAdvice.IsElsewhere(name.Identifier.Text)
            || name.Span.End - start > way.Length
        )
        {
            return null;
        }
        string[] members =
        [
            .. SymbolCompletion
                .Members(compilation.GetSemanticModel(tree), access.Expression, name.SpanStart)
                .Where(m => m.CanBeReferencedByName)
                .Select(m => m.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        return Spelling.Nearest(name.Identifier.Text, members) is { } near
            ? $"{way[..(name.SpanStart - start)]}{near}{way[(name.Span.End - start)..]}"
            : null;
    }

    private static (SyntaxTree Tree, SemanticModel Model, int Start) Written(
        Compilation compilation,
        SyntaxTree tree,
        int number,
        string way
    )
    {
        var text = tree.GetText();
        var line = text.Lines[number];
        var written = CSharpSyntaxTree.ParseText(
            text.Replace(line.Span, way),
            (CSharpParseOptions)tree.Options,
            tree.FilePath
        );
        return (written, compilation.ReplaceSyntaxTree(tree, written).GetSemanticModel(written), line.Start);
    }

    private static bool IsWhole(SemanticModel model, ExpressionSyntax value) =>
        model.GetTypeInfo(value).Type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    private static string Operand(ArgumentSyntax argument) =>
        argument.Expression is BinaryExpressionSyntax or ConditionalExpressionSyntax ? $"({argument})" : $"{argument}";
}
