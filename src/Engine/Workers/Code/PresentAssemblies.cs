using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// The assemblies that every process of the same build of gchunk has: those of the framework, of gchunk, and the
/// libraries that gchunk uses. They are referred to by name and never sent.
/// </summary>
internal static class PresentAssemblies
{
    private static readonly ConcurrentDictionary<Assembly, bool> Known = new()
    {
        [typeof(PresentAssemblies).Assembly] = true,
        [typeof(object).Assembly] = true,
    };
    private static readonly ConcurrentDictionary<Assembly, bool> Framework = new() { [typeof(object).Assembly] = true };
    private static readonly ConcurrentDictionary<string, Assembly> ByName = new();
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    // The list of the assemblies that the program was built with: gchunk's own, and the libraries.
    private static readonly Lazy<string> Listed = new(() =>
        File.Exists(ProgramFiles.Assemblies) ? File.ReadAllText(ProgramFiles.Assemblies) : ""
    );

    /// <summary>True if an assembly belongs to the framework.</summary>
    public static bool IsFramework(Assembly assembly) => Framework.GetOrAdd(assembly, static a => IsOfFramework(a));

    /// <summary>True if every process has an assembly.</summary>
    public static bool Contains(Assembly assembly) => Known.GetOrAdd(assembly, static a => Find(a));

    /// <summary>Returns an assembly that every process has by its name.</summary>
    /// <exception cref="InvalidDataException">There is no such assembly.</exception>
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
                    throw new InvalidDataException(
                        $"a value needs the assembly {n}, which this process does not have",
                        e
                    );
                }
                return Contains(found)
                    ? found
                    : throw new InvalidDataException($"the assembly {n} is not among those that every process has");
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
            && (
                Listed.Value.Contains($"\"{name}.dll\"", StringComparison.OrdinalIgnoreCase)
                || Listed.Value.Contains($"/{name}.dll\"", StringComparison.OrdinalIgnoreCase)
            );
    }

    // The folder of the ASP.NET framework is beside that of the framework and has the same version.
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
