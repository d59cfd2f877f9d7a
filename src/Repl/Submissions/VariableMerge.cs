using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>A piece of code that only declares variables, and the chain before it.</summary>
/// <param name="Before">The compilation before it.</param>
/// <param name="StatesBefore">The number of state objects before its own.</param>
/// <param name="Compilation">Its compilation.</param>
/// <param name="State">Its state object, which holds the variables.</param>
/// <param name="Assembly">The name of its assembly.</param>
internal sealed record VariablePiece(
    CSharpCompilation Before,
    int StatesBefore,
    CSharpCompilation Compilation,
    object State,
    string Assembly
)
{
    /// <summary>The variables that it declares.</summary>
    public IEnumerable<IFieldSymbol> Fields => VariableMerge.Declared(Compilation).OfType<IFieldSymbol>();
}

/// <summary>
/// Decides which variables can move to one piece that declares many. The compiler looks up each name in all pieces, so a
/// long session is quick only if there are few.
/// </summary>
/// <remarks>
/// A variable stays where it is if code that can run again names it, because that code would use the old place, or if
/// its type cannot be written in C#.
/// </remarks>
internal static class VariableMerge
{
    /// <summary>Whether a piece declares nothing but variables that can move.</summary>
    public static bool IsPlain(CSharpCompilation compilation)
    {
        if (compilation.SyntaxTrees.Length != 1 || compilation.ScriptClass is not { } script)
            return false;
        var root = (CompilationUnitSyntax)compilation.SyntaxTrees[0].GetRoot();
        if (root.Usings.Count > 0 || root.Externs.Count > 0 || root.ContainsDirectives)
            return false;
        var inFunctions = NamesInFunctions(root);
        return inFunctions is not null
            && Declared(compilation)
                .All(m =>
                    m is IFieldSymbol { IsConst: false, IsReadOnly: false, IsVolatile: false, IsStatic: false } field
                    && field.GetAttributes().IsEmpty
                    && !inFunctions.Contains(field.Name)
                    && IsSpeakable(field.Type)
                    && compilation.IsSymbolAccessibleWithin(field.Type, script)
                );
    }

    /// <summary>The declarations of a piece.</summary>
    public static IEnumerable<ISymbol> Declared(CSharpCompilation compilation) =>
        compilation.ScriptClass!.GetMembers().Where(m => !m.IsImplicitlyDeclared);

    /// <summary>Returns the code that declares variables again.</summary>
    public static string Declarations(IEnumerable<IFieldSymbol> fields)
    {
        var code = new StringBuilder();
        foreach (var field in fields)
        {
            code.Append(field.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat))
                .Append(" @")
                .Append(field.Name)
                .Append(";\n");
        }
        return code.ToString();
    }

    // The names in the functions of a piece, which can run after it; null if the piece itself may still be running.
    private static HashSet<string>? NamesInFunctions(SyntaxNode root)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in root.DescendantNodes())
        {
            if (node is AwaitExpressionSyntax)
                return null;
            if (node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax)
                names.UnionWith(node.DescendantNodes().OfType<SimpleNameSyntax>().Select(n => n.Identifier.ValueText));
        }
        return names;
    }

    // Types of the session are nested in their pieces, and anonymous types have no names.
    private static bool IsSpeakable(ITypeSymbol type)
    {
        var ahead = new Stack<ITypeSymbol>([type]);
        while (ahead.TryPop(out var next))
        {
            switch (next)
            {
                case IArrayTypeSymbol array:
                    ahead.Push(array.ElementType);
                    break;
                case IDynamicTypeSymbol:
                    break;
                case INamedTypeSymbol { TypeKind: not TypeKind.Error, IsAnonymousType: false } named
                    when named.IsTupleType || named.ContainingAssembly is not ISourceAssemblySymbol:
                    foreach (var argument in named.TypeArguments)
                        ahead.Push(argument);
                    if (named.ContainingType is { } outer)
                        ahead.Push(outer);
                    break;
                default:
                    return false;
            }
        }
        return true;
    }
}
