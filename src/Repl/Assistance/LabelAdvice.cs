using Gchunk.Repl.Assistance.Python;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>Says how labels are kept, which the values that <c>Compute()</c> returns do not have.</summary>
internal static class LabelAdvice
{
    /// <summary>
    /// Returns what to write instead of a method or property of labelled arrays after <c>Compute()</c>; null if the
    /// receiver is no array in memory, or labelled arrays have no such member.
    /// </summary>
    /// <param name="model">The code.</param>
    /// <param name="access">The member and what it is taken of.</param>
    public static string? Member(SemanticModel model, MemberAccessExpressionSyntax access)
    {
        if (
            model.GetTypeInfo(access.Expression).Type is not { Name: "NDArray" } type
            || !TypeAdvice.IsOurs(type)
            || model.Compilation.GetTypeByMetadataName("Gchunk.Dsl.DataArray") is not { } labelled
        )
        {
            return null;
        }
        string given = access.Name.Identifier.Text.Replace("_", "", StringComparison.Ordinal);
        var member = labelled
            .GetMembers()
            .Where(m => m is { DeclaredAccessibility: Accessibility.Public, CanBeReferencedByName: true })
            .FirstOrDefault(m => m.Name.Equals(given, StringComparison.OrdinalIgnoreCase));
        if (member is null)
            return null;
        var call = access.Parent as InvocationExpressionSyntax;
        if (Source(model, access.Expression) is not { } source)
        {
            // Arrays without labels have this member themselves.
            return HasLazily(model, member.Name)
                ? null
                : $"'NDArray' has no labels, and so no '{member.Name}'; write {member.Name} before Compute(), or keep the labels by Load() instead of Compute()";
        }
        // The rest of the chain, whose last call says whether it is an array that is computed.
        SyntaxNode chain = Chain(call ?? (SyntaxNode)access);
        string rest = Rest(call ?? (SyntaxNode)access),
            last = (chain as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax { Name: var name }
                ? name.ToString()
                : "";
        bool array =
            PythonGroups.Reductions.Contains(last)
            || rest.Length == 0 && call is not null && member is IMethodSymbol { ReturnType.Name: "DataArray" };
        return $"'NDArray' has no labels; write {source}.{member.Name}{call?.ArgumentList}{rest}{(array ? ".Compute()" : "")}";
    }

    /// <summary>
    /// Returns the labelled array whose values <c>Compute()</c> returns in an expression; null if it is another one.
    /// </summary>
    public static ExpressionSyntax? Source(SemanticModel model, ExpressionSyntax computed) =>
        computed
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Compute", Expression: var source }
            }
        && model.GetTypeInfo(source).Type is { Name: "DataArray" } type
        && TypeAdvice.IsOurs(type)
            ? source
            : null;

    /// <summary>Returns the calls that follow a call in a chain.</summary>
    public static string Rest(SyntaxNode? call) => call is null ? "" : Chain(call).ToString()[call.Span.Length..];

    private static SyntaxNode Chain(SyntaxNode call)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next })
            call = next;
        return call;
    }

    private static bool HasLazily(SemanticModel model, string name) =>
        model.Compilation.GetTypeByMetadataName("Gchunk.Dsl.ChunkedArray")?.GetMembers(name).IsEmpty == false;
}
