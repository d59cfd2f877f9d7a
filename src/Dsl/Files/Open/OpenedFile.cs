using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Manifests;

namespace Gchunk.Dsl.Files.Open;

/// <summary>
/// An opened file or store: its variables, not yet decoded or read, and its index labels and texts, which are.
/// </summary>
internal sealed class OpenedFile
{
    private const long MaximumText = 1 << 27;

    private OpenedFile(StoredDataset stored, OpenOptions options, SharedIndexes? shared = null)
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

        var budget = new OpeningBudget();
        Dictionary<string, StoredVariable> bounded = BoundedBy(stored);
        var promoted = new HashSet<string>(options.Coords ? CfVariable.CoordinateNames(stored.Attributes) : []);
        HashSet<string> names = [.. stored.Variables.Select(v => v.Name)];
        foreach (StoredVariable variable in stored.Variables)
        {
            if (options.DropVariables?.Contains(variable.Name) == true)
                continue;
            // As in xarray, a list with a name that the file does not have stays an attribute.
            string[] listed = options.Coords ? CfVariable.CoordinateNames(variable.Attributes) : [];
            bool promotes = listed.Length > 0 && listed.All(names.Contains);
            if (promotes)
                promoted.UnionWith(listed);
            bool isIndex = IsIndex(variable);
            if (variable.IsText)
            {
                bool joined = IsJoined(variable, isIndex);
                if (isIndex)
                {
                    budget.Take(variable, variable.TextBytes(joined));
                    Indexes[variable.Name] = new TextIndex(
                        joined || !variable.IsCharacters ? variable.ReadStrings() : variable.ReadCharacters()
                    );
                }
                else if (variable.Shape.Size > MaximumText)
                {
                    Unreadable[variable.Name] =
                        $"it holds {variable.Shape.Size} elements of text, too many to keep in memory";
                }
                else if (budget.TryTake(variable.TextBytes(joined)) is { } reason)
                {
                    Unreadable[variable.Name] = reason;
                }
                else
                {
                    Texts[variable.Name] = ReadText(variable, options, promotes, joined);
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
                    )
                    {
                        Dims = Distinct(variable.Dimensions, stored),
                    };
                }
                catch (Exception e) when (e is GchunkException || ForeignError.Is(e))
                {
                    Unreadable[variable.Name] =
                        $"{e.Message} (maskAndScale: false returns the values as they are stored)";
                    continue;
                }
                if (WhyNotInBlocks(cf) is { } why)
                {
                    Unreadable[variable.Name] = why;
                    continue;
                }
                Variables[variable.Name] = cf;
                if (isIndex)
                {
                    budget.Take(variable, cf.IndexBytes);
                    Indexes[variable.Name] = cf.ReadIndex(shared);
                }
            }
        }
        Auxiliary = promoted;
        Attrs = CfVariable.Convert(options.Coords ? stored.Attributes.Without("coordinates") : stored.Attributes);
    }

    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> dims, StoredDataset stored)
    {
        if (dims.Distinct().Count() == dims.Count)
            return dims;
        var distinct = new List<string>();
        foreach (string dim in dims)
        {
            string name = dim;
            for (int n = 2; distinct.Contains(name) || (n > 2 && stored.Dimensions.Any(d => d.Name == name)); n++)
                name = $"{dim}_{n}";
            distinct.Add(name);
        }
        return distinct;
    }

    public static OpenedFile Open(
        string path,
        OpenOptions options,
        ManifestSession? session = null,
        SharedIndexes? shared = null
    ) => Of(StoredFile.Open(path, options, session), options, shared);

    public static OpenedFile Of(StoredDataset stored, OpenOptions options, SharedIndexes? shared = null) =>
        ForeignError.Guard(stored.Path, () => new OpenedFile(stored, options, shared));

    // The smallest arrays whose blocks may be too many.
    private const long Huge = 1L << 32;

    private static string? WhyNotInBlocks(CfVariable variable)
    {
        try
        {
            if (variable.Array.Shape.Size > Huge)
                _ = variable.Raw();
            return null;
        }
        catch (GchunkException e)
        {
            return e.Message;
        }
    }

    public StoredDataset Stored { get; }

    /// <summary>The attributes of the data set.</summary>
    public Attributes Attrs { get; }

    public string Name => Path.GetFileName(Stored.Path);

    public OrderedDictionary<string, CfVariable> Variables { get; } = [];

    /// <summary>The index labels, by dimension.</summary>
    public OrderedDictionary<string, DimensionIndex> Indexes { get; } = [];

    /// <summary>The text variables, which have been read.</summary>
    public OrderedDictionary<string, Variable> Texts { get; } = [];

    public Dictionary<string, string> Unreadable { get; } = [];

    /// <summary>The names that an attribute <c>coordinates</c> lists.</summary>
    public IReadOnlySet<string> Auxiliary { get; }

    public Attributes IndexAttrs(string dim) =>
        Variables.TryGetValue(dim, out CfVariable? variable)
            ? variable.Attrs
            : CfVariable.Convert(Stored[dim].Attributes);

    /// <summary>Returns the file as one of those that are combined. No values are read.</summary>
    public CombineMember ToMember()
    {
        var indexes = new OrderedDictionary<string, Coordinate>();
        var lengths = new OrderedDictionary<string, long>();
        foreach (var (dim, index) in Indexes)
        {
            indexes[dim] = new Coordinate(
                dim,
                index,
                IndexAttrs(dim),
                index is TimeIndex ? Variables[dim].Encoding : null
            );
            lengths[dim] = index.Length;
        }

        var variables = new OrderedDictionary<string, CombineVariable>();
        var notices = new Dictionary<string, string>();
        foreach (StoredVariable stored in Stored.Variables)
        {
            string name = stored.Name;
            CfVariable? cf = Variables.GetValueOrDefault(name);
            if (cf is not null && !ReferenceEquals(cf.Dims, stored.Dimensions))
            {
                notices[name] =
                    $"'{name}' has a dimension twice, ({string.Join(", ", stored.Dimensions)}); its axes are ({string.Join(", ", cf.Dims)})";
            }

            if (cf?.Undecoded is { } reason)
                notices[name] = $"the times of '{name}' are left as numbers: {reason}";
            if (indexes.ContainsKey(name) || (cf is null && !Texts.ContainsKey(name)))
                continue;
            CombineVariable variable = cf is null ? new LazyVariable(Texts[name]) : new FileVariable(cf);
            if (variable.Dims.Distinct().Count() != variable.Dims.Count)
            {
                Unreadable[name] = $"it has a dimension twice ({string.Join(", ", variable.Dims)})";
                continue;
            }
            variables[name] = variable;
            for (int axis = 0; axis < variable.Dims.Count; axis++)
                lengths.TryAdd(variable.Dims[axis], variable.Shape[axis]);
        }
        return new CombineMember
        {
            Name = Name,
            Place = Stored.Path,
            Sizes = new Sizes(lengths),
            Indexes = indexes,
            Variables = variables,
            CoordNames = Auxiliary,
            Attrs = Attrs,
            Unreadable = Unreadable,
            Unlimited = Stored.Dimensions.Where(d => d.IsUnlimited).Select(d => d.Name).ToHashSet(),
            Notices = notices,
        };
    }

    /// <summary>A numeric variable by name.</summary>
    /// <exception cref="GchunkException">The file has no such variable.</exception>
    public CfVariable this[string name] =>
        Variables.TryGetValue(name, out CfVariable? found)
            ? found
            : throw new GchunkException($"{Stored.Path}: {Spelling.Unknown("variable", name, Variables.Keys)}");

    // The variables that have bounds, by the name of the bounds, which inherit units and calendar (CF conventions,
    // section 7.1).
    private static Dictionary<string, StoredVariable> BoundedBy(StoredDataset stored)
    {
        var bounded = new Dictionary<string, StoredVariable>();
        foreach (StoredVariable variable in stored.Variables)
        {
            // The bounds of climatological times have an attribute of their own (section 7.4).
            foreach (string attribute in (string[])["bounds", "climatology"])
            {
                if (variable.Attributes.Text(attribute) is { } bounds)
                    bounded.TryAdd(bounds, variable);
            }
        }

        return bounded;
    }

    private static Variable ReadText(StoredVariable variable, OpenOptions options, bool promotes, bool joined)
    {
        int rank = joined ? variable.Shape.Rank - 1 : variable.Shape.Rank;
        StoredAttributes attributes = options.Masks
            ? variable.Attributes.Without("_FillValue", "missing_value", "_Encoding")
            : variable.Attributes;
        string[] texts = joined || !variable.IsCharacters ? variable.ReadStrings() : variable.ReadCharacters();
        // A missing text is an empty one.
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

    // As in xarray, the last dimension of a char variable runs along the characters of each text, unless a variable of
    // another type has it too. An index of characters along their own dimension has single ones.
    private bool IsJoined(StoredVariable variable, bool isIndex) =>
        variable.IsCharacters
        && variable.Shape.Rank > 0
        && (isIndex ? variable.Dimensions.Count > 1 : RunsAlongTexts(variable.Dimensions[^1]));

    private bool RunsAlongTexts(string dim) =>
        Stored.Variables.All(v =>
            v.Name != dim && (!v.Dimensions.Contains(dim) || (v.IsCharacters && v.Dimensions[^1] == dim))
        );

    // An index has the name of its only dimension; a char variable has a second one, along the characters.
    private static bool IsIndex(StoredVariable variable)
    {
        if (variable.Dimensions.Count == 0 || variable.Dimensions[0] != variable.Name)
            return false;
        return variable.Dimensions.Count == 1
            ? variable.IsText || variable.Array is not null
            : variable.Dimensions.Count == 2 && variable.IsCharacters;
    }
}
