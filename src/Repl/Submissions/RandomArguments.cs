using Gchunk.Repl.Assistance;
using Gchunk.Repl.Assistance.Python;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Calls of distributions with plain numbers, <c>Rand.Integers(1, 7, 100)</c>: the shape comes first here, in NumPy the
/// size comes last. Both read them, with other results, so they are answered by spellings that have one meaning.
/// </summary>
internal static class RandomArguments
{
    private static readonly HashSet<string> Ranges = ["Rand.Integers", "Rand.Uniform", "Rand.Triangular"];

    // NumPy's second parameter is a scale, which is above 0 where anything is drawn.
    private static readonly HashSet<string> Scaled =
    [
        "Rand.Normal",
        "Rand.Laplace",
        "Rand.Gumbel",
        "Rand.Logistic",
        "Rand.LogNormal",
    ];

    /// <summary>Says how a call is written that has two meanings, or NumPy's alone; null for other calls.</summary>
    public static string? Advice(SemanticModel model, InvocationExpressionSyntax call)
    {
        string name = call.Expression.ToString();
        if (!name.StartsWith("Rand.", StringComparison.Ordinal) || !IsOurs(model, call))
            return null;
        ArgumentSyntax[] positional = [.. call.ArgumentList.Arguments.TakeWhile(a => a.NameColon is null)],
            named = [.. call.ArgumentList.Arguments.Skip(positional.Length)];
        if (
            positional.Length < 2
            || named.Any(a => a.NameColon?.Name.Identifier.Text is not ("seed" or "chunks" or "dtype"))
        )
        {
            return null;
        }

        string[] given = [.. positional.Select(a => a.ToString())];
        string end = string.Concat(named.Select(a => $", {a}"));
        if (Lists(name, positional) is { } moved)
            return $"the shape comes first; write {name}({moved}{end})";
        if (PythonNames.AfterShape(name) is not { } form)
            return null;
        int parameters = form.Length;
        var values = Array.ConvertAll(positional, a => Number(model, a.Expression));
        string first = given[0],
            last = given[^1];
        if (values[0] is not { } lead || values[^1] is not { } final)
            return null;
        if (parameters == 0 && given.Length == 2 && named.Length == 0)
            return $"{name}({first}, {last}) would be {first} numbers in chunks of {last}; an array of two axes is {name}(({first}, {last}))";
        bool sized = given.Length == parameters + 1;
        if (
            !sized
            && !(given.Length == parameters && given.Length == 2 && form[^1].IsOptional || name == "Rand.Integers")
        )
        {
            return null;
        }

        // Where the shape cannot come first, the form whose parameters are arrays has NumPy's order.
        if (
            lead.IsInteger
            && sized
            && values
                .Skip(1)
                .Zip(form)
                .Any(p => p.First is { IsInteger: false } && p.Second.ParameterType == typeof(long))
        )
        {
            return null;
        }
        string inOrder = string.Join(", ", given[..^1]);
        if (!lead.IsInteger)
        {
            // Parameters that are arrays come before the shape; forms without such parameters are not called.
            return sized && !PythonNames.TakesArrays(name)
                ? $"the shape comes first; write {name}({last}, {inOrder}{end})"
                : null;
        }
        if (
            sized
                ? HasOneMeaning(name, values)
                : !(lead.Known <= 0)
                    && (
                        values[1] is { IsInteger: false } or { Known: 0 }
                        || name == "Rand.Integers" && lead.Known >= values[1]?.Known
                    )
        )
        {
            return null;
        }

        if (!sized)
        {
            return lead.Known <= 0
                ? $"the shape comes first; one number is {name}(1, {first}, {last}{end})"
                : $"{name}({first}, {last}) has more than one meaning; {first} numbers are {name}(shape: {first}, {last}{end}), one is {name}(shape: 1, {first}, {last}{end}), and an array of two axes {name}(({first}, {last}){end})";
        }
        if (lead.Known <= 0)
        {
            bool plain = HasOneMeaning(name, [values[^1], .. values[..^1]]);
            return $"the shape comes first; write {name}({(plain ? "" : "shape: ")}{last}, {inOrder}{end})";
        }
        return $"{name}({string.Join(", ", given)}) has two meanings; as in NumPy it is {name}(shape: {last}, {inOrder}{end}), with the shape first {name}(shape: {first}, {string.Join(", ", given[1..])}{end})";
    }

    // Whether only the order of this function makes sense: the shape, then the parameters.
    private static bool HasOneMeaning(string name, Value?[] values)
    {
        if (values[0]!.Value.Known <= 0)
            return false;
        if (values[^1] is not { } size || !size.IsInteger || size.Known < 2)
            return true;
        if (values[1] is not { Known: { } second })
            return false;
        return Ranges.Contains(name) && (second <= 1 || values[0]!.Value.Known >= second)
            || Scaled.Contains(name) && second == 0;
    }

    // Rand.Dirichlet([1, 2], 10) and Rand.Multinomial(20, [0.5, 0.5], 10).
    private static string? Lists(string name, ArgumentSyntax[] arguments)
    {
        int count = name switch
        {
            "Rand.Dirichlet" => 2,
            "Rand.Multinomial" or "Rand.MultivariateNormal" => 3,
            _ => 0,
        };
        if (arguments.Length != count || IsList(arguments[^1].Expression))
            return null;
        return
            count == 2
            || IsList(arguments[1].Expression)
            || name == "Rand.MultivariateNormal"
                && arguments[^1].Expression is LiteralExpressionSyntax or TupleExpressionSyntax
            ? $"{arguments[^1]}, {string.Join(", ", arguments.SkipLast(1).Select(a => Written(name, a)))}"
            : null;
    }

    // A list is no array yet.
    private static string Written(string name, ArgumentSyntax argument) =>
        name == "Rand.MultivariateNormal" && argument.Expression is CollectionExpressionSyntax
            ? $"FromArray({argument})"
            : argument.ToString();

    private static bool IsList(ExpressionSyntax value) =>
        value is CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax;

    // A number that is written down, or that has such a type.
    private static Value? Number(SemanticModel model, ExpressionSyntax given)
    {
        var info = model.GetTypeInfo(given).Type?.SpecialType;
        if (
            info
            is not (
                SpecialType.System_Int32
                or SpecialType.System_Int64
                or SpecialType.System_Double
                or SpecialType.System_Single
            )
        )
        {
            return null;
        }

        bool integer = info is SpecialType.System_Int32 or SpecialType.System_Int64;
        return model.GetConstantValue(given) is { HasValue: true, Value: { } value }
            ? new Value(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), integer)
            : new Value(null, integer);
    }

    // The number, where it is known when the code is compiled.
    private readonly record struct Value(double? Known, bool IsInteger);

    // A user may have a class of this name.
    private static bool IsOurs(SemanticModel model, InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access
        && model.GetSymbolInfo(access.Expression).Symbol is INamedTypeSymbol type
        && TypeAdvice.IsOurs(type);
}
