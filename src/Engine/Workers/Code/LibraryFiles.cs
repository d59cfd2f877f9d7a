using System.Collections.Concurrent;

namespace Gchunk.Engine.Workers.Code;

/// <summary>
/// The files of the libraries that a session's code may load by name: those of packages and those added with <c>#r</c>.
/// A client tells its workers the list, so that they find the same files, also where code loads an assembly by
/// reflection or a native library.
/// </summary>
/// <remarks>
/// All paths are absolute: nothing is looked for in the current folder. Of several files with the same name, the first
/// one added is used.
/// </remarks>
public sealed class LibraryFiles
{
    private readonly ConcurrentDictionary<string, string> assemblies = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> native = new(StringComparer.Ordinal);

    /// <summary>The number of files. It only grows, so two equal counts of the same list mean the same files.</summary>
    public int Count => assemblies.Count + native.Count;

    /// <summary>The paths of the assemblies.</summary>
    public ICollection<string> Assemblies => assemblies.Values;

    /// <summary>The paths of the native libraries.</summary>
    public ICollection<string> Native => native.Values;

    /// <summary>Adds an assembly.</summary>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public void AddAssembly(string path) => assemblies.TryAdd(Path.GetFileNameWithoutExtension(Absolute(path)), path);

    /// <summary>Adds a native library.</summary>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public void AddNative(string path) => native.TryAdd(Path.GetFileName(Absolute(path)), path);

    /// <summary>Returns the file of an assembly that was added, or null.</summary>
    /// <param name="name">The simple name of the assembly.</param>
    public string? FindAssembly(string name) => assemblies.GetValueOrDefault(name);

    /// <summary>Returns the file of an assembly in the folder of one that was added, or null.</summary>
    /// <param name="name">The simple name of the assembly.</param>
    public string? FindBeside(string name) =>
        name.AsSpan().ContainsAny('/', '\\')
            ? null
            : Folders().Select(f => Path.Combine(f, name + ".dll")).FirstOrDefault(File.Exists);

    /// <summary>Returns the file of a native library, or null.</summary>
    /// <param name="name">Its name in the binding, with or without <c>lib</c> and <c>.so</c>.</param>
    public string? FindNative(string name)
    {
        if (name.AsSpan().ContainsAny('/', '\\'))
            return null;
        string stem = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        string[] names = [name, stem + ".so", "lib" + stem + ".so", "lib" + stem];
        foreach (string candidate in names)
        {
            if (native.TryGetValue(candidate, out string? path))
                return path;
        }
        return Folders().SelectMany(f => names.Select(n => Path.Combine(f, n))).FirstOrDefault(File.Exists);
    }

    private static string Absolute(string path) =>
        Path.IsPathFullyQualified(path)
            ? path
            : throw new ArgumentException($"the path of a library must be absolute; got {path}", nameof(path));

    private IEnumerable<string> Folders() =>
        assemblies.Values.Select(Path.GetDirectoryName).OfType<string>().Distinct(StringComparer.Ordinal);
}
