using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>Says what to write where Python takes a value of another type: truth values, whole numbers and pairs.</summary>
internal static class ValueAdvice
{
    /// <summary>Says what is true or false about a number that is negated.</summary>
    public static string? Negated(SemanticModel model, PrefixUnaryExpressionSyntax negated)
    {
        if (!negated.IsKind(SyntaxKind.LogicalNotExpression) || !IsNumber(model.GetTypeInfo(negated.Operand).Type))
            return null;
        return
            negated.Parent is BinaryExpressionSyntax { OperatorToken.Text: not ("&&" or "||") } comparison
            && comparison.Left == negated
            ? $"! is applied before {comparison.OperatorToken}; write !({negated.Operand} {comparison.OperatorToken} {comparison.Right})"
            : $"a number is neither true nor false; write {negated.Operand} == 0";
    }

    /// <summary>Says what is true or false about a number that is a condition.</summary>
    public static string? Truth(SemanticModel model, ExpressionSyntax value) =>
        value.Parent is IfStatementSyntax or WhileStatementSyntax or ConditionalExpressionSyntax
        && IsNumber(model.GetTypeInfo(value).Type)
            ? $"a number is neither true nor false; write {value} != 0"
            : null;

    /// <summary>Says how a power of a whole number stays one.</summary>
    public static string? Whole(SemanticModel model, ExpressionSyntax value) =>
        value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Pow" } }
        && model.GetTypeInfo(value)
            is {
                Type.SpecialType: SpecialType.System_Double,
                ConvertedType: { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } whole
            }
            ? $"a power is a double; write {(value.Parent is AssignmentExpressionSyntax assigned ? $"{assigned.Left} = " : "")}({whole.ToDisplayString()}){value}"
            : null;

    /// <summary>Says how widths for each axis, and coordinates by name, are given.</summary>
    public static string? Pairs(SemanticModel model, SyntaxNode node)
    {
        if (
            node.FirstAncestorOrSelf<InvocationExpressionSyntax>()
                is not {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Expression: var receiver,
                        Name.Identifier.Text: var called
                    },
                    ArgumentList.Arguments: [{ Expression: TupleExpressionSyntax first }, ..] and var arguments
                }
            || model.GetTypeInfo(receiver).Type is not { } type
            || !TypeAdvice.IsOurs(type)
        )
        {
            return null;
        }
        if (called == "Pad" && type.Name == "ChunkedArray")
        {
            string pairs = first.Arguments[0].Expression is TupleExpressionSyntax ? $"{first.Arguments}" : $"{first}";
            string rest = string.Concat(arguments.Skip(1).Select(a => $", {a}"));
            return $"widths are a list of a pair for each axis; write {receiver}.Pad([{pairs}]{rest})";
        }
        if (
            called != "AssignCoords"
            || !arguments.All(a => a.Expression is TupleExpressionSyntax { Arguments.Count: 2 })
        )
        {
            return null;
        }
        var coords = arguments.Select(a => $".AssignCoords({((TupleExpressionSyntax)a.Expression).Arguments})");
        return $"a name and its labels are two arguments; write {receiver}{string.Concat(coords)}";
    }

    /// <summary>Says how an array that is made is labelled: <c>coords: new Dictionary&lt;…&gt; { ["x"] = … }</c>.</summary>
    public static string? Labelled(ArgumentListSyntax list)
    {
        if (
            list.Parent is not ObjectCreationExpressionSyntax made
            || made.Type.ToString() != "DataArray"
            || list.Arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.Text == "coords") is not { } coords
            || coords.Expression is not BaseObjectCreationExpressionSyntax { Initializer: { } entries }
        )
        {
            return null;
        }
        var pairs = entries.Expressions.Select(e =>
            e switch
            {
                AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax key, Right: var value } =>
                    $".AssignCoords({key.ArgumentList.Arguments}, {value})",
                InitializerExpressionSyntax { Expressions: [var key, var value] } => $".AssignCoords({key}, {value})",
                _ => "",
            }
        );
        string others = string.Join(", ", list.Arguments.Where(a => a != coords));
        return $"labels are assigned to an array that is made; write new DataArray({others}){string.Concat(pairs)}";
    }

    private static bool IsNumber(ITypeSymbol? type) =>
        type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;
}
