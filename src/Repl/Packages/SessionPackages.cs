using System.Collections.Immutable;
using Gchunk.Engine;
using Gchunk.Repl.Assistance;
using Gchunk.Repl.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gchunk.Repl.Packages;

/// <summary>
/// The packages of a session, referenced with <c>#r "nuget: …"</c>. They are downloaded when the code runs. Features
/// such as completion, which only analyse code, see the packages that are already there.
/// </summary>
internal sealed class SessionPackages
{
    private readonly List<PackageName> asked = [];
    private readonly HashSet<string> given = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> main = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the file that represents a package in a compilation, or null if the package is not there yet. A package
    /// without assemblies is represented by an assembly of the framework.
    /// </summary>
    public string? FileFor(string reference)
    {
        PackageName package;
        try
        {
            package = PackageName.Parse(reference);
        }
        catch (GchunkException)
        {
            return null;
        }
        lock (asked)
        {
            if (
                main.TryGetValue(package.Name.ToLowerInvariant(), out var file)
                && (package.Version == "*" || asked.Contains(package))
            )
            {
                return file;
            }

            return asked.Any(p => IsSame(p, package)) ? typeof(object).Assembly.Location : null;
        }
    }

    /// <summary>Downloads the packages that code references and that are not there yet.</summary>
    /// <param name="compilation">The code.</param>
    /// <param name="folder">The folder of the script, whose package sources are used; null at the prompt.</param>
    /// <param name="context">The load context that the assemblies are added to.</param>
    /// <returns>The new assemblies, and an error if a package could not be downloaded.</returns>
    public (ImmutableArray<string> Assemblies, Diagnostic? Error) Get(
        CSharpCompilation compilation,
        string? folder,
        SubmissionContext context
    )
    {
        Location? at = null;
        try
        {
            var wanted = new List<PackageName>();
            foreach (
                var directive in compilation
                    .SyntaxTrees.Select(t => t.GetCompilationUnitRoot())
                    .Where(r => r.ContainsDirectives)
                    .SelectMany(r => r.GetReferenceDirectives())
                    .Where(d => PackageName.IsPackage(d.File.ValueText))
            )
            {
                at = directive.File.GetLocation();
                var package = PackageName.Parse(directive.File.ValueText);
                if (
                    asked.Concat(wanted).Any(p => IsSame(p, package))
                    || (package.Version == "*" && main.ContainsKey(package.Name.ToLowerInvariant()))
                )
                {
                    continue;
                }

                if (
                    asked
                        .Concat(wanted)
                        .FirstOrDefault(p => p.Name.Equals(package.Name, StringComparison.OrdinalIgnoreCase)) is
                    { } other
                )
                {
                    throw new GchunkException(
                        $"{other} is loaded in this session; another version needs a new session"
                    );
                }

                wanted.Add(package);
            }
            if (wanted.Count == 0)
                return ([], null);
            var assets = PackageRestore.Get([.. asked, .. wanted], folder);
            // Assemblies of the program itself are not replaced.
            var assemblies = assets
                .Assemblies.Where(a =>
                    !ProgramAssemblies.Value.Contains(Path.GetFileNameWithoutExtension(a))
                    && given.Add(Path.GetFileNameWithoutExtension(a))
                )
                .ToImmutableArray();
            foreach (string assembly in assemblies)
                context.Libraries.AddAssembly(assembly);
            foreach (string library in assets.Native)
                context.Libraries.AddNative(library);
            lock (asked)
            {
                asked.AddRange(wanted);
                foreach (
                    var (name, file) in assets.Main.Where(m =>
                        given.Contains(Path.GetFileNameWithoutExtension(m.Value))
                    )
                )
                {
                    main.TryAdd(name, file);
                }
            }
            return (assemblies, null);
        }
        catch (GchunkException e)
        {
            return ([], ErrorAdvice.Error("NUGET", e.Message, at));
        }
    }

    // Whether a loaded package satisfies a request. A request without a version accepts any version.
    private static bool IsSame(PackageName had, PackageName wanted) =>
        had.Name.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase)
        && (wanted.Version == "*" || wanted.Version == had.Version);

    private static readonly Lazy<HashSet<string>> ProgramAssemblies = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => !Web.WebAssemblies.Contains(p))
            .Select(p => Path.GetFileNameWithoutExtension(p))
            .ToHashSet(StringComparer.OrdinalIgnoreCase)
    );
}
