using Gchunk.Engine;
using Gchunk.Repl.Assistance.Python;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

// Arguments by names that a method does not have.
internal static partial class ErrorAdvice
{
    private static string? Argument(SemanticModel model, NameColonSyntax name)
    {
        if (name.FirstAncestorOrSelf<ArgumentListSyntax>() is not { } arguments)
            return null;
        string given = name.Name.Identifier.Text;
        string method = arguments.Parent
            is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax or SimpleNameSyntax } invoked
            ? (invoked.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.Text
                ?? invoked.Expression.ToString()
            : "";
        if (
            PythonNames.NotNeeded($"{method}.{given}") is null
            && given is "axis" or "axes"
            && arguments.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax labelled }
            && IsLabelled(model.GetTypeInfo(labelled.Expression).Type)
        )
        {
            bool takesDims = SignatureFinder
                .Candidates(model, arguments)
                .Any(c => c.Parameters.Any(p => p.Name == "dims"));
            return $"no argument '{given}': dimensions have names here"
                + (takesDims ? $"; write {labelled}(\"time\")" : ", such as \"time\"");
        }
        if ((PythonNames.NotNeeded($"{method}.{given}") ?? PythonNames.NotNeeded(given)) is { } reason)
            return $"no argument '{given}': {reason}";
        string[] known =
        [
            .. SignatureFinder
                .Candidates(model, arguments)
                .SelectMany(c => c.Parameters)
                .Select(p => p.Name)
                .Distinct(),
        ];
        if (known.Length == 0)
            return null;
        string? meant = PythonNames.Meant(given).FirstOrDefault(known.Contains);
        return meant is null
            ? Spelling.Unknown("argument", given, known)
            : $"no argument '{given}'; did you mean '{meant}'? (there are: {string.Join(", ", known)})";
    }

    // The compiler tells the first of several arguments that there are not.
    private static string? Arguments(SemanticModel model, NameColonSyntax name)
    {
        if (name.FirstAncestorOrSelf<ArgumentListSyntax>() is not { } list)
            return null;
        var known = SignatureFinder
            .Candidates(model, list)
            .SelectMany(c => c.Parameters)
            .Select(p => p.Name)
            .ToHashSet(StringComparer.Ordinal);
        string[] told =
        [
            .. list
                .Arguments.Select(a => a.NameColon)
                .OfType<NameColonSyntax>()
                .Where(n => n == name || known.Count > 0 && !known.Contains(n.Name.Identifier.Text))
                .Select(n => Argument(model, n))
                .OfType<string>()
                // One reason for several is said once.
                .DistinctBy(t => t[(t.IndexOf("': ", StringComparison.Ordinal) + 1)..]),
        ];
        // The arguments that there are, once.
        return told.Length == 0
            ? null
            : string.Join("; ", told[..^1].Select(t => t.Split(" (there are: ")[0].TrimEnd('?')).Append(told[^1]));
    }
}
