using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Gchunk.Dsl.Reference;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// The table of everything that users can type: one row per name, with topic, signatures, summary and example.
/// </summary>
/// <remarks>
/// The rows come from the public members and the compiler's documentation files, the topics from
/// <c>src/Dsl/data/topics.txt</c>. The help at the prompt and the reference page are generated from this table.
/// </remarks>
/// <example><code>
/// foreach (ReferenceEntry e in ReferenceTable.Find("quantile")) Print(e);
/// </code></example>
public static class ReferenceTable
{
    /// <summary>The topic of names without one. A test makes sure that it is empty.</summary>
    internal const string NoTopic = "other";

    // The members of every object, and those that the compiler generates for records.
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
    /// Finds rows, ignoring case, by name (<c>Mean</c>), by owner and name (<c>DataArray.Mean</c>), by owner, or by
    /// topic. If there are none, finds the rows whose name or summary contains the text.
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

    /// <summary>Returns the table as a Markdown page.</summary>
    public static string Page()
    {
        var page = new StringBuilder(
            "# Reference\n\nEvery name, by topic. This page is generated from the documentation in the sources by `ReferenceTable.Page()`;\n"
                + "`ReferenceTable.Find(\"mean\")` looks up a name at the prompt. Reductions skip NaN as missing with `skipNaN: true`,\n"
                + "which is the default for labelled arrays and data sets.\n"
        );
        foreach (string topic in Topics)
        {
            page.Append(
                $"\n## {char.ToUpperInvariant(topic[0])}{topic[1..]}\n\n| name | signatures | what it does |\n|---|---|---|\n"
            );
            foreach (ReferenceEntry e in Entries.Where(e => e.Topic == topic))
            {
                string signatures = string.Join("<br>", e.Signatures.Select(s => $"`{s}`"));
                page.Append($"| `{e.FullName}` | {Cell(signatures)} | {Cell(e.Summary)} |\n");
            }
        }
        return page.ToString();

        static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
    }

    // The assemblies that the program was built with and that are marked for the reference. A host may have more of
    // them or fewer.
    private static IEnumerable<Assembly> Described() =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? typeof(ReferenceTable).Assembly.Location)
            .Split(Path.PathSeparator)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name.StartsWith(nameof(Gchunk) + ".", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Assembly.Load)
            .Where(a => a.GetCustomAttributes<AssemblyMetadataAttribute>().Any(m => m.Key == "Reference"));

    private static (IReadOnlyList<string>, IReadOnlyList<ReferenceEntry>) Read()
    {
        var topics = new Topics();
        var entries = new List<ReferenceEntry>();
        foreach (Assembly assembly in Described())
        {
            var documentation = DocumentationFile.Of(assembly);
            // The compiler makes types for extension members.
            foreach (Type type in assembly.GetExportedTypes().Where(t => !t.IsEnum && !t.Name.StartsWith('<')))
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
        // A member without documentation inherits that of the member that it overrides or implements.
        string[] names =
        [
            .. members
                .Concat(Ancestors(type).SelectMany(Members).Where(m => Name(m) == overloads.Key))
                .Select(MemberText.DocumentationName),
        ];
        return new ReferenceEntry(
            overloads.Key,
            owner,
            TopicOf(type, owner, overloads.Key, topics),
            [.. members.Select(MemberText.Signature)],
            names
                // A constructor without a text of its own makes what its type is.
                .Concat(overloads.Key == ReferenceEntry.Constructor ? ["T:" + type.FullName!.Replace('+', '.')] : [])
                .Select(documentation.Summary)
                .FirstOrDefault(s => s.Length > 0)
                ?? "",
            names.Select(documentation.Example).FirstOrDefault(e => e is not null)
        );
    }

    private static string TopicOf(Type type, string owner, string name, Topics topics) =>
        topics.Of(owner, name == "[]" ? "Item" : name)
        // A constructor is where the members of its type are.
        ?? (
            name == ReferenceEntry.Constructor
                ? Members(type).Select(m => topics.Of(owner, m.Name)).FirstOrDefault(t => t is not null)
                : null
        )
        ?? NoTopic;

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (Type? above = type.BaseType; above is not null; above = above.BaseType)
            yield return above.IsGenericType ? above.GetGenericTypeDefinition() : above;
        foreach (Type one in type.GetInterfaces())
            yield return one.IsGenericType ? one.GetGenericTypeDefinition() : one;
    }

    private static string Name(MemberInfo member) =>
        member is ConstructorInfo ? ReferenceEntry.Constructor
        : member is PropertyInfo property && property.GetIndexParameters().Length > 0 ? "[]"
        : member.Name;

    private static IEnumerable<MemberInfo> Members(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m =>
                m is PropertyInfo or MethodInfo { IsSpecialName: false } or ConstructorInfo { IsStatic: false }
                && (m is not ConstructorInfo || !type.IsAbstract)
                && !Ordinary.Contains(m.Name)
                && !m.IsDefined(typeof(CompilerGeneratedAttribute))
            );
}
