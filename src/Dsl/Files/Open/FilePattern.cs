using System.IO.Enumeration;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Open;

/// <summary>Expands a path with <c>*</c>, <c>?</c> and <c>**</c> to the files and Zarr stores that match it.</summary>
internal static class FilePattern
{
    private static readonly char[] Wild = ['*', '?'];

    /// <summary>Returns the files, and the folders that are Zarr stores, sorted by name.</summary>
    /// <exception cref="GchunkException">Nothing matches; the message names what the folder has.</exception>
    public static string[] Expand(string pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern))
            throw new GchunkException("no files were given; give a path such as \"data/*.nc\"");
        if (ZarrLocation.IsRemote(pattern))
            return [pattern];
        if (pattern.IndexOfAny(Wild) < 0)
        {
            if (IsStore(pattern))
                return [pattern];
            if (Directory.Exists(pattern))
            {
                throw new GchunkException(
                    $"'{pattern}' is a folder; did you mean '{Path.Join(pattern, "*.nc")}'?{(FilesIn(pattern) is { Length: > 0 } inside ? $" (it holds {Some(inside)})" : " (it holds no files)")}"
                );
            }

            return [pattern];
        }
        string[] parts = pattern.Split('/', '\\');
        int wild = Array.FindIndex(parts, p => p.IndexOfAny(Wild) >= 0);
        string root = wild == 0 ? "." : string.Join('/', parts[..wild]);
        if (root.Length == 0)
            root = "/";
        if (!Directory.Exists(root))
            throw new GchunkException($"no file matches '{pattern}': {MissingPath.Folder(root)}");
        string[] found;
        try
        {
            found =
            [
                .. Match(root, parts.AsMemory(wild))
                    .Select(f => wild == 0 && f.StartsWith("./", StringComparison.Ordinal) ? f[2..] : f)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"'{pattern}': {e.Message}", e);
        }
        if (found.Length > 0)
            return found;
        string[] there = FilesIn(root);
        if (there.Length == 0)
            throw new GchunkException($"no file matches '{pattern}': the folder '{root}' holds no files");
        string wanted = parts[^1].Replace("*", "", StringComparison.Ordinal);
        string? nearest = Spelling.Nearest(wanted, there);
        throw new GchunkException(
            $"no file matches '{pattern}'; {(nearest is null ? "" : $"did you mean '{nearest}'? ")}the folder '{root}' holds {Some(there)}"
        );
    }

    private static IEnumerable<string> Match(string folder, ReadOnlyMemory<string> parts)
    {
        string part = parts.Span[0];
        bool last = parts.Length == 1;
        if (part == "**")
        {
            if (last)
                return All(folder);
            return Match(folder, parts[1..])
                .Concat(
                    Directory
                        .EnumerateDirectories(folder)
                        .Where(sub => !IsStore(sub))
                        .SelectMany(sub => Match(sub, parts))
                );
        }
        if (part.IndexOfAny(Wild) < 0)
        {
            string path = folder == "/" ? "/" + part : folder + "/" + part;
            if (!PresentPath.Exists(path))
                return [];
            return last
                ? File.Exists(path) || IsStore(path)
                    ? [path]
                    : []
                : Directory.Exists(path)
                    ? Match(path, parts[1..])
                    : [];
        }
        IEnumerable<string> entries = (
            last
                ? Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(IsStore))
                : Directory.EnumerateDirectories(folder)
        )
            .Where(entry =>
                FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(entry.AsSpan()), ignoreCase: false)
            )
            // A file with a leading dot is hidden, unless the pattern has the dot too.
            .Where(entry => part[0] == '.' || Path.GetFileName(entry.AsSpan())[0] != '.');
        return last ? entries : entries.SelectMany(entry => Match(entry, parts[1..]));
    }

    // A store matches as a whole; the files in it do not.
    private static IEnumerable<string> All(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder).SelectMany(sub => IsStore(sub) ? [sub] : All(sub)));

    private static bool IsStore(string folder) => Directory.Exists(folder) && ZarrLocation.IsZarr(folder);

    private static string[] FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder).Take(1000).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(5)) + (names.Length > 5 ? $" and {names.Length - 5} more" : "");
}
