using System.Reflection.PortableExecutable;
using System.Text;
using Gchunk.Repl.Packages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Gchunk.Repl.Submissions;

/// <summary>The compilations of a session, each after those whose declarations it sees.</summary>
/// <remarks>
/// The references and the imports belong to an empty compilation before the first: the later ones inherit them. Were
/// they given to each, each would hold symbols of its own for the whole framework and for all
/// compilations before it (1.5 MB an input, growing with their number; so it takes 45 kB).
/// </remarks>
internal sealed class SubmissionChain
{
    /// <summary>How the code of a session is parsed.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(
        LanguageVersion.Latest,
        DocumentationMode.None,
        SourceCodeKind.Script
    );

    private CSharpCompilationOptions options;
    private readonly string name = "gchunk-session-" + Guid.NewGuid().ToString("N");
    private readonly Type globals;
    private int made;

    /// <param name="globals">The type whose members are in scope by their bare names.</param>
    /// <param name="folder">Where <c>#r</c> and <c>#load</c> look for relative paths.</param>
    public SubmissionChain(Type globals, string folder)
    {
        this.globals = globals;
        options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            metadataReferenceResolver: new PackageResolver(folder, Packages),
            sourceReferenceResolver: ScriptSourceResolver.Default.WithBaseDirectory(folder),
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default
        );
        Root = CSharpCompilation.CreateScriptCompilation(
            name,
            Parse("", ""),
            References(),
            options.WithUsings(ScriptImports.All()),
            previousScriptCompilation: null,
            typeof(object),
            globals
        );
        Last = Root;
    }

    /// <summary>The packages that the code took in.</summary>
    public SessionPackages Packages { get; } = new();

    /// <summary>The empty compilation before the first.</summary>
    public CSharpCompilation Root { get; }

    /// <summary>The newest compilation whose declarations are seen by the code to come.</summary>
    public CSharpCompilation Last { get; private set; }

    /// <summary>Prepares code to be compiled as it would be seen now. It changes nothing.</summary>
    /// <param name="code">A script or a piece of one.</param>
    /// <param name="path">The file that it comes from, or a name for it.</param>
    /// <param name="references">Assemblies that it sees beside those that were seen before.</param>
    public CSharpCompilation Next(string code, string path, IEnumerable<string>? references = null) =>
        CSharpCompilation.CreateScriptCompilation(
            $"{name}-{Interlocked.Increment(ref made)}",
            Parse(code, path),
            references?.Select(Reference),
            options,
            Last,
            typeof(object),
            globals
        );

    /// <summary>Lets the code to come see what this one declares.</summary>
    public void Append(CSharpCompilation compilation) => Last = compilation;

    /// <summary>Lets <c>#r</c> and <c>#load</c> look elsewhere for relative paths.</summary>
    public void MoveTo(string folder) =>
        options = options
            .WithMetadataReferenceResolver(new PackageResolver(folder, Packages))
            .WithSourceReferenceResolver(ScriptSourceResolver.Default.WithBaseDirectory(folder));

    /// <summary>Forgets all declarations.</summary>
    public void Reset() => Last = Root;

    // The encoding is what the debug information's check sum is made of.
    private static SyntaxTree Parse(string code, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, path);

    // Everything the program itself may load, but the compiler.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                !Path.GetFileName(path.AsSpan()).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            )
            .Select(Reference);

    // Reads the metadata alone: CreateFromFile would read the machine code of the whole framework at each start.
    private static PortableExecutableReference Reference(string path)
    {
        using var file = File.OpenRead(path);
        return AssemblyMetadata
            .Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata))
            .GetReference(Documentation(path), filePath: path);
    }

    private static DocumentationFile? Documentation(string path) =>
        Path.ChangeExtension(path, ".xml") is var xml && File.Exists(xml) ? new DocumentationFile(xml) : null;
}
