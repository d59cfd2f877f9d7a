using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Gchunk.Dsl.Reference;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// The one table of what can be typed: a row a name, with its topic, its signatures, its summary and its example.
/// </summary>
/// <remarks>
/// The rows are the public members themselves and their documentation, as the compiler wrote it; the topics are in
/// <c>src/Dsl/data/topics.txt</c>. Help at the prompt and
/// the page of the reference are made of it.
/// </remarks>
/// <example><code>
/// foreach (ReferenceEntry e in ReferenceTable.Find("quantile")) Print(e);
/// </code></example>
public static class ReferenceTable
{
    /// <summary>The topic of what has none: there is nothing in it, or a test fails.</summary>
    internal const string NoTopic = "other";

    // What every object has, and what the compiler writes for records.
    private static readonly HashSet<string> Ordinary =
    [
        "ToString",
        "Equals",
        "GetHashCode",
        "GetType",
        "Deconstruct",
        "Dispose",
        "GetEnumerator",
        "OnEvent",
        "<Clone>$",
        "PrintMembers",
    ];

    private static readonly Lazy<(IReadOnlyList<string> Topics, IReadOnlyList<ReferenceEntry> Entries)> Table = new(
        Read
    );

    /// <summary>The topics, in their order.</summary>
    public static IReadOnlyList<string> Topics => Table.Value.Topics;

    /// <summary>The rows, by topic, owner and name.</summary>
    public static IReadOnlyList<ReferenceEntry> Entries => Table.Value.Entries;

    /// <summary>
    /// The rows that a text names, whatever the case: by name (<c>Mean</c>), by owner and name (<c>DataArray.Mean</c>),
    /// by owner, or by topic; failing these, those whose name or summary has it.
    /// </summary>
    public static IReadOnlyList<ReferenceEntry> Find(string text)
    {
        Func<ReferenceEntry, bool>[] ways =
        [
            e => Is(e.Name) || Is(e.FullName),
            e => Is(e.Topic),
            e => Is(e.Owner),
            e =>
                e.FullName.Contains(text, StringComparison.OrdinalIgnoreCase)
                || e.Topic.Contains(text, StringComparison.OrdinalIgnoreCase)
                || e.Summary.Contains(text, StringComparison.OrdinalIgnoreCase),
        ];
        return [.. ways.Select(way => Entries.Where(way).ToList()).FirstOrDefault(found => found.Count > 0) ?? []];

        bool Is(string name) => string.Equals(name, text.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The whole as a page of Markdown.</summary>
    public static string Page()
    {
        var page = new StringBuilder(
            "# Reference\n\nEvery name, by topic. Made of the documentation in the sources by `ReferenceTable.Page()`; `ReferenceTable.Find(\"mean\")` looks up a name at the prompt. "
                + "Reductions count NaN as missing with `skipNaN: true`, which labelled arrays and data sets do unless told otherwise.\n"
        );
        foreach (string topic in Topics)
        {
            page.Append($"\n## {char.ToUpperInvariant(topic[0])}{topic[1..]}\n\n| name | what it does |\n|---|---|\n");
            foreach (ReferenceEntry e in Entries.Where(e => e.Topic == topic))
                page.Append($"| `{e.FullName}` | {e.Summary.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
        return page.ToString();
    }

    // The rooms that are there: a host may have more of them than this one.
    private static (IReadOnlyList<string>, IReadOnlyList<ReferenceEntry>) Read()
    {
        var topics = new Topics();
        var entries = new List<ReferenceEntry>();
        foreach (string room in (string[])["Gchunk.Dsl", "Gchunk.Ml"])
        {
            if (!File.Exists(Path.Combine(AppContext.BaseDirectory, room + ".dll")))
                continue;
            Assembly assembly = Assembly.Load(room);
            var documentation = DocumentationFile.Of(assembly);
            foreach (Type type in assembly.GetExportedTypes().Where(t => !t.IsEnum))
            {
                foreach (IGrouping<string, MemberInfo> overloads in Members(type).GroupBy(Name))
                    entries.Add(Entry(type, overloads, documentation, topics));
            }
        }
        List<string> used = [.. topics.Names.Append(NoTopic).Where(topic => entries.Exists(e => e.Topic == topic))];
        return (
            used,
            [
                .. entries
                    .OrderBy(e => used.IndexOf(e.Topic))
                    .ThenBy(e => e.Owner == nameof(Prelude) ? "" : e.Owner, StringComparer.Ordinal)
                    .ThenBy(e => e.Name, StringComparer.Ordinal),
            ]
        );
    }

    private static ReferenceEntry Entry(
        Type type,
        IGrouping<string, MemberInfo> overloads,
        DocumentationFile documentation,
        Topics topics
    )
    {
        string owner = TypeText.Of(type);
        MemberInfo[] members = [.. overloads.OrderBy(m => m.MetadataToken)];
        // What a member overrides or implements speaks for it where it says nothing itself.
        string[] names =
        [
            .. members
                .Concat(Ancestors(type).SelectMany(Members).Where(m => Name(m) == overloads.Key))
                .Select(MemberText.DocumentationName),
        ];
        return new ReferenceEntry(
            overloads.Key,
            owner,
            topics.Of(owner, overloads.Key == "[]" ? "Item" : overloads.Key) ?? NoTopic,
            [.. members.Select(MemberText.Signature)],
            names.Select(documentation.Summary).FirstOrDefault(s => s.Length > 0) ?? "",
            names.Select(documentation.Example).FirstOrDefault(e => e is not null)
        );
    }

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (Type? above = type.BaseType; above is not null; above = above.BaseType)
            yield return above.IsGenericType ? above.GetGenericTypeDefinition() : above;
        foreach (Type one in type.GetInterfaces())
            yield return one.IsGenericType ? one.GetGenericTypeDefinition() : one;
    }

    private static string Name(MemberInfo member) =>
        member is PropertyInfo property && property.GetIndexParameters().Length > 0 ? "[]" : member.Name;

    private static IEnumerable<MemberInfo> Members(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m =>
                m is PropertyInfo or MethodInfo { IsSpecialName: false }
                && !Ordinary.Contains(m.Name)
                && !m.IsDefined(typeof(CompilerGeneratedAttribute))
            );
}
