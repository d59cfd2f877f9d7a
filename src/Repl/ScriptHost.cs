using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using System.Text;
using Gchunk.Engine.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;

namespace Gchunk.Repl;

/// <summary>What became of one piece of code: errors of compilation, an exception, or a value (null where it is a statement).</summary>
internal sealed record Evaluation(ImmutableArray<Diagnostic> Errors, Exception? Exception, object? Value)
{
    public bool Succeeded => Errors.IsEmpty && Exception is null;
}

/// <summary>Compiles and runs C# piece by piece; each piece sees the variables of those before it.</summary>
internal sealed class ScriptHost
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    private readonly string folder;
    private readonly ScriptGlobals globals;
    private readonly ScriptOptions options;
    private ScriptState<object>? state;
    private int generation;

    /// <param name="arguments">What the code sees as <c>Args</c>.</param>
    /// <param name="folder">Where <c>#r</c> and <c>#load</c> look for relative paths.</param>
    public ScriptHost(string[] arguments, string folder)
    {
        this.folder = folder;
        globals = new ScriptGlobals(arguments);
        options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true) // an exception names the script's line
            .WithFileEncoding(Encoding.UTF8)
            .WithAllowUnsafe(true)
            .WithReferences(References())
            .WithImports(ScriptImports.All())
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(folder));
    }

    /// <summary>Whether the code can stand as it is, or waits for a closing bracket or the rest of a statement.</summary>
    public static bool IsComplete(string code) =>
        SyntaxFactory.IsCompleteSubmission(SyntaxFactory.ParseSyntaxTree(code, ParseOptions));

    /// <summary>Whether only the semicolon is missing from a declaration or an assignment, as one forgets it at a prompt.</summary>
    public static bool LacksOnlySemicolon(string code)
    {
        SyntaxTree tree = SyntaxFactory.ParseSyntaxTree(code.TrimEnd() + ";", ParseOptions);
        if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error)) return false;
        return ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault() is FieldDeclarationSyntax
            or GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax or ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax } };
    }

    /// <summary>Compiles the code after what ran before it, and runs it to its end.</summary>
    /// <param name="code">A script or a piece of one.</param>
    /// <param name="path">The file that it comes from, or a name for it; errors are told apart by it.</param>
    public Evaluation Evaluate(string code, string path)
    {
        Interrupt.Reset();
        var mine = Volatile.Read(ref generation);
        var here = options.WithFilePath(path);
        var script = state is null
            ? CSharpScript.Create<object>(code, here, typeof(ScriptGlobals))
            : state.Script.ContinueWith<object>(code, here);
        var errors = script.Compile().Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start).ToImmutableArray();
        if (!errors.IsEmpty)
        {
            return new Evaluation(errors, null, null);
        }

        // Exceptions are caught inside, so that the variables set before one survive it.
        var run = state is null ? script.RunAsync(globals, _ => true) : script.RunFromAsync(state, _ => true);
        var result = run.GetAwaiter().GetResult();
        if (mine == Volatile.Read(ref generation))
        {
            state = result;
        }

        return new Evaluation([], result.Exception, result.ReturnValue);
    }

    /// <summary>Gives up on the evaluation that runs now: should it ever end, the session takes nothing from it.</summary>
    public void Abandon() => Interlocked.Increment(ref generation);

    /// <summary>Finds a line in the pieces that ran: the name that its piece was given and its text; null for a file that is none of them.</summary>
    /// <param name="file">The file, as a stack trace names it: a full path even where the piece's name is none.</param>
    /// <param name="line">Counted from 0.</param>
    public (string Path, string Text)? FindLine(string file, int line)
    {
        for (Script? script = state?.Script; script is not null; script = script.Previous)
        {
            foreach (var tree in script.GetCompilation().SyntaxTrees)
            {
                if (Path.GetFullPath(tree.FilePath, folder) == file && tree.GetText() is var text && line < text.Lines.Count)
                {
                    return (tree.FilePath, text.Lines[line].ToString());
                }
            }
        }

        return null;
    }

    // Reads the metadata alone: CreateFromFile would read the machine code of the whole framework at each start.
    private static PortableExecutableReference Reference(string path)
    {
        using var file = File.OpenRead(path);
        return AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata)).GetReference(filePath: path);
    }

    // Everything the program itself may load, but the compiler.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path.AsSpan()).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(path => Reference(path));
}
