using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Sessions;

/// <summary>
/// Translates what the prompt allows beyond C#: <c>_</c>, <c>__</c> and <c>___</c> for the last values, and a semicolon
/// after an expression to hide its value.
/// </summary>
internal static class InputRewriter
{
    /// <summary>Removes a semicolon that only hides an expression's value, and returns whether there was one.</summary>
    public static (string Code, bool Silent) Silence(string code)
    {
        string bare = code.TrimEnd();
        if (bare is not [.., ';'] || !IsExpression(bare[..^1]))
            return (code, false);
        return (bare[..^1], true);
    }

    /// <summary>Replaces <c>_</c> with the last value, unless it is a discard of C#.</summary>
    public static string NameLast(string code, Transcript transcript)
    {
        if (!code.Contains('_', StringComparison.Ordinal))
            return code;
        var root = CSharpSyntaxTree.ParseText(code, SubmissionChain.ParseOptions).GetRoot();
        var names = root.DescendantNodes().OfType<IdentifierNameSyntax>().Where(IsLast).ToArray();
        foreach (var name in names.Reverse())
        {
            int back = name.Identifier.Text.Length;
            if (transcript.Shown.Count < back)
                continue;
            int number = transcript.Shown[^back];
            string value =
                transcript.Value(number) is { } v && TypeName(v.GetType()) is { } type
                    ? $"(({type})Out[{number}])"
                    : $"((dynamic)Out[{number}])";
            code = string.Concat(code.AsSpan(0, name.SpanStart), value, code.AsSpan(name.Span.End));
        }
        return code;
    }

    private static bool IsExpression(string code)
    {
        var tree = SyntaxFactory.ParseSyntaxTree(code, SubmissionChain.ParseOptions);
        return !tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error)
            && tree.GetRoot()
                is CompilationUnitSyntax
                {
                    Members: [
                        GlobalStatementSyntax
                        {
                            Statement: ExpressionStatementSyntax
                            {
                                SemicolonToken.IsMissing: true,
                                Expression: not AssignmentExpressionSyntax
                            }
                        },
                    ]
                };
    }

    private static bool IsLast(IdentifierNameSyntax name)
    {
        if (name.Identifier.Text is not ("_" or "__" or "___"))
            return false;
        if (name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name)
            return false;
        if (name.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 })
            return false;
        if (
            name.Parent
                is ArgumentSyntax
                {
                    Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax tuple } elements
                }
            && tuple.Left == elements
        )
        {
            return false;
        }

        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            return false;
        return !name.Ancestors()
            .OfType<LambdaExpressionSyntax>()
            .Any(l => Parameters(l).Any(p => p.Identifier.Text == name.Identifier.Text));
    }

    private static SeparatedSyntaxList<ParameterSyntax> Parameters(LambdaExpressionSyntax lambda) =>
        lambda switch
        {
            SimpleLambdaExpressionSyntax simple => SyntaxFactory.SingletonSeparatedList(simple.Parameter),
            ParenthesizedLambdaExpressionSyntax full => full.ParameterList.Parameters,
            _ => default,
        };

    // A type's name in C#, or null if code cannot name the type.
    private static string? TypeName(Type type)
    {
        if (type.IsArray)
        {
            return TypeName(type.GetElementType()!) is { } element
                ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]"
                : null;
        }

        if (
            !type.IsVisible
            || type.Name.Contains('<', StringComparison.Ordinal)
            || type.FullName is null
            || type.FullName.Contains('#', StringComparison.Ordinal)
        )
        {
            var sequence = type.GetInterfaces()
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>));
            return sequence is null ? null : TypeName(sequence);
        }
        if (type.IsNested && !type.IsGenericType)
            return TypeName(type.DeclaringType!) is { } outer ? $"{outer}.{type.Name}" : null;
        if (!type.IsGenericType)
            return "global::" + type.FullName;
        if (type.IsNested)
            return null;
        string?[] arguments = [.. type.GetGenericArguments().Select(TypeName)];
        return arguments.Contains(null)
            ? null
            : $"global::{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }
}
