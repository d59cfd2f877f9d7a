using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The libraries that code may load by name, as far as worker processes do not have them.</summary>
internal static class ProgramLibraries
{
    // Those of a program of a user that runs the engine; gchunk's own program has none that its workers lack.
    private static readonly Lazy<LibraryFiles?> OfProgram = new(Find);

    /// <summary>Returns the libraries of the load context of an assembly, or null if there are none.</summary>
    public static LibraryFiles? Of(Assembly assembly) =>
        AssemblyLoadContext.GetLoadContext(assembly) switch
        {
            LibraryContext context => context.Libraries,
            var context when context == AssemblyLoadContext.Default => OfProgram.Value,
            _ => null,
        };

    private static LibraryFiles? Find()
    {
        var found = new LibraryFiles();
        foreach (string path in Paths("TRUSTED_PLATFORM_ASSEMBLIES"))
        {
            if (!PresentAssemblies.IsPresentFile(path))
                found.AddAssembly(path);
        }
        if (found.Count == 0)
            return null;
        foreach (
            string folder in Paths("NATIVE_DLL_SEARCH_DIRECTORIES").Where(f => !PresentAssemblies.IsFrameworkFolder(f))
        )
        {
            foreach (string path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.so") : [])
                found.AddNative(path);
        }
        return found;
    }

    private static IEnumerable<string> Paths(string setting) =>
        (AppContext.GetData(setting) as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified);
}
