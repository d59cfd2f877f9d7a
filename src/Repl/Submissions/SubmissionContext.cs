using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// The load context of a session's assemblies: those compiled from its code and those added with <c>#r</c>.
/// </summary>
internal sealed class SubmissionContext() : AssemblyLoadContext("gchunk session")
{
    private readonly ConcurrentDictionary<string, Assembly> own = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> referred = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> native = new(StringComparer.Ordinal);

    /// <summary>Loads a compiled piece of code from its bytes.</summary>
    public Assembly Load(byte[] image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var stream = new MemoryStream(image, writable: false);
        var assembly = LoadFromStream(stream);
        own[assembly.GetName().Name!] = assembly;
        AssemblyImages.Register(assembly, image); // so that worker processes can run the same code
        return assembly;
    }

    /// <summary>Adds an assembly that the session's code references. The first file of each name is used.</summary>
    public void Refer(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        referred.TryAdd(Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>Adds a native library.</summary>
    public void ReferNative(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        native.TryAdd(Path.GetFileName(path), path);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        if (assemblyName.Name is not { } name)
            return null;
        if (own.TryGetValue(name, out var assembly))
            return assembly;
        return referred.TryGetValue(name, out var path) ? LoadFromAssemblyPath(path) : BesideReferred(name);
    }

    // The dependencies of a library are usually in its folder.
    private Assembly? BesideReferred(string name)
    {
        if (
            referred.IsEmpty
            || Default.Assemblies.Any(a => string.Equals(a.GetName().Name, name, StringComparison.OrdinalIgnoreCase))
        )
        {
            return null;
        }

        foreach (
            var folder in referred
                .Values.Select(Path.GetDirectoryName)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            var path = Path.Combine(folder, name + ".dll");
            if (File.Exists(path))
                return LoadFromAssemblyPath(path);
        }
        return null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names =
        [
            unmanagedDllName,
            unmanagedDllName + ".so",
            "lib" + unmanagedDllName + ".so",
            "lib" + unmanagedDllName,
        ];
        foreach (var name in names)
        {
            if (native.TryGetValue(name, out var path))
                return LoadUnmanagedDllFromPath(path);
        }
        foreach (
            var folder in referred
                .Values.Select(Path.GetDirectoryName)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            foreach (var path in names.Select(f => Path.Combine(folder, f)))
            {
                if (File.Exists(path))
                    return LoadUnmanagedDllFromPath(path);
            }
        }
        return 0;
    }
}
