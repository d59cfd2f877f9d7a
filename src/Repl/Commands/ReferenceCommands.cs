using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Repl.Assistance;
using Gchunk.Repl.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Commands;

[Command("?", "NAME", "shows the signature, summary and example of a name; also NAME?")]
internal sealed class AboutCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        Reference.Write(session, argument, full: false);
        return true;
    }
}

[Command(
    "??",
    "NAME",
    "also shows parameters, results and all overloads, or the code of a name declared at the prompt"
)]
internal sealed class FullyAboutCommand : Command
{
    public override bool Run(Session session, string argument)
    {
        Reference.Write(session, argument, full: true);
        return true;
    }
}

/// <summary>
/// Describes a name. Names of gchunk come from the table behind the reference page; all others (types, other libraries,
/// names declared at the prompt) come from the compiler.
/// </summary>
internal static class Reference
{
    private const int MostOverloads = 4;

    private static readonly string[] MainTypes =
    [
        "Gchunk.Dsl.DataArray",
        "Gchunk.Dsl.Dataset",
        "Gchunk.Dsl.ChunkedArray",
    ];
    private static readonly string[] Rooms = ["Dsl", "Ml"];

    public static void Write(Session session, string name, bool full)
    {
        if (name.Length == 0)
            throw new GchunkException("? needs a name, such as ?OpenDataset, ?ds.Sel or ?%time");
        if (CommandTable.About(name) is { } command)
        {
            Console.Out.WriteLine($"{command.Name} {command.Arguments}\n  {command.Summary}");
            return;
        }
        if (session.Host.Variables.Find(name) is { } variable)
        {
            Console.Out.WriteLine($"{name}: a variable");
            if (variable.Value is { } value && session.Display(value) is { } shown)
                Console.Out.WriteLine(shown);
        }
        var compilation = session.Host.Chain.Next(name, "");
        var symbols = Find(compilation, name);
        var rows = Rows(symbols, name);
        if (rows.Count > 0)
        {
            WriteRows(rows, name, full);
            if (full)
            {
                WriteWhole(
                    compilation,
                    [.. symbols.Concat(OfRows(compilation, rows)).Distinct(SymbolEqualityComparer.Default)],
                    rows
                );
            }
            return;
        }
        if (symbols.Count == 0)
        {
            if (WriteTopic(name))
                return;
            throw new GchunkException($"no name '{name}'{Nearest(compilation, name)}");
        }
        foreach (var symbol in symbols.Take(full ? int.MaxValue : MostOverloads))
            Console.Out.WriteLine(SymbolText.Signature(symbol));
        if (!full && symbols.Count > MostOverloads)
            Console.Out.WriteLine($"… {symbols.Count - MostOverloads} more: ??{name}");
        if (full)
            WriteWhole(compilation, symbols, []);
        else
            WriteSummary(symbols);
        if (full && Source(symbols[0]) is { } source)
            Console.Out.WriteLine(source);
    }

