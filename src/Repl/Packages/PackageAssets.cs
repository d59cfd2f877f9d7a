using System.Text.Json;

namespace Gchunk.Repl.Packages;

/// <summary>The files of packages and of their dependencies.</summary>
/// <param name="Assemblies">The .dll files that code references and loads.</param>
/// <param name="Native">The native libraries.</param>
/// <param name="Main">
/// The first assembly of each package, by the package's name in lower case. Packages without assemblies are not in it.
/// </param>
internal sealed record PackageAssets(
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Native,
    IReadOnlyDictionary<string, string> Main
)
{
    /// <summary>Reads the result of a restore.</summary>
    /// <param name="file">The <c>project.assets.json</c> file.</param>
    /// <returns>
    /// The files, or null if one of them no longer exists or <paramref name="file"/> is not in NuGet's format.
    /// </returns>
    public static PackageAssets? Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            // The target with a runtime identifier has the files for this platform.
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
            // NuGet's placeholder for "no files for this framework".
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
