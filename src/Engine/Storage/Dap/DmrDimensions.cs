using System.Xml.Linq;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>
/// The shared dimensions of a DAP4 data set, and their names among the variables of a group. Paths tell <c>/a/x</c> from
/// <c>/b/x</c>; names of axes must do so as well.
/// </summary>
internal sealed class DmrDimensions
{
    private readonly XElement root;
    private readonly Dictionary<(XElement Group, string Name), XElement> groups = [],
        dimensions = [];
    private readonly Dictionary<XElement, string> names = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> tried = new(StringComparer.Ordinal);
    private XElement group;

    /// <summary>Finds the dimensions of all groups.</summary>
    public DmrDimensions(XElement root)
    {
        this.root = group = root;
        var todo = new Stack<XElement>([root]);
        while (todo.TryPop(out XElement? at))
        {
            foreach (XElement child in at.Elements())
            {
                if (child.Name.LocalName == "Dimension")
                    dimensions.TryAdd((at, Dmr.Name(child)), child);
                else if (child.Name.LocalName == "Group" && groups.TryAdd((at, Dmr.Name(child)), child))
                    todo.Push(child);
            }
        }
    }

    /// <summary>Names the dimensions of the variables of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="axes">The axes of its variables.</param>
    public void NameAll(XElement group, IEnumerable<XElement> axes)
    {
        this.group = group;
        XElement[] used = [.. axes.Select(Of).OfType<XElement>().Distinct()];
        // A dimension that the group itself or the nearest group around it has keeps its plain name.
        var plain = new Dictionary<string, XElement?>(StringComparer.Ordinal);
        for (XElement? at = group; at is not null; at = at.Parent)
        {
            foreach (XElement dimension in Dmr.Named(at, "Dimension"))
                plain.TryAdd(Dmr.Name(dimension), dimension);
        }
        foreach (IGrouping<string, XElement> same in used.GroupBy(Dmr.Name, StringComparer.Ordinal))
            plain.TryAdd(same.Key, same.Count() == 1 ? same.First() : null);
        foreach (XElement dimension in used.OrderBy(d => plain[Dmr.Name(d)] == d ? 0 : 1))
        {
            string name = Dmr.Name(dimension);
            names[dimension] = Unused(
                plain[name] == dimension
                    ? name
                    : string.Join('_', dimension.AncestorsAndSelf().SkipLast(1).Reverse().Select(Dmr.Name))
            );
            taken.Add(names[dimension]);
        }
    }

    /// <summary>Returns the shared dimension of an axis, or null if it has none or names none that there is.</summary>
    public XElement? Of(XElement axis)
    {
        if ((string?)axis.Attribute("name") is not { } path)
            return null;
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        XElement? at = path.StartsWith('/') ? root : group;
        for (int i = 0; i < parts.Length - 1 && at is not null; i++)
            at = groups.GetValueOrDefault((at, parts[i]));
        return at is null || parts.Length == 0 ? null : dimensions.GetValueOrDefault((at, parts[^1]));
    }

    /// <summary>The name of a dimension among those of the group.</summary>
    public string NameOf(XElement dimension) => names[dimension];

    /// <summary>Returns a name, with a number behind it if a dimension has it already.</summary>
    public string Unused(string name)
    {
        string unused = name;
        // Each number is tried once for a name, however many dimensions have it.
        while (taken.Contains(unused))
            unused = $"{name}_{tried[name] = tried.GetValueOrDefault(name, 1) + 1}";
        return unused;
    }
}
