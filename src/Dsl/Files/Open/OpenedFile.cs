using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Open;

/// <summary>
/// What is known of a file once it is opened: its variables undecoded and unread, the labels of its dimensions read.
/// </summary>
internal sealed class OpenedFile
{
    private const long MaximumText = 1 << 27;

    private OpenedFile(StoredDataset stored, OpenOptions options)
    {
        Stored = stored;
        foreach (string dim in options.Chunks?.Keys ?? [])
        {
            if (!stored.Dimensions.Any(d => d.Name == dim))
            {
                throw new GchunkException(
                    $"{stored.Path}: {Spelling.Unknown("dimension", dim, stored.Dimensions.Select(d => d.Name))}, named in chunks"
                );
            }
        }

        Dictionary<string, StoredVariable> bounded = BoundedBy(stored);
        var promoted = new HashSet<string>(options.Coords ? CfVariable.CoordinateNames(stored.Attributes) : []);
        HashSet<string> names = [.. stored.Variables.Select(v => v.Name)];
        foreach (StoredVariable variable in stored.Variables)
        {
            if (options.DropVariables?.Contains(variable.Name) == true)
                continue;
            // A list that names what is not there is left as an attribute: xarray's rule.
            string[] listed = options.Coords ? CfVariable.CoordinateNames(variable.Attributes) : [];
            bool promotes = listed.Length > 0 && listed.All(names.Contains);
            if (promotes)
                promoted.UnionWith(listed);
            bool isIndex = IsIndex(variable);
            if (variable.IsText)
            {
                if (isIndex)
                {
                    Indexes[variable.Name] = new TextIndex(
                        variable.Dimensions.Count == 1 && variable.IsCharacters
                            ? variable.ReadCharacters()
                            : variable.ReadStrings()
                    );
                }
                else if (variable.Shape.Size > MaximumText)
                {
                    Unreadable[variable.Name] =
                        $"it holds {variable.Shape.Size} elements of text, too many to be kept in memory";
                }
                else
                {
                    Texts[variable.Name] = ReadText(variable, options, promotes);
                }
            }
            else if (variable.Array is null)
            {
                Unreadable[variable.Name] = variable.Unreadable ?? "its type is not numeric";
            }
            else
            {
                CfVariable cf;
                try
                {
                    cf = new CfVariable(
                        variable,
                        options,
                        bounded.GetValueOrDefault(variable.Name)?.Attributes,
                        promotes
                    );
                }
                catch (GchunkException e)
                {
                    Unreadable[variable.Name] =
                        $"{e.Message} (maskAndScale: false gives the numbers as they are stored)";
                    continue;
                }
                Variables[variable.Name] = cf;
                if (isIndex)
                    Indexes[variable.Name] = cf.ReadIndex();
            }
        }
        Auxiliary = promoted;
        Attrs = CfVariable.Convert(options.Coords ? stored.Attributes.Without("coordinates") : stored.Attributes);
    }

    public static OpenedFile Open(string path, OpenOptions options, ManifestSession? session = null) =>
        new(
            ZarrLocation.IsZarr(path)
                ? ZarrFile.Open(path, options.Group)
                : NetCdfFile.Open(path, options.Group, session),
            options
        );

    public static OpenedFile Of(StoredDataset stored, OpenOptions options) => new(stored, options);

    public StoredDataset Stored { get; }

    /// <summary>The attributes of the whole.</summary>
    public Attributes Attrs { get; }

    public string Name => Path.GetFileName(Stored.Path);

    public OrderedDictionary<string, CfVariable> Variables { get; } = [];

    /// <summary>The labels of dimensions, by the dimension's name.</summary>
    public OrderedDictionary<string, DimensionIndex> Indexes { get; } = [];

    /// <summary>The variables of text, read.</summary>
    public OrderedDictionary<string, Variable> Texts { get; } = [];

    public Dictionary<string, string> Unreadable { get; } = [];

    /// <summary>The names that variables list as their coordinates.</summary>
    public IReadOnlySet<string> Auxiliary { get; }

    public Attributes IndexAttrs(string dim) =>
        Variables.TryGetValue(dim, out CfVariable? variable)
            ? variable.Attrs
            : CfVariable.Convert(Stored[dim].Attributes);

    /// <summary>A variable by its name.</summary>
    /// <exception cref="GchunkException">There is none; the file is named.</exception>
    public CfVariable this[string name] =>
        Variables.TryGetValue(name, out CfVariable? found)
            ? found
            : throw new GchunkException($"{Stored.Path}: {Spelling.Unknown("variable", name, Variables.Keys)}");

    // Bounds by the variable that they bound: what they do not say themselves (units, calendar) it says for them (CF
    // conventions, section 7.1).
    private static Dictionary<string, StoredVariable> BoundedBy(StoredDataset stored)
    {
        var bounded = new Dictionary<string, StoredVariable>();
        foreach (StoredVariable variable in stored.Variables)
        {
            if (variable.Attributes.Text("bounds") is { } bounds)
                bounded.TryAdd(bounds, variable);
        }

        return bounded;
    }

    // The last axis of characters runs along each text, unless anything else runs along it: xarray's rule.
    private Variable ReadText(StoredVariable variable, OpenOptions options, bool promotes)
    {
        bool joined = variable.IsCharacters && variable.Shape.Rank > 0 && RunsAlongTexts(variable.Dimensions[^1]);
        int rank = joined ? variable.Shape.Rank - 1 : variable.Shape.Rank;
        StoredAttributes attributes = options.Masks
            ? variable.Attributes.Without("_FillValue", "missing_value", "_Encoding")
            : variable.Attributes;
        string[] texts = joined || !variable.IsCharacters ? variable.ReadStrings() : variable.ReadCharacters();
        // A text that is missing is an empty one.
        if (
            options.Masks
            && (variable.Attributes.Text("_FillValue") ?? variable.Attributes.Text("missing_value"))
                is { Length: > 0 } missing
        )
        {
            for (int i = 0; i < texts.Length; i++)
            {
                if (texts[i] == missing)
                    texts[i] = "";
            }
        }

        return TextCodes.Variable(
            [.. variable.Dimensions.Take(rank)],
            texts,
            new Shape(variable.Shape.ToArray().AsSpan(0, rank)),
            CfVariable.Convert(promotes ? attributes.Without("coordinates") : attributes)
        );
    }

    private bool RunsAlongTexts(string dim) =>
        Stored.Variables.All(v =>
            v.Name != dim && (!v.Dimensions.Contains(dim) || (v.IsCharacters && v.Dimensions[^1] == dim))
        );

    // A variable of the name of its one dimension; text of type char has a second one that runs along the characters.
    private static bool IsIndex(StoredVariable variable)
    {
        if (variable.Dimensions.Count == 0 || variable.Dimensions[0] != variable.Name)
            return false;
        return variable.Dimensions.Count == 1
            ? variable.IsText || variable.Array is not null
            : variable.Dimensions.Count == 2 && variable.IsCharacters;
    }
}
