using System.Collections.Immutable;
using Gchunk.Repl.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace Gchunk.Repl.Submissions;

/// <summary>Compiles a script compilation to a submission: emits its assembly and loads it.</summary>
internal static class SubmissionCompiler
{
    private static readonly EmitOptions Options = new(debugInformationFormat: DebugInformationFormat.Embedded);

    /// <returns>
    /// The submission, or null if there are errors (ordered by position) or nothing to run, as in a lone <c>using</c>.
    /// </returns>
    public static (Submission? Submission, ImmutableArray<Diagnostic> Errors) Compile(
        Compilation compilation,
        SubmissionContext context
    )
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image, options: Options);
        if (!emitted.Success)
        {
            var errors = emitted
                .Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
                .OrderBy(d => d.Location.SourceSpan.Start)
                .ToImmutableArray();
            return (null, ErrorAdvice.To(compilation, errors));
        }

        foreach (var reference in compilation.DirectiveReferences.OfType<PortableExecutableReference>())
        {
            if (reference.FilePath is { } path)
                context.Libraries.AddAssembly(Path.GetFullPath(path));
        }

        var bytes = image.ToArray();
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        return (new Submission(bytes, context.Load(bytes), entry.ContainingType.MetadataName, entry.MetadataName), []);
    }

    /// <summary>Compiles without loading the result.</summary>
    public static void Warm(Compilation compilation)
    {
        using var image = new MemoryStream();
        compilation.Emit(image, options: Options);
    }

    /// <summary>
    /// Whether later code can see anything of a piece: a variable, a function, a type, a <c>using</c> or an assembly. A
    /// plain expression declares nothing.
    /// </summary>
    public static bool DeclaresAnything(Compilation compilation) =>
        compilation.ScriptClass is not { } script
        || script.GetMembers().Any(m => !m.IsImplicitlyDeclared)
        || compilation.SyntaxTrees.Count() != 1
        || compilation.SyntaxTrees.First().GetRoot() is CompilationUnitSyntax root
            && (root.Usings.Count > 0 || root.Externs.Count > 0 || root.ContainsDirectives);
}
