using System.Collections.Immutable;
using Gchunk.Repl.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>Calls that compile, but that mean something else to users of NumPy, and are never meant as they are.</summary>
internal static class Misread
{
    private static readonly HashSet<string> Makers = ["Zeros", "Ones", "Empty"];

    /// <summary>Returns an error for each of them.</summary>
    public static ImmutableArray<Diagnostic> In(Compilation compilation) =>
        [
            .. compilation
                .SyntaxTrees.Where(tree => MayHave(tree.GetText().ToString()))
                .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
                .Select(call =>
                    (
                        Call: call,
                        Advice: Advice(call)
                            ?? RandomArguments.Advice(compilation.GetSemanticModel(call.SyntaxTree), call)
                    )
                )
                .Where(found => found.Advice is not null)
                .Select(found => ErrorAdvice.Error("GCH003", found.Advice!, found.Call.GetLocation())),
        ];

    /// <summary>
    /// Returns an error if the code ends with a method of a value that is named, but not called: <c>future.Result</c>.
    /// </summary>
    /// <param name="compilation">The code, with literals mended.</param>
    /// <param name="given">The code as it was typed.</param>
    public static Diagnostic? Uncalled(Compilation compilation, Compilation given)
    {
        if (
            compilation.SyntaxTrees.LastOrDefault() is not { } tree
            || tree.GetRoot() is not CompilationUnitSyntax root
            || root.Members.LastOrDefault()
                is not GlobalStatementSyntax
                {
                    Statement: ExpressionStatementSyntax
                    {
                        Expression: MemberAccessExpressionSyntax access,
                        SemicolonToken.IsMissing: true
                    }
                }
            || compilation.GetSemanticModel(tree).GetMemberGroup(access).OfType<IMethodSymbol>().ToArray()
                is not { Length: > 0 } methods
        )
        {
            return null;
        }
        bool bare = methods.Any(m => m.Parameters.All(p => p.IsOptional || p.IsParams));
        string typed =
            given
                .SyntaxTrees.Last()
                .GetRoot()
                .DescendantNodes()
                .OfType<MemberAccessExpressionSyntax>()
                .LastOrDefault(n =>
                    n.Name.ToString() == access.Name.ToString() && n.Parent is ExpressionStatementSyntax
                )
                ?.ToString()
            ?? access.ToString();
        return ErrorAdvice.Error(
            "GCH004",
            $"'{access.Name}' is a method; write {typed}({(bare ? "" : "…")})",
            access.Name.GetLocation()
        );
    }

    private static bool MayHave(string code) =>
        code.Contains("Rand.", StringComparison.Ordinal)
        || Makers.Any(maker => code.Contains(maker + "(", StringComparison.Ordinal));

    private static string? Advice(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count < 2 || arguments.Any(a => a.NameColon is not null))
            return null;
        string name = call.Expression.ToString();
        // Zeros(3, 4) has chunks that are longer than the array.
        if (
            Makers.Contains(name)
            && arguments.Count == 2
            && Integer(arguments[0]) is { } length
            && Integer(arguments[1]) is { } chunk
        )
        {
            return chunk >= length
                ? $"{name}({length}, {chunk}) would be {length} elements in chunks of {chunk}; an array of two axes is {name}(({length}, {chunk}))"
                : null;
        }
        return null;
    }

    private static int? Integer(ArgumentSyntax argument) =>
        argument.Expression is LiteralExpressionSyntax { Token.Value: int value } ? value : null;
}
