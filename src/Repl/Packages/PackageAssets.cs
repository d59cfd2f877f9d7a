using System.Text.Json;

namespace Gchunk.Repl.Packages;

/// <summary>The files that packages consist of, with those of the packages that they need.</summary>
/// <param name="Assemblies">The .dll files that code refers to and loads.</param>
/// <param name="Native">The libraries of the system's own kind.</param>
/// <param name="Main">
/// By a package's name, in lower case, its first assembly; a package may have none of its own.
/// </param>
internal sealed record PackageAssets(
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Native,
    IReadOnlyDictionary<string, string> Main
)
{
    /// <summary>Reads what a restore wrote.</summary>
    /// <param name="file">Its <c>project.assets.json</c>.</param>
    /// <returns>
    /// Null where a file that it names is not there any more, or the file itself is not as NuGet writes it.
    /// </returns>
    public static PackageAssets? Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            // The one with a runtime's name has what is made for this kind of machine.
            var target = root.GetProperty("targets")
                .EnumerateObject()
                .OrderByDescending(t => t.Name.Length)
                .First()
                .Value;
            string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name)];
            List<string> assemblies = [],
                native = [];
            var main = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var library in target.EnumerateObject())
            {
                string path = root.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
                int before = assemblies.Count;
                if (
                    !Add(library.Value, "runtime", path, folders, assemblies)
                    || !Add(library.Value, "native", path, folders, native)
                )
                {
                    return null;
                }

                if (assemblies.Count > before)
                    main[library.Name.Split('/')[0].ToLowerInvariant()] = assemblies[before];
            }
            return new PackageAssets(assemblies, native, main);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
            )
        {
            return null;
        }
    }

    private static bool Add(JsonElement library, string kind, string package, string[] folders, List<string> found)
    {
        if (!library.TryGetProperty(kind, out var files))
            return true;
        foreach (var file in files.EnumerateObject())
        {
            // An empty file of this name says that there is nothing to take.
            if (file.Name.EndsWith("/_._", StringComparison.Ordinal))
                continue;
            if (folders.Select(f => Path.Combine(f, package, file.Name)).FirstOrDefault(File.Exists) is not { } path)
                return false;
            if (kind == "native" || path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                found.Add(path);
        }
        return true;
    }
}
