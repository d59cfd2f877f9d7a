using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Dsl;

/// <summary>What is known of a file once it is opened: its variables undecoded and unread, the labels of its dimensions read.</summary>
internal sealed class OpenedFile
{
    private OpenedFile(StoredDataset stored, OpenOptions options)
    {
        Stored = stored;
        var promoted = new HashSet<string>(CfVariable.CoordinateNames(stored.Attributes));
        foreach (StoredVariable variable in stored.Variables)
        {
            bool isIndex = IsIndex(variable);
            if (isIndex && variable.IsText) Indexes[variable.Name] = new TextIndex(variable.ReadStrings());
            else if (variable.Array is null) Unreadable[variable.Name] = variable.Unreadable ?? (variable.IsText ? "it holds text, which arrays cannot" : "its type is not numeric");
            else
            {
                var cf = new CfVariable(variable, options);
                Variables[variable.Name] = cf;
                if (isIndex) Indexes[variable.Name] = cf.ReadIndex();
                if (options.DecodeCf) promoted.UnionWith(CfVariable.CoordinateNames(variable.Attributes));
            }
        }
        Auxiliary = promoted;
    }

    public static OpenedFile Open(string path, OpenOptions options) => new(NetCdfFile.Open(path, options.Group), options);

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

    // A variable of the name of its one dimension; text of type char has a second one that runs along the characters.
    private static bool IsIndex(StoredVariable variable)
    {
        if (variable.Dimensions.Count == 0 || variable.Dimensions[0] != variable.Name) return false;
        return variable.Dimensions.Count == 1 ? variable.IsText || variable.Array is not null : variable.Dimensions.Count == 2 && variable.IsText;
    }
}
