using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>The assemblies that the code of an assembly may need, apart from those that every process has.</summary>
internal static class CodeClosure
{
    private static readonly ConcurrentDictionary<Assembly, Assembly[]> Known = new();

    /// <summary>Returns an assembly and those that it refers to, directly or indirectly.</summary>
    public static Assembly[] Of(Assembly assembly) => Known.GetOrAdd(assembly, static a => Find(a));

    private static Assembly[] Find(Assembly root)
    {
        var found = new HashSet<Assembly> { root };
        var open = new Stack<Assembly>([root]);
        Dictionary<string, Assembly>? loaded = null;
        while (open.TryPop(out Assembly? assembly))
        {
            foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            {
                if (Resolve(assembly, reference, ref loaded) is not { } needed || PresentAssemblies.Contains(needed))
                    continue;
                if (found.Add(needed))
                    open.Push(needed);
            }
        }

        return [.. found];
    }

    // The submissions of a script find each other through the compiler's loader, which is used last. So the assemblies
    // that are already loaded are searched first.
    private static Assembly? Resolve(Assembly from, AssemblyName name, ref Dictionary<string, Assembly>? loaded)
    {
        if (loaded is null)
        {
            loaded = [];
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                if (!assembly.IsDynamic)
                    loaded.TryAdd(assembly.FullName ?? "", assembly);
            }
        }
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(from) ?? AssemblyLoadContext.Default;
        Assembly? own = context.Assemblies.FirstOrDefault(a => a.FullName == name.FullName);
        if (own is not null)
            return own;
        if (loaded.TryGetValue(name.FullName, out Assembly? known))
            return known;
        try
        {
            return context.LoadFromAssemblyName(name);
        }
        // It has not been used in this process. If the function uses it on the worker, the error there says so.
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }
}
