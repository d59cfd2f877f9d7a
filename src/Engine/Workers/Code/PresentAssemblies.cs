using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The assemblies that every process of one build of gchunk has: the framework's, gchunk's, and the libraries that gchunk uses. They are named, never sent.</summary>
internal static class PresentAssemblies
{
    // The program, and the rooms that it is made of. A test compares them with the projects.
    private static readonly string[] Rooms = ["gchunk", "Gchunk.Ml", "Gchunk.Dsl", "Gchunk.Engine"];

    private static readonly ConcurrentDictionary<Assembly, bool> Known = new() { [typeof(PresentAssemblies).Assembly] = true, [typeof(object).Assembly] = true };
    private static readonly ConcurrentDictionary<Assembly, bool> Framework = new() { [typeof(object).Assembly] = true };
    private static readonly ConcurrentDictionary<string, Assembly> ByName = new();
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly Lazy<HashSet<string>> Libraries = new(UsedByRooms);

    /// <summary>Whether an assembly is the framework's.</summary>
    public static bool IsFramework(Assembly assembly) => Framework.GetOrAdd(assembly, static a => IsOfFramework(a));

    /// <summary>Whether an assembly is one of them.</summary>
    public static bool Contains(Assembly assembly) => Known.GetOrAdd(assembly, static a => Find(a));

    /// <summary>One of them by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static Assembly Find(string name) => ByName.GetOrAdd(name, static n =>
    {
        Assembly found;
        try { found = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(n)); }
        catch (Exception e) when (e is IOException or BadImageFormatException) { throw new InvalidDataException($"a value needs the assembly {n}, which is not here", e); }
        return found;
    });

    private static bool Find(Assembly assembly)
    {
        if (assembly.IsDynamic || AssemblyImages.IsRegistered(assembly)) return false;
        if (IsFramework(assembly)) return true;
        string name = assembly.GetName().Name ?? "";
        return AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default && (Array.IndexOf(Rooms, name) >= 0 || Libraries.Value.Contains(name));
    }

    // ASP.NET's framework lies beside the framework, in a folder of the same version.
    private static bool IsOfFramework(Assembly assembly)
    {
        if (assembly.IsDynamic || Path.GetDirectoryName(assembly.Location) is not { Length: > 0 } folder) return false;
        return folder == FrameworkFolder
            || (Path.GetFileName(folder) == Path.GetFileName(FrameworkFolder) && Path.GetDirectoryName(Path.GetDirectoryName(folder)) == Path.GetDirectoryName(Path.GetDirectoryName(FrameworkFolder)));
    }

    // What the rooms that are loaded here refer to, directly or not.
    private static HashSet<string> UsedByRooms()
    {
        var names = new HashSet<string>();
        var open = new Stack<Assembly>(AssemblyLoadContext.Default.Assemblies.Where(a => Array.IndexOf(Rooms, a.GetName().Name) >= 0));
        while (open.TryPop(out Assembly? assembly))
            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                if (!names.Add(reference.Name!)) continue;
                try { open.Push(AssemblyLoadContext.Default.LoadFromAssemblyName(reference)); }
                catch (Exception e) when (e is IOException or BadImageFormatException) { } // what is not here cannot have been used
            }
        return names;
    }
}
