using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

/// <summary>What is known of a file once it is opened: its variables undecoded and unread, the labels of its dimensions read.</summary>
internal sealed class OpenedFile
{
    private OpenedFile(StoredDataset stored, OpenOptions options)
    {
        Stored = stored;
        foreach (string dim in options.Chunks?.Keys ?? [])
            if (!stored.Dimensions.Any(d => d.Name == dim)) throw new GchunkException($"{stored.Path}: {Spelling.Unknown("dimension", dim, stored.Dimensions.Select(d => d.Name))}, named in chunks");
        Dictionary<string, StoredVariable> bounded = BoundedBy(stored);
        var promoted = new HashSet<string>(CfVariable.CoordinateNames(stored.Attributes));
        foreach (StoredVariable variable in stored.Variables)
        {
            bool isIndex = IsIndex(variable);
            if (isIndex && variable.IsText) Indexes[variable.Name] = new TextIndex(variable.ReadStrings());
            else if (variable.Array is null) Unreadable[variable.Name] = variable.Unreadable ?? (variable.IsText ? "it holds text, which arrays cannot" : "its type is not numeric");
            else
            {
                var cf = new CfVariable(variable, options, bounded.GetValueOrDefault(variable.Name)?.Attributes);
                Variables[variable.Name] = cf;
                if (isIndex) Indexes[variable.Name] = cf.ReadIndex();
                if (options.DecodeCf) promoted.UnionWith(CfVariable.CoordinateNames(variable.Attributes));
            }
        }
        Auxiliary = promoted;
    }

    public static OpenedFile Open(string path, OpenOptions options) => new(ZarrLocation.IsZarr(path) ? ZarrFile.Open(path, options.Group) : NetCdfFile.Open(path, options.Group), options);

    public static OpenedFile Of(StoredDataset stored, OpenOptions options) => new(stored, options);

    public StoredDataset Stored { get; }

    public string Name => Path.GetFileName(Stored.Path);

    public OrderedDictionary<string, CfVariable> Variables { get; } = [];

    /// <summary>The labels of dimensions, by the dimension's name.</summary>
    public OrderedDictionary<string, DimensionIndex> Indexes { get; } = [];

    public Dictionary<string, string> Unreadable { get; } = [];

    /// <summary>The names that variables list as their coordinates.</summary>
    public IReadOnlySet<string> Auxiliary { get; }

    public Attributes IndexAttrs(string dim) => Variables.TryGetValue(dim, out CfVariable? variable) ? variable.Attrs : CfVariable.Convert(Stored[dim].Attributes);

    /// <summary>A variable by its name.</summary>
    /// <exception cref="GchunkException">There is none; the file is named.</exception>
    public CfVariable this[string name] =>
        Variables.TryGetValue(name, out CfVariable? found) ? found : throw new GchunkException($"{Stored.Path}: {Spelling.Unknown("variable", name, Variables.Keys)}");

    // Bounds by the variable that they bound: what they do not say themselves (units, calendar) it says for them (CF conventions, section 7.1).
    private static Dictionary<string, StoredVariable> BoundedBy(StoredDataset stored)
    {
        var bounded = new Dictionary<string, StoredVariable>();
        foreach (StoredVariable variable in stored.Variables)
            if (variable.Attributes.Text("bounds") is { } bounds) bounded.TryAdd(bounds, variable);
        return bounded;
    }

    // A variable of the name of its one dimension; text of type char has a second one that runs along the characters.
    private static bool IsIndex(StoredVariable variable)
    {
        if (variable.Dimensions.Count == 0 || variable.Dimensions[0] != variable.Name) return false;
        return variable.Dimensions.Count == 1 ? variable.IsText || variable.Array is not null : variable.Dimensions.Count == 2 && variable.IsText;
    }
}
