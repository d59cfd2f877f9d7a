using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Reference;

/// <summary>The topics of the reference's names, from the file of topics.</summary>
internal sealed class Topics
{
    private readonly Dictionary<string, string> topics = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the file of topics.</summary>
    public Topics()
    {
        using Stream file = typeof(Topics).Assembly.GetManifestResourceStream("Gchunk.Dsl.data.topics.txt")!;
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Split(": ", 2) is not [var topic, var names])
                continue;
            Names.Add(topic);
            foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                topics[name] = topic;
        }
        Names.Add(Elementwise);
        foreach (ElementwiseOp op in OpTable.Elementwise)
            topics.TryAdd(Member(op.Name), Elementwise);
        foreach (ReductionOp op in OpTable.Reductions)
            topics.TryAdd(Member(op.Name), "reductions");
    }

    private const string Elementwise = "elementwise functions";

    /// <summary>The topics, in the order of the reference.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Returns the topic of a member, or null.</summary>
    public string? Of(string owner, string name) =>
        topics.TryGetValue($"{owner}.{name}", out string? own) ? own
        : owner is nameof(Prelude) or nameof(ChunkedArray) ? topics.GetValueOrDefault(name)
        : topics.GetValueOrDefault($"{owner}.*");

    // The member of logical_and is LogicalAnd. Members with other names are listed in the file.
    private static string Member(string row) => row.Replace("_", "", StringComparison.Ordinal);
}
