using Gchunk.Dsl.Files.Catalogs;
using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Gchunk.Dsl;

/// <summary>
/// A catalogue of named data sets: a YAML file in intake's form, opened by <see cref="Prelude.OpenCatalog"/>.
/// </summary>
/// <remarks>
/// Of each entry, <c>driver</c> (netcdf, zarr, or yaml_file for another catalogue), <c>args</c>, <c>parameters</c>,
/// <c>description</c> and <c>metadata</c> are read. Other keys are ignored.
/// </remarks>
/// <example><code>
/// System.IO.File.WriteAllText("catalog.yml", """
///     sources:
///       rain:
///         description: Daily rain
///         driver: netcdf
///         args: { urlpath: "{{ CATALOG_DIR }}/{{ name }}.nc" }
///         parameters:
///           name: { description: the file, type: str, default: rain }
///     """);
/// Print(OpenCatalog("catalog.yml")["rain"].ToDataset().Names.Count);
/// </code></example>
public sealed class Catalog
{
    private const long LargestFile = 16 << 20;

    private readonly OrderedDictionary<string, CatalogEntry> entries = [];

    private Catalog(string path) => Path = path;

    /// <summary>The full path of the file, or its address.</summary>
    public string Path { get; }

    /// <summary>The names of the entries.</summary>
    public IReadOnlyList<string> Names => [.. entries.Keys];

    /// <summary>An entry by its name.</summary>
    /// <exception cref="GchunkException">There is none; the nearest name is suggested.</exception>
    public CatalogEntry this[string name] =>
        entries.TryGetValue(name, out CatalogEntry? entry)
            ? entry
            : throw new GchunkException($"{Path}: {Spelling.Unknown("entry", name, entries.Keys)}");

    internal static Catalog Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = ZarrLocation.IsRemote(path) ? path : RegularFile.FullPath(path);
        return ForeignError.Guard(full, () => Load(full));
    }

    private static Catalog Load(string full)
    {
        var catalog = new Catalog(full);
        YamlMappingNode sources =
            catalog.Read().Map("sources")
            ?? throw new GchunkException($"{full} is not a catalogue: it has no 'sources'");
        foreach (var (key, node) in sources.Children)
        {
            string name = key is YamlScalarNode { Value: { Length: > 0 } text }
                ? text
                : throw new GchunkException($"{full}, line {key.Start.Line}: the name of an entry is not text");
            catalog.entries[name] = CatalogEntry.Read(
                full,
                name,
                node as YamlMappingNode
                    ?? throw new GchunkException($"{full}, line {node.Start.Line}: the entry '{name}' has no members")
            );
        }
        return catalog;
    }

    private YamlMappingNode Read()
    {
        try
        {
            string text = Text();
            CatalogLimits.Check(Path, text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root
                ? root
                : throw new GchunkException($"{Path} is not a catalogue: it has no 'sources'");
        }
        // The parser throws this for some texts.
        catch (InvalidOperationException e)
        {
            throw new GchunkException($"{Path} is not valid YAML", e);
        }
        catch (YamlException e)
        {
            throw new GchunkException($"{Path}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot read {Path}: {e.Message}", e);
        }
    }

    private string Text()
    {
        if (ZarrLocation.IsRemote(Path))
            return RemoteText.Read(Path, LargestFile) ?? throw new GchunkException($"no such catalogue: {Path}");
        if (!PresentPath.Exists(Path))
            throw new GchunkException($"no such catalogue: {Path}");
        using var reader = new StreamReader(new MemoryStream(RegularFile.ReadAll(Path, LargestFile)));
        return reader.ReadToEnd();
    }

    /// <summary>Returns one line for each entry.</summary>
    public override string ToString() =>
        VisibleText.Of(
            $"Catalog {System.IO.Path.GetFileName(Path)}, {Quantity.Of(entries.Count, "entry", "entries")}\n"
                + string.Join('\n', entries.Values.Select(e => $"    {e}"))
        );
}
