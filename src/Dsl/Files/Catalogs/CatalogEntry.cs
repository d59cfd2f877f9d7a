using System.Text.RegularExpressions;
using Gchunk.Dsl.Files.Catalogs;
using Gchunk.Dsl.Files.Open;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using YamlDotNet.RepresentationModel;

namespace Gchunk.Dsl;

/// <summary>An entry of a catalogue: a data set, or another catalogue, that can be opened.</summary>
public sealed partial class CatalogEntry
{
    // Arguments of intake's drivers that only matter to Python.
    private static readonly string[] Ignored =
    [
        "consolidated",
        "storage_options",
        "engine",
        "parallel",
        "path_as_pattern",
        "decode_times",
    ];

    private readonly string place,
        folder;
    private readonly string? address; // of the catalogue, if it comes from a server
    private readonly YamlMappingNode args;

    private CatalogEntry(string catalog, string name, YamlMappingNode node)
    {
        (Name, place, address) = (name, $"{catalog}: '{name}'", ZarrLocation.IsRemote(catalog) ? catalog : null);
        folder = address is null ? Path.GetDirectoryName(catalog)! : RemoteText.Place(address, ".").TrimEnd('/');
        Driver =
            (
                node.Find("driver") is YamlSequenceNode { Children: [YamlScalarNode first, ..] }
                    ? first.Value
                    : node.Text("driver")
            ) ?? throw new GchunkException($"{place} has no driver");
        args = node.Map("args") ?? new YamlMappingNode();
        Description = node.Text("description");
        Metadata = new Attributes(
            node.Map("metadata")
                ?.Children.Select(m =>
                    KeyValuePair.Create(m.Key.ToString(), CatalogNodes.Value(m.Value) ?? m.Value.ToString())
                )
                ?? []
        );
        Parameters =
        [
            .. node.Map("parameters")?.Children.Select(p => CatalogParameter.Read(place, p.Key.ToString(), p.Value))
                ?? [],
        ];
    }

    internal static CatalogEntry Read(string catalog, string name, YamlMappingNode node) => new(catalog, name, node);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The driver that opens it: netcdf, zarr or yaml_file.</summary>
    public string Driver { get; }

    /// <summary>The description, or null.</summary>
    public string? Description { get; }

    /// <summary>The metadata that the catalogue has for it.</summary>
    public Attributes Metadata { get; }

    /// <summary>The parameters that can be set when it is opened.</summary>
    public IReadOnlyList<CatalogParameter> Parameters { get; }

    /// <summary>Opens the data set. Only metadata and index labels are read.</summary>
    /// <param name="parameters">Values of parameters by name; the others have their defaults.</param>
    /// <exception cref="GchunkException">
    /// There is no such parameter, a value is not allowed, or the files cannot be opened.
    /// </exception>
    public Dataset ToDataset(params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        Dictionary<string, string> values = Resolve(parameters);
        string[] paths = Paths(values);
        OpenOptions options = Options(values);
        if (Driver.Contains("zarr", StringComparison.OrdinalIgnoreCase))
        {
            return paths is [var store]
                ? DatasetOpener.OpenStore(store, options)
                : DatasetOpener.OpenMany(paths, options, ManifestCache.OfUser());
        }

        if (!Driver.Contains("netcdf", StringComparison.OrdinalIgnoreCase))
        {
            throw new GchunkException(
                $"{place}: the driver '{Driver}' is not supported; gchunk opens data sets of the drivers netcdf and zarr"
            );
        }

        return DatasetOpener.OpenMany(
            [.. paths.SelectMany(p => ZarrLocation.IsRemote(p) ? [p] : FilePattern.Expand(p))],
            options,
            ManifestCache.OfUser()
        );
    }