    // Names that the session declared are not in the table, whatever they are. For ds.Sel, the table has the member of
    // the type.
    private static List<ReferenceEntry> Rows(List<ISymbol> symbols, string name)
    {
        if (symbols is [{ DeclaringSyntaxReferences.Length: > 0 } or INamedTypeSymbol, ..] || name == "new")
            return [];
        bool isAccess = name.Contains('.', StringComparison.Ordinal);
        string wanted =
            isAccess && symbols is [{ ContainingType: { } owner } member, ..]
                ? $"{owner.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}.{member.Name}"
                : name;
        var found = ReferenceTable.Find(wanted).Where(e => Is(e.FullName, wanted) || Is(e.Name, wanted)).ToList();
        // A function that needs no class name comes first, then the members of that name of arrays and data sets, then
        // the others.
        return
        [
            .. found.OrderBy(e =>
                e.Owner == nameof(Prelude) ? -1
                : Array.IndexOf(MainTypes, $"Gchunk.Dsl.{e.Owner}") is >= 0 and var place ? place
                : MainTypes.Length
            ),
        ];
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static void WriteRows(List<ReferenceEntry> rows, string name, bool full)
    {
        int most = full ? int.MaxValue : MostOverloads;
        foreach (var row in rows.Take(most))
        {
            string owner = row.Owner == nameof(Prelude) || row.Name is "[]" or "new" ? "" : row.Owner + ".";
            foreach (string signature in row.Signatures.Take(most))
                Console.Out.WriteLine(owner + signature);
            if (row.Signatures.Count > most)
                Console.Out.WriteLine($"… {row.Signatures.Count - most} more: ??{name}");
            if (row.Summary.Length > 0)
                Console.Out.WriteLine("  " + row.Summary);
        }
        if (rows.Count > most)
            Console.Out.WriteLine($"also {string.Join(", ", rows.Skip(most).Select(r => r.FullName))}");
        if (full)
            return; // the examples follow the parameters
        foreach (string example in rows.Select(r => r.Example).OfType<string>().Take(1))
        {
            Console.Out.WriteLine(string.Join('\n', example.Split('\n').Select(l => "    " + l)));
        }
    }

    private static bool WriteTopic(string name)
    {
        var rows = ReferenceTable.Find(name).Where(e => Is(e.Topic, name)).ToList();
        foreach (var row in rows)
            Console.Out.WriteLine(row.Summary.Length > 0 ? $"{row.FullName}: {row.Summary}" : row.FullName);
        return rows.Count > 0;
    }

    private static List<ISymbol> Find(Compilation compilation, string name)
    {
        var model = compilation.GetSemanticModel(compilation.SyntaxTrees.First());
        var root = (CompilationUnitSyntax)compilation.SyntaxTrees.First().GetRoot();
        if (
            root.Members
            is not [GlobalStatementSyntax { Statement: ExpressionStatementSyntax { Expression: var expression } }]
        )
        {
            return [];
        }

        if (expression is MemberAccessExpressionSyntax access)
            return [.. SymbolCompletion.Members(model, access.Expression, name.Length, access.Name.Identifier.Text)];
        string bare = expression is SimpleNameSyntax simple ? simple.Identifier.Text : name;
        var found = model.LookupSymbols(0, name: bare).Where(s => s is not INamespaceSymbol).ToList();
        if (found is [INamedTypeSymbol type])
        {
            found.AddRange(
                type.InstanceConstructors.Where(c =>
                    c.DeclaredAccessibility == Accessibility.Public && c.Parameters.Length > 0
                )
            );
        }
        // The bare name of a member: Sel, Mean. Members of arrays and data sets come first.
        if (found.Count == 0)
        {
            found.AddRange(
                OfTypes(compilation)
                    .SelectMany(t => t.GetMembers(bare))
                    .Where(m => m.DeclaredAccessibility == Accessibility.Public)
            );
        }

        return found;
    }

    private static IEnumerable<INamedTypeSymbol> OfTypes(Compilation compilation)
    {
        var named = MainTypes.Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>().ToArray();
        var rest = Rooms
            .SelectMany(room => Space(compilation.GlobalNamespace, "Gchunk", room)?.GetTypeMembers() ?? [])
            .Where(t => t.DeclaredAccessibility == Accessibility.Public);
        return named.Concat(rest.Where(t => !MainTypes.Contains(t.ToDisplayString())));
    }

    private static INamespaceSymbol? Space(INamespaceSymbol root, params string[] names) =>
        names.Aggregate(
            (INamespaceSymbol?)root,
            (space, name) => space?.GetNamespaceMembers().FirstOrDefault(n => n.Name == name)
        );

    private static void WriteSummary(List<ISymbol> symbols)
    {
        if (
            symbols.Select(SymbolText.Documentation).FirstOrDefault(d => d?.Element("summary") is not null)
            is not { } documentation
        )
        {
            return;
        }

        Console.Out.WriteLine("  " + WholeDocumentation.Text(documentation.Element("summary")!));
        foreach (var code in documentation.Elements("example").SelectMany(e => e.Elements("code")).Take(1))
            Console.Out.WriteLine(string.Join('\n', SymbolText.Code(code).Split('\n').Select(l => "    " + l)));
    }

    // Parameters, results, errors, remarks, references and examples of all overloads.
    private static void WriteWhole(Compilation compilation, IReadOnlyList<ISymbol> symbols, List<ReferenceEntry> rows)
    {
        foreach (string line in WholeDocumentation.Lines(symbols, compilation, rows.Select(r => "  " + r.Summary)))
            Console.Out.WriteLine(line);
    }

    private static IEnumerable<ISymbol> OfRows(Compilation compilation, List<ReferenceEntry> rows)
    {
        var types = Rooms
            .Select(room => Space(compilation.GlobalNamespace, "Gchunk", room))
            .OfType<INamespaceSymbol>()
            .SelectMany(AllTypes)
            .ToLookup(t => t.Name);
        return rows.SelectMany(row =>
            types[row.Owner.Split('<')[0]]
                .SelectMany(t =>
                    row.Name == "[]"
                        ? t.GetMembers().Where(m => m is IPropertySymbol { IsIndexer: true })
                        : t.GetMembers(row.Name)
                )
        );
    }

    private static IEnumerable<INamedTypeSymbol> AllTypes(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(AllTypes));

    private static string? Source(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences is [var reference, ..] ? reference.GetSyntax().ToString() : null;

    private static string Nearest(Compilation compilation, string name)
    {
        var model = compilation.GetSemanticModel(compilation.SyntaxTrees.First());
        var names = model
            .LookupSymbols(0)
            .Where(s => s.CanBeReferencedByName && s is not INamespaceSymbol && ErrorAdvice.IsMeant(s))
            .Select(s => s.Name)
            .Concat(
                OfTypes(compilation)
                    .Take(3)
                    .SelectMany(t => t.GetMembers())
                    .Where(m => m.CanBeReferencedByName)
                    .Select(m => m.Name)
            )
            .Distinct();
        return Spelling.Nearest(name, [.. names]) is { } nearest ? $"; did you mean '{nearest}'?" : "";
    }
}
