using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>Finds the signature of the call around the cursor and the current parameter.</summary>
internal static class SignatureFinder
{
    public static (string Text, (int Start, int Length) Argument) At(SemanticModel model, int cursor)
    {
        if (Around(model.SyntaxTree.GetRoot(), cursor) is not { } arguments)
            return ("", default);
        var candidates = Candidates(model, arguments);
        if (candidates.Count == 0)
            return ("", default);
        var list = arguments.Arguments;
        int index = list.GetSeparators().Count(s => s.Span.End <= cursor);
        string? named = index < list.Count ? list[index].NameColon?.Name.Identifier.Text : null;
        bool Fits(IMethodSymbol m) => named is null ? Position(m, index) >= 0 : m.Parameters.Any(p => p.Name == named);
        int given = list.Count(a => !a.Expression.IsMissing);
        var chosen =
            candidates.FirstOrDefault(m => Fits(m) && m.Parameters.Length >= given)
            ?? candidates.FirstOrDefault(Fits)
            ?? candidates[0];
        int current = named is null
            ? Position(chosen, index)
            : chosen.Parameters.IndexOf(chosen.Parameters.FirstOrDefault(p => p.Name == named)!);

        var text = new StringBuilder();
        string name = chosen.MethodKind == MethodKind.Constructor ? chosen.ContainingType.Name : chosen.Name;
        text.Append(name).Append('(');
        var range = (0, 0);
        for (int i = 0; i < chosen.Parameters.Length; i++)
        {
            if (i > 0)
                text.Append(", ");
            string parameter = SymbolText.Parameter(chosen.Parameters[i]);
            if (i == current)
                range = (text.Length, parameter.Length);
            text.Append(parameter);
        }
        text.Append(')');
        if (!chosen.ReturnsVoid && chosen.MethodKind != MethodKind.Constructor)
            text.Append(" → ").Append(SymbolText.Type(chosen.ReturnType));
        if (candidates.Count > 1)
            text.Append($"   (+{candidates.Count - 1})");
        return (text.ToString(), range);
    }

    /// <summary>Returns the parameters that an argument may be for: one of each method that may be called.</summary>
    public static IEnumerable<IParameterSymbol> Parameters(SemanticModel model, ExpressionSyntax expression)
    {
        if (expression.Parent is not ArgumentSyntax { Parent: BaseArgumentListSyntax list } argument)
            return [];
        int position = list.Arguments.IndexOf(argument);
        return Candidates(model, list)
            .Select(method =>
                argument.NameColon is { } named
                    ? method.Parameters.FirstOrDefault(p => p.Name == named.Name.Identifier.Text)
                    : method.Parameters.ElementAtOrDefault(position)
            )
            .OfType<IParameterSymbol>();
    }

    /// <summary>The methods that a list of arguments can be for; the one that it matches already comes first.</summary>
    public static List<IMethodSymbol> Candidates(SemanticModel model, BaseArgumentListSyntax arguments)
    {
        if (arguments.Parent is InvocationExpressionSyntax call)
        {
            var chosen = model.GetSymbolInfo(call).Symbol as IMethodSymbol;
            var group = model.GetMemberGroup(call.Expression).OfType<IMethodSymbol>();
            if (model.GetTypeInfo(call.Expression).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
                group = [invoke];
            return
            [
                .. (chosen is null ? [] : new[] { chosen }).Concat(
                    group.Where(m => !SymbolEqualityComparer.Default.Equals(m, chosen))
                ),
            ];
        }
        if (
            arguments.Parent is BaseObjectCreationExpressionSyntax creation
            && model.GetTypeInfo(creation).Type is INamedTypeSymbol type
        )
        {
            var chosen = model.GetSymbolInfo(creation).Symbol as IMethodSymbol;
            return
            [
                .. type
                    .InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public)
                    .OrderBy(c => SymbolEqualityComparer.Default.Equals(c, chosen) ? 0 : 1),
            ];
        }
        return [];
    }

    private static ArgumentListSyntax? Around(SyntaxNode root, int cursor)
    {
        if (cursor == 0 || root.FullSpan.Length == 0)
            return null;
        var token = root.FindToken(Math.Min(cursor - 1, root.FullSpan.End - 1));
        return token
            .Parent?.AncestorsAndSelf()
            .OfType<ArgumentListSyntax>()
            .FirstOrDefault(l =>
                l.OpenParenToken.Span.End <= cursor
                && (l.CloseParenToken.IsMissing || cursor <= l.CloseParenToken.SpanStart)
            );
    }

    // The index of the parameter that an argument is for, or -1. A params parameter takes all further arguments.
    private static int Position(IMethodSymbol method, int index) =>
        index < method.Parameters.Length ? index
        : method.Parameters is [.., { IsParams: true }] ? method.Parameters.Length - 1
        : method.Parameters.Length == 0 && index == 0 ? 0
        : -1;
}
