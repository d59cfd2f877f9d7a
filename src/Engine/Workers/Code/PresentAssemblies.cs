using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// The assemblies that every process of one build of gchunk has: the framework's, gchunk's, and the libraries that
/// gchunk uses. They are named, never sent.
/// </summary>
internal static class PresentAssemblies
{
    // The program, and the rooms that it is made of. A test compares them with the projects.
    public static IReadOnlyList<string> Rooms { get; } = ["gchunk", "Gchunk.Ml", "Gchunk.Dsl", "Gchunk.Engine"];

    private static readonly ConcurrentDictionary<Assembly, bool> Known = new()
    {
        [typeof(PresentAssemblies).Assembly] = true,
        [typeof(object).Assembly] = true,
    };
    private static readonly ConcurrentDictionary<Assembly, bool> Framework = new() { [typeof(object).Assembly] = true };
    private static readonly ConcurrentDictionary<string, Assembly> ByName = new();
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    // What the program was built with, which lies beside it.
    private static readonly Lazy<string> Libraries = new(() =>
    {
        string list = Path.Combine(
            Path.GetDirectoryName(typeof(PresentAssemblies).Assembly.Location) ?? "",
            "gchunk.deps.json"
        );
        return File.Exists(list) ? File.ReadAllText(list) : "";
    });

    /// <summary>Whether an assembly is the framework's.</summary>
    public static bool IsFramework(Assembly assembly) => Framework.GetOrAdd(assembly, static a => IsOfFramework(a));

    /// <summary>Whether an assembly is one of them.</summary>
    public static bool Contains(Assembly assembly) => Known.GetOrAdd(assembly, static a => Find(a));

    /// <summary>One of them by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static Assembly Find(string name) =>
        ByName.GetOrAdd(
            name,
            static n =>
            {
                Assembly found;
                try
                {
                    found = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(n));
                }
                catch (Exception e) when (e is IOException or BadImageFormatException)
                {
                    throw new InvalidDataException($"a value needs the assembly {n}, which is not here", e);
                }
                return found;
            }
        );

    private static bool Find(Assembly assembly)
    {
        if (assembly.IsDynamic || AssemblyImages.IsRegistered(assembly))
            return false;
        if (IsFramework(assembly))
            return true;
        string name = assembly.GetName().Name ?? "";
        return AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default
            && (Rooms.Contains(name) || Libraries.Value.Contains($"/{name}.dll\"", StringComparison.OrdinalIgnoreCase));
    }

    // ASP.NET's framework lies beside the framework, in a folder of the same version.
    private static bool IsOfFramework(Assembly assembly)
    {
        if (assembly.IsDynamic || Path.GetDirectoryName(assembly.Location) is not { Length: > 0 } folder)
            return false;
        return folder == FrameworkFolder
            || (
                Path.GetFileName(folder) == Path.GetFileName(FrameworkFolder)
                && Path.GetDirectoryName(Path.GetDirectoryName(folder))
                    == Path.GetDirectoryName(Path.GetDirectoryName(FrameworkFolder))
            );
    }
}