    /// <summary>Opens the catalogue that the entry refers to (driver yaml_file).</summary>
    /// <param name="parameters">Values of parameters by name.</param>
    /// <exception cref="GchunkException">The entry is a data set, or the file is not a catalogue.</exception>
    public Catalog ToCatalog(params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!Driver.Contains("yaml_file", StringComparison.Ordinal))
            throw new GchunkException($"{place} is a data set (driver '{Driver}'), not a catalogue; use ToDataset");
        return Paths(Resolve(parameters)) is [var path]
            ? Catalog.Open(path)
            : throw new GchunkException($"{place} has several paths; a catalogue is one file");
    }

    private Dictionary<string, string> Resolve(ReadOnlySpan<(string Name, object Value)> given)
    {
        var values = new Dictionary<string, string> { ["CATALOG_DIR"] = folder };
        foreach ((string name, object value) in given)
        {
            CatalogParameter parameter =
                Parameters.FirstOrDefault(p => p.Name == name)
                ?? throw new GchunkException(
                    $"{place}: {Spelling.Unknown("parameter", name, Parameters.Select(p => p.Name))}"
                );
            values[name] = parameter.Format(value, place);
        }
        foreach (CatalogParameter parameter in Parameters)
        {
            if (!values.ContainsKey(parameter.Name) && parameter.Default is { } standard)
                values[parameter.Name] = parameter.Format(standard, place);
        }

        return values;
    }

    private string[] Paths(Dictionary<string, string> values)
    {
        YamlNode node =
            args.Find("urlpath")
            ?? args.Find("path")
            ?? throw new GchunkException($"{place} has no urlpath among its args");
        string[] paths = node switch
        {
            YamlScalarNode { Value: { Length: > 0 } one } => [one],
            YamlSequenceNode list => [.. list.Children.Select(c => (c as YamlScalarNode)?.Value ?? "")],
            _ => [],
        };
        if (paths.Length == 0 || paths.Any(p => p.Length == 0))
            throw new GchunkException($"{place}: urlpath must be a path or a list of paths");
        // A path is relative to the folder of the catalogue.
        return Array.ConvertAll(
            paths,
            p =>
                Fill(p, values) is var path && address is not null ? RemoteText.Place(address, path)
                : ZarrLocation.IsRemote(path) ? path
                : Path.Combine(folder, path)
        );
    }

    private OpenOptions Options(Dictionary<string, string> values)
    {
        var options = new OpenOptions();
        IEnumerable<KeyValuePair<YamlNode, YamlNode>> all = args.Children.Concat(
            args.Map("xarray_kwargs")?.Children ?? Enumerable.Empty<KeyValuePair<YamlNode, YamlNode>>()
        );
        foreach (var (key, node) in all)
        {
            string text = node is YamlScalarNode { Value: { } value } ? Fill(value, values) : "";
            switch (key.ToString())
            {
                case "urlpath" or "path" or "xarray_kwargs":
                    break;
                case "group":
                    options = options with { Group = text };
                    break;
                case "decode_cf":
                    options = options with { DecodeCf = text is not ("false" or "False") };
                    break;
                case "combine":
                    options = options with
                    {
                        Combine = text switch
                        {
                            "by_coords" => Combine.ByCoords,
                            "nested" => Combine.Nested,
                            _ => throw new GchunkException(
                                $"{place}: combine must be by_coords or nested; got '{text}'"
                            ),
                        },
                    };
                    break;
                case "chunks" when node is YamlMappingNode map:
                    options = options with
                    {
                        Chunks = map.Children.ToDictionary(
                            c => c.Key.ToString(),
                            c =>
                                CatalogNodes.Value(c.Value) is long length
                                    ? length
                                    : throw new GchunkException($"{place}: the chunk of '{c.Key}' is not an integer")
                        ),
                    };
                    break;
                case "chunks" when CatalogNodes.Value(node) is null or "auto":
                    break;
                case var other when Ignored.Contains(other):
                    break;
                case var other:
                    throw new GchunkException(
                        $"{place}: {Spelling.Unknown("argument", other, ["urlpath", "group", "chunks", "combine", "decode_cf", "xarray_kwargs"])}"
                    );
            }
        }
        return options;
    }

    private string Fill(string text, Dictionary<string, string> values) =>
        Template()
            .Replace(
                text,
                match =>
                    values.TryGetValue(Named(match), out string? value) ? value
                    : Parameters.Any(p => p.Name == Named(match))
                        ? throw new GchunkException(
                            $"{place}: the parameter '{Named(match)}' has no default; give it: ToDataset((\"{Named(match)}\", …))"
                        )
                    : throw new GchunkException(
                        $"{place}: {match.Value} is not one of its parameters; a template can only hold the names of parameters and CATALOG_DIR"
                    )
            );

    private static string Named(Match match) => match.Groups["name"].Value.Trim();

    // Each character is looked at once; the name may have spaces around it.
    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}")]
    private static partial Regex Template();

    /// <summary>Returns the name, driver and description, and a line for each parameter.</summary>
    public override string ToString() =>
        VisibleText.Of(
            $"{Name} ({Driver}){(Description is null ? "" : $": {Description}")}{string.Concat(Parameters.Select(p => $"\n        {p}"))}"
        );
}
