using Gchunk.Repl.Assistance.Python;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Assistance;

/// <summary>Says what to write where an operator of Python does not fit the types beside it.</summary>
internal static class OperatorAdvice
{
    /// <summary>Says how a dtype is written where it is compared with a text.</summary>
    public static string? DTypeAsText(SemanticModel model, BinaryExpressionSyntax comparison) =>
        comparison.Right is LiteralExpressionSyntax { Token.Value: string name }
        && model.GetTypeInfo(comparison.Left).Type is { Name: "DType" }
        && PythonNames.DType(name) is { } dtype
            ? $"dtypes are no texts; write {comparison.Left} {comparison.OperatorToken} {dtype}"
            : null;

    /// <summary>Says how a text is repeated.</summary>
    public static string? Repeated(BinaryExpressionSyntax product)
    {
        var (text, count) = product.Left is LiteralExpressionSyntax { Token.Value: string }
            ? (product.Left, product.Right)
            : (product.Right, product.Left);
        return product.OperatorToken.Text == "*" && text is LiteralExpressionSyntax { Token.Value: string }
            ? $"a text is repeated by a function; write string.Concat(Enumerable.Repeat({text}, {count}))"
            : null;
    }

    /// <summary>What joins lists, which a plus sign does in Python.</summary>
    public const string Joining =
        "lists are joined by a.Concat(b).ToArray(), or int[] c = [.. a, .. b]; arrays by Concatenate([x, y])";

    /// <summary>Says how lists are joined.</summary>
    public static string? Joined(SemanticModel model, BinaryExpressionSyntax sum) =>
        sum.OperatorToken.Text == "+"
        && (model.GetTypeInfo(sum.Left).Type, model.GetTypeInfo(sum.Right).Type)
            is
                (IArrayTypeSymbol, IArrayTypeSymbol)
                or
                ({ Name: "List" }, { Name: "List" })
            ? Joining
            : null;

    /// <summary>Says how a power is written, if the operator between floating-point values or arrays is ^.</summary>
    public static string? Power(SemanticModel model, ExpressionSyntax value)
    {
        if (value is not BinaryExpressionSyntax { OperatorToken.Text: "^" } power)
            return null;
        ITypeSymbol?[] types = [model.GetTypeInfo(power.Left).Type, model.GetTypeInfo(power.Right).Type];
        bool arrays = Array.Exists(types, t => t is not null && TypeAdvice.IsOurs(t)),
            numbers = Array.Exists(
                types,
                t =>
                    t?.SpecialType
                        is SpecialType.System_Double
                            or SpecialType.System_Single
                            or SpecialType.System_Decimal
            );
        return arrays || numbers
            ? $"^ is no power; write {(arrays ? "" : "Math.")}Pow({power.Left}, {power.Right})"
            : null;
    }
}
