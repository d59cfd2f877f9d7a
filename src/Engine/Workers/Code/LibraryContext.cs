using System.Reflection;
using System.Runtime.Loader;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// A load context for the code of a session and for the libraries that this code uses.
/// </summary>
/// <remarks>Not collectible: collectible code runs slower.</remarks>
public abstract class LibraryContext(string name) : AssemblyLoadContext(name)
{
    /// <summary>The files of the libraries.</summary>
    public LibraryFiles Libraries { get; } = new();

    /// <summary>Returns an assembly of the session itself by its name, or null.</summary>
    protected abstract Assembly? FindOwn(AssemblyName assemblyName);

    /// <inheritdoc/>
    protected sealed override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        if (assemblyName.Name is not { } name)
            return null;
        if (FindOwn(assemblyName) is { } own)
            return own;
        return (Libraries.FindAssembly(name) ?? BesideOthers(name)) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    // The dependencies of a library are usually in its folder.
    private string? BesideOthers(string name) =>
        Default.Assemblies.Any(a => string.Equals(a.GetName().Name, name, StringComparison.OrdinalIgnoreCase))
            ? null
            : Libraries.FindBeside(name);

    /// <inheritdoc/>
    protected sealed override nint LoadUnmanagedDll(string unmanagedDllName) =>
        Libraries.FindNative(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
