using System.Collections.Immutable;
using System.Globalization;
using Gchunk.Repl.Assistance;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Gchunk.Repl.Submissions;

/// <summary>Compiles a script compilation to a submission: emits its assembly and loads it.</summary>
internal static class SubmissionCompiler
{
    /// <summary>How often literals are mended before the errors that are left are told.</summary>
    public const int MostMendings = 6;

    private static readonly EmitOptions Options = new(debugInformationFormat: DebugInformationFormat.Embedded);

    /// <param name="compilation">The code.</param>
    /// <param name="context">Where the assembly is loaded.</param>
    /// <param name="cancellation">Ends the compilation with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// The submission, or null if there are errors (ordered by position) or nothing to run, as in a lone <c>using</c>;
    /// and the compilation, in which literals may have been rewritten.
    /// </returns>
    public static (Submission? Submission, ImmutableArray<Diagnostic> Errors, Compilation Compiled) Compile(
        Compilation compilation,
        SubmissionContext context,
        CancellationToken cancellation = default
    )
    {
        if (CharacterRanges.In(compilation) is { IsEmpty: false } ranges)
            return (null, ranges, compilation);
        if (Misread.In(compilation) is { IsEmpty: false } misread)
            return (null, misread, compilation);
        using var image = new MemoryStream();
        var (emitted, errors) = Emit(compilation, image, cancellation);
        // An error may hide the next one.
        var (mended, left) = (compilation, errors);
        for (int round = 0; round < MostMendings && !left.IsEmpty; round++)
        {
            if (LiteralMending.Of(mended, left) is not { } next)
                break;
            mended = next;
            (emitted, left) = Emit(mended, image, cancellation);
        }
        if (!emitted)
            return (null, left.IsEmpty ? [] : Advised(compilation, errors, mended, left), mended);

        if (Misread.Uncalled(mended, compilation) is { } uncalled)
            return (null, [uncalled], mended);
        cancellation.ThrowIfCancellationRequested();
        foreach (var reference in mended.DirectiveReferences.OfType<PortableExecutableReference>())
        {
            if (reference.FilePath is { } path)
                context.Libraries.AddAssembly(Path.GetFullPath(path));
        }

        var bytes = image.ToArray();
        var entry = mended.GetEntryPoint(CancellationToken.None)!;
        var type = entry.ContainingType.MetadataName;
        return (new Submission(bytes, context.Load(bytes), type, entry.MetadataName), [], mended);
    }

    // The errors that are left when literals are mended, with advice. If the mended ones hid them all, they are found in
    // the mended code, and told where they stand in what was typed.
    private static ImmutableArray<Diagnostic> Advised(
        Compilation typed,
        ImmutableArray<Diagnostic> errors,
        Compilation mended,
        ImmutableArray<Diagnostic> left
    )
    {
        // That arguments are missing is due to the ones that were taken away.
        if (mended == typed || left.Any(e => e.Id is "CS1501" or "CS7036"))
            return ErrorAdvice.To(typed, errors);
        var messages = left.Select(Message).ToHashSet();
        ImmutableArray<Diagnostic> same = [.. errors.Where(e => messages.Contains(Message(e)))];
        return same.IsEmpty
            ? [.. ErrorAdvice.To(mended, left).Select(e => Placed(e, mended, typed, errors[0].Location))]
            : ErrorAdvice.To(typed, same);
    }

    private static Diagnostic Placed(Diagnostic error, Compilation mended, Compilation typed, Location otherwise)
    {
        int number = error.Location.SourceTree is { } tree ? mended.SyntaxTrees.ToList().IndexOf(tree) : -1;
        if (number < 0)
            return error;
        var span = error.Location.SourceSpan;
        var source = typed.SyntaxTrees.ElementAt(number);
        string text = source.GetText().ToString(),
            word = error.Location.SourceTree!.GetText().ToString(span);
        int nearest = -1;
        for (int at = text.IndexOf(word, StringComparison.Ordinal); word.Length > 0 && at >= 0; )
        {
            if (nearest < 0 || Math.Abs(at - span.Start) < Math.Abs(nearest - span.Start))
                nearest = at;
            at = text.IndexOf(word, at + 1, StringComparison.Ordinal);
        }
        var place = nearest < 0 ? otherwise : Location.Create(source, new TextSpan(nearest, word.Length));
        return ErrorAdvice.Error(error.Id, Message(error), place);
    }

    private static string Message(Diagnostic error) => error.GetMessage(CultureInfo.InvariantCulture);

    private static (bool Success, ImmutableArray<Diagnostic> Errors) Emit(
        Compilation compilation,
        MemoryStream image,
        CancellationToken cancellation
    )
    {
        image.SetLength(0);
        var emitted = compilation.Emit(image, options: Options, cancellationToken: cancellation);
        return (
            emitted.Success,
            emitted.Success
                ? []
                :
                [
                    .. emitted
                        .Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
                        .OrderBy(d => d.Location.SourceSpan.Start),
                ]
        );
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
