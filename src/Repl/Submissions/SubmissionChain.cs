using System.Reflection.PortableExecutable;
using System.Text;
using Gchunk.Repl.Packages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// The compilations of a session, in a chain in which each sees the declarations of the earlier ones.
/// </summary>
/// <remarks>
/// The references and imports belong to an empty first compilation, and the later ones inherit them. If each had its
/// own references, each would hold its own symbols for the whole framework and for all earlier compilations (1.5 MB per
/// input and growing; this way an input takes 45 kB).
/// </remarks>
internal sealed class SubmissionChain
{
    /// <summary>The options for parsing the code of a session.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(
        LanguageVersion.Latest,
        DocumentationMode.None,
        SourceCodeKind.Script
    );

    private CSharpCompilationOptions options;
    private readonly string name = "gchunk-session-" + Guid.NewGuid().ToString("N");
    private readonly Type globals;
    private int made;

    /// <param name="globals">The type whose members the code can use by their bare names.</param>
    /// <param name="folder">The folder that relative paths in <c>#r</c> and <c>#load</c> refer to.</param>
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

    /// <summary>The packages that the session references.</summary>
    public SessionPackages Packages { get; } = new();

    /// <summary>The empty first compilation.</summary>
    public CSharpCompilation Root { get; }

    /// <summary>The newest compilation whose declarations later code can see.</summary>
    public CSharpCompilation Last { get; private set; }

    /// <summary>
    /// Creates the compilation of a piece of code that would come next, without adding it to the chain.
    /// </summary>
    /// <param name="code">A script or a piece of one.</param>
    /// <param name="path">The file that the code comes from, or a name for it.</param>
    /// <param name="references">Additional assemblies that the code references.</param>
    public CSharpCompilation Next(string code, string path, IEnumerable<string>? references = null) =>
        NextAfter(Last, code, path, references);

    /// <summary>As <see cref="Next"/>, after an earlier compilation.</summary>
    public CSharpCompilation NextAfter(
        CSharpCompilation previous,
        string code,
        string path,
        IEnumerable<string>? references = null
    ) =>
        CSharpCompilation.CreateScriptCompilation(
            $"{name}-{Interlocked.Increment(ref made)}",
            Parse(code, path),
            references?.Select(Reference),
            options,
            previous,
            typeof(object),
            globals
        );

    /// <summary>
    /// Makes a compilation the newest, so that later code sees its declarations and those of the compilations before it.
    /// </summary>
    public void Append(CSharpCompilation compilation) => Last = compilation;

    /// <summary>Changes the folder that relative paths in <c>#r</c> and <c>#load</c> refer to.</summary>
    public void MoveTo(string folder) =>
        options = options
            .WithMetadataReferenceResolver(new PackageResolver(folder, Packages))
            .WithSourceReferenceResolver(ScriptSourceResolver.Default.WithBaseDirectory(folder));

    /// <summary>Removes all declarations.</summary>
    public void Reset() => Last = Root;

    // The debug information's checksum needs the encoding.
    private static SyntaxTree Parse(string code, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, path);

    // All assemblies that the program can load, except the compiler, the web server and the client of Kubernetes, which
    // has 8 MB of metadata.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                !Path.GetFileName(path.AsSpan()).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                && Path.GetFileName(path) is not ("KubernetesClient.dll" or "Fractions.dll")
                && !Web.WebAssemblies.Contains(path)
            )
            .Select(Reference);

    // Reads only the metadata. CreateFromFile would read the machine code of the whole framework at each start.
    private static PortableExecutableReference Reference(string path)
    {
        using var file = File.OpenRead(path);
        return AssemblyMetadata
            .Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata))
            .GetReference(Documentation(path), filePath: path);
    }

    private static AssemblyDocumentationProvider? Documentation(string path) =>
        Path.ChangeExtension(path, ".xml") is var xml && File.Exists(xml)
            ? new AssemblyDocumentationProvider(xml)
            : null;
}
