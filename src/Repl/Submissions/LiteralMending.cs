using System.Collections.Immutable;
using System.Globalization;
using Gchunk.Repl.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Rewrites literals that C# does not convert, but whose meaning is plain: <c>method: "nearest"</c> for a member of an
/// enumeration, <c>2e8</c> for a number of elements, <c>("lat", "lon")</c> for a list of names, and <c>("time", 10)</c>
/// for a dictionary of chunks. Arguments are those of <see cref="ArgumentMending"/>.
/// </summary>
/// <remarks>Code that compiles is never rewritten, and what is rewritten must compile.</remarks>
internal static class LiteralMending
{
    private const double ExactIntegers = 1L << 53;

    /// <summary>Returns the compilation with such literals rewritten, or null if no error is due to one.</summary>
    public static Compilation? Of(Compilation compilation, ImmutableArray<Diagnostic> errors)
    {
        bool changed = false;
        foreach (var group in errors.Where(e => e.Location.IsInSource).GroupBy(e => e.Location.SourceTree!).ToArray())
        {
            var tree = group.Key;
            var model = compilation.GetSemanticModel(tree);
            var root = tree.GetRoot();
            var replaced = new Dictionary<SyntaxNode, string>();
            foreach (var error in group)
            {
                if (
                    error.Id == "CS1739"
                    && root.FindNode(error.Location.SourceSpan).FirstAncestorOrSelf<ArgumentListSyntax>() is { } list
                    && ArgumentMending.Of(model, list) is { } arguments
                )
                {
                    replaced[list] = arguments;
                }
                if (error.Id is "CS0411" or "CS0123")
                    TypeMethodGroups(model, root.FindNode(error.Location.SourceSpan), replaced);
                if (error.Id == "CS0121")
                    WritePairs(model, root.FindNode(error.Location.SourceSpan), replaced);
                if (error.Id is "CS9174" or "CS0019")
                    TypeCollections(root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true), replaced);
                if (
                    error.Id is "CS1503" or "CS0029" or "CS0266" or "CS1950"
                    && root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true)
                        is ExpressionSyntax expression
                )
                {
                    Mend(model, expression, replaced);
                }
            }
            // What is inside of another replacement has its turn in the next round.
            foreach (var inner in replaced.Keys.Where(n => n.Ancestors().Any(replaced.ContainsKey)).ToArray())
                replaced.Remove(inner);
            if (replaced.Count == 0)
                continue;
            var text = tree.GetText()
                .WithChanges(
                    replaced
                        .OrderBy(r => r.Key.SpanStart)
                        .Select(r => new Microsoft.CodeAnalysis.Text.TextChange(r.Key.Span, r.Value))
                );
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text));
            changed = true;
        }
        return changed ? compilation : null;
    }

    /// <summary>Returns the name of the enumeration that a text was meant for, and its members; null for none.</summary>
    public static (string Type, string[] Members)? Meant(SemanticModel model, ExpressionSyntax text) =>
        text.IsKind(SyntaxKind.StringLiteralExpression) && Enumeration(model, text) is { } type
            ? (type.Name, [.. Members(type)])
            : null;

    // Delay(square) and client.Map(square, xs): C# infers no type from a method that is named alone.
    private static void TypeMethodGroups(SemanticModel model, SyntaxNode node, Dictionary<SyntaxNode, string> replaced)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call)
            return;
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (
                argument.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax
                && model.GetMemberGroup(argument.Expression) is [IMethodSymbol { IsGenericMethod: false } method]
                && method.Parameters.All(p => p.RefKind == RefKind.None)
            )
            {
                var types = method.Parameters.Select(p => p.Type).Append(method.ReturnType).ToArray();
                if (!method.ReturnsVoid && types.All(t => t.TypeKind != TypeKind.Error))
                {
                    replaced[argument.Expression] =
                        $"((global::System.Func<{string.Join(", ", types.Select(t => t.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)))}>){argument.Expression})";
                }
            }
        }
    }

    // Chunk(new() { ["time"] = 100 }) is Chunk(("time", 100)).
    private static void WritePairs(SemanticModel model, SyntaxNode node, Dictionary<SyntaxNode, string> replaced)
    {
        if (
            node.FirstAncestorOrSelf<InvocationExpressionSyntax>()
                is not {
                    ArgumentList: { Arguments: [{ Expression: ImplicitObjectCreationExpressionSyntax made }] } list
                }
            || made.Initializer is not { Expressions: { Count: > 0 } entries }
            || !SignatureFinder.Candidates(model, list).Exists(m => Pair(m) is not null)
        )
        {
            return;
        }
        string[] pairs =
        [
            .. entries
                .OfType<AssignmentExpressionSyntax>()
                .Where(e => e.Left is ImplicitElementAccessSyntax)
                .Select(e => $"({((ImplicitElementAccessSyntax)e.Left).ArgumentList.Arguments}, {e.Right})"),
        ];
        if (pairs.Length == entries.Count)
            replaced[made] = string.Join(", ", pairs);
    }

    // x[.., [1, 3]] and x + [1, 2]: a list has no type where it is not converted to one of .NET.
    private static void TypeCollections(SyntaxNode node, Dictionary<SyntaxNode, string> replaced)
    {
        SyntaxNode?[] lists = node is BinaryExpressionSyntax operation ? [operation.Left, operation.Right] : [node];
        foreach (var list in lists.OfType<CollectionExpressionSyntax>())
        {
            string[] values = [.. list.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression.ToString())];
            string? type =
                values.Length == 0 || values.Length < list.Elements.Count ? null
                : values.All(v => long.TryParse(v, CultureInfo.InvariantCulture, out _)) ? "long"
                : values.All(v => double.TryParse(v, CultureInfo.InvariantCulture, out _)) ? "double"
                : values.All(v => v is "true" or "false") ? "bool"
                : null;
            if (type is not null)
                replaced[list] = $"new {type}[] {{ {string.Join(", ", values)} }}";
        }
    }

    private static void Mend(SemanticModel model, ExpressionSyntax expression, Dictionary<SyntaxNode, string> replaced)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax { Token.Value: string text }
                when Enumeration(model, expression) is { } type
                    && Members(type).FirstOrDefault(m => Plain(m) == Plain(text)) is { } member:
                replaced[expression] = $"{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{member}";
                break;
            case LiteralExpressionSyntax { Token.Value: "auto" }
                when Parameter(model, expression) is { Name: "chunks" }:
                // Chunks are chosen by themselves where none are given.
                replaced[expression] = "null";
                break;
            case LiteralExpressionSyntax { Token.Value: string text }
                when Parameter(model, expression) is { Type.Name: "IProjection" }
                    && model
                        .LookupSymbols(expression.SpanStart)
                        .OfType<IMethodSymbol>()
                        .FirstOrDefault(m =>
                            Plain(m.Name) == Plain(text)
                            && m.Parameters.All(p => p.IsOptional)
                            && m.ReturnType.ToDisplayString()
                                .StartsWith("Gchunk.Dsl.Plotting", StringComparison.Ordinal)
                        )
                        is { } projection:
                replaced[expression] = projection.Name + "()";
                break;
            case TupleExpressionSyntax
            {
                Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string dim } }, var length]
            } when Parameter(model, expression) is { Type.Name: "Dictionary" }:
                replaced[expression] = $"new() {{ [\"{dim}\"] = {length} }}";
                break;
            case AnonymousObjectCreationExpressionSyntax { Initializers: { Count: > 0 } members }
                when Parameter(model, expression)
                    is {
                        Type: INamedTypeSymbol
                        {
                            Name: "Dictionary",
                            TypeArguments: [_, { Name: not "VariableEncoding" }]
                        }
                    }
                    && members.All(m => m.NameEquals is not null):
                replaced[expression] =
                    $"new() {{ {string.Join(", ", members.Select(m => $"[\"{m.NameEquals!.Name}\"] = {m.Expression}"))} }}";
                break;
            case AnonymousObjectCreationExpressionSyntax { Initializers: { Count: > 0 } members }
                when expression.Parent?.Parent is ArgumentListSyntax list
                    && SignatureFinder.Candidates(model, list).Exists(m => Pair(m) is not null)
                    && members.All(m => m.NameEquals is not null):
                // Chunk(new { time = 100 }) is Chunk(("time", 100)).
                replaced[expression] = string.Join(
                    ", ",
                    members.Select(m => $"(\"{m.NameEquals!.Name}\", {m.Expression})")
                );
                break;
            case LiteralExpressionSyntax { Token.Value: string }
                when expression.Parent?.Parent is ArgumentListSyntax { Arguments: { Count: var count } names } list
                    && int.IsEvenInteger(count)
                    && names.All(a => a.NameColon is null && a.Expression.IsKind(SyntaxKind.StringLiteralExpression))
                    && SignatureFinder.Candidates(model, list).Exists(TakesPairs):
                // SwapDims("lat", "y") is SwapDims(("lat", "y")).
                replaced[list] =
                    $"({string.Join(", ", names.Select(a => a.ToString()).Chunk(2).Select(p => $"({p[0]}, {p[1]})"))})";
                break;
            case not LiteralExpressionSyntax
                when expression.Parent is ArgumentSyntax { NameColon: null, Parent: ArgumentListSyntax arguments }
                    && model.GetTypeInfo(expression).Type is { Name: "ChunkedArray" }
                    && Later(model, arguments, expression) is { } later:
                // Cov(x, y) is Cov(x, y: y).
                replaced[expression] = $"{later}: {expression}";
                break;
            case TupleExpressionSyntax tuple
                when tuple.Arguments.All(a => a.Expression.IsKind(SyntaxKind.StringLiteralExpression)):
                replaced[expression] = $"[{string.Join(", ", tuple.Arguments.Select(a => a.Expression.ToString()))}]";
                break;
            case TupleExpressionSyntax tuple:
                foreach (var argument in tuple.Arguments)
                {
                    if (Integer(argument.Expression) is { } integer)
                        replaced[argument.Expression] = integer;
                }
                break;
            default:
                if (Integer(expression) is { } whole)
                    replaced[expression] = whole;
                break;
        }
    }

    // 2e8 and 1_000.0, but not 0.0, which is no number of elements, nor what is an integer already.
    private static string? Integer(ExpressionSyntax expression) =>
        expression is LiteralExpressionSyntax { Token: { Value: double value, Text: var text } }
        && text.AsSpan().ContainsAny("eE_")
        && value <= ExactIntegers
        && value == Math.Floor(value)
            ? value.ToString(value > int.MaxValue ? "0'L'" : "0", CultureInfo.InvariantCulture)
            : null;

    private static INamedTypeSymbol? Enumeration(SemanticModel model, ExpressionSyntax expression)
    {
        if (model.GetTypeInfo(expression).ConvertedType is INamedTypeSymbol { TypeKind: TypeKind.Enum } target)
            return target;
        return SignatureFinder
            .Parameters(model, expression)
            .Select(p => p.Type is INamedTypeSymbol { IsValueType: true, TypeArguments: [var inner] } ? inner : p.Type)
            .OfType<INamedTypeSymbol>()
            .FirstOrDefault(type => type.TypeKind == TypeKind.Enum);
    }

    // Whether a method takes any number of pairs of texts.
    private static bool TakesPairs(IMethodSymbol method) => Pair(method) is { SpecialType: SpecialType.System_String };

    // What a method takes any number of with a text each; null for other methods.
    private static ITypeSymbol? Pair(IMethodSymbol method) =>
        method.Parameters is [.., { IsParams: true, Type: INamedTypeSymbol { TypeArguments: [INamedTypeSymbol pair] } }]
        && pair is { IsTupleType: true, TypeArguments: [{ SpecialType: SpecialType.System_String }, var second] }
            ? second
            : null;

    // The name of the second array, where the parameter of its position takes a truth value.
    private static string? Later(SemanticModel model, ArgumentListSyntax list, ExpressionSyntax expression)
    {
        int at = list.Arguments.IndexOf(a => a.Expression == expression);
        return SignatureFinder
            .Candidates(model, list)
            .Where(m => m.Parameters.Length > at + 1 && m.Parameters[at].Type.SpecialType == SpecialType.System_Boolean)
            .Select(m => m.Parameters.Skip(at + 1).Where(p => p.Type.Name == "ChunkedArray").ToArray())
            .FirstOrDefault(found => found.Length > 0)
            ?.FirstOrDefault(p => p.Name == "y")
            ?.Name;
    }

    private static IParameterSymbol? Parameter(SemanticModel model, ExpressionSyntax expression) =>
        SignatureFinder.Parameters(model, expression).FirstOrDefault();

    private static IEnumerable<string> Members(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).Select(f => f.Name);

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .ToUpperInvariant();
}
