using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Finds the variables that a piece of code can still use after it ran: those named in its functions, lambdas and
/// types.
/// </summary>
internal static class SubmissionFields
{
    /// <summary>
    /// Whether part of the code can run again later. Code that only runs from top to bottom uses nothing afterwards.
    /// </summary>
    public static bool MayRunAgain(Compilation compilation) =>
        compilation.SyntaxTrees.Any(tree =>
            tree.GetRoot()
                .DescendantNodes()
                .Any(node =>
                    node
                        is AnonymousFunctionExpressionSyntax
                            or LocalFunctionStatementSyntax
                            or BaseMethodDeclarationSyntax
                            or BaseTypeDeclarationSyntax
                            or BasePropertyDeclarationSyntax
                            or QueryExpressionSyntax
                            or AwaitExpressionSyntax
                )
        );

    /// <summary>The variables of other pieces that a piece names, each with the name of its assembly.</summary>
    public static IEnumerable<(string Assembly, string Field)> Named(byte[] image)
    {
        using var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var metadata = file.GetMetadataReader();
        var named = new List<(string, string)>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.GetKind() != MemberReferenceKind.Field || member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (type.ResolutionScope.Kind != HandleKind.AssemblyReference)
                continue;
            var assembly = metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
            named.Add((metadata.GetString(assembly.Name), metadata.GetString(member.Name)));
        }
        return named;
    }
}
