using Gchunk.Engine;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gchunk.Dsl.Files.Catalogs;

/// <summary>
/// Checks a YAML text before it is loaded: loading recurses, and what aliases repeat is written out where nodes are shown or
/// compared.
/// </summary>
internal static class CatalogLimits
{
    private const int Deepest = 64;
    private const long MostNodes = 1_000_000;

    /// <summary>Checks depth and size, with every alias counted as what it stands for.</summary>
    /// <exception cref="GchunkException">The text goes beyond a limit.</exception>
    public static void Check(string path, string text)
    {
        // The open mappings and lists, each with its anchor and the nodes in it.
        var open = new Stack<(string? Anchor, long Nodes)>();
        var sizes = new Dictionary<string, long>();
        long total = 0;
        for (var parser = new Parser(new StringReader(text)); parser.MoveNext(); )
        {
            switch (parser.Current)
            {
                case MappingStart or SequenceStart:
                    open.Push((AnchorOf((NodeEvent)parser.Current), 1));
                    break;
                case MappingEnd or SequenceEnd:
                    (string? anchor, long nodes) = open.Pop();
                    if (anchor is not null)
                        sizes[anchor] = nodes;
                    Add(nodes);
                    break;
                case Scalar scalar:
                    if (AnchorOf(scalar) is { } name)
                        sizes[name] = 1;
                    Add(1);
                    break;
                case AnchorAlias alias:
                    Add(
                        sizes.TryGetValue(alias.Value.Value, out long repeated)
                            ? repeated
                            : throw At(
                                parser,
                                $"the alias '{alias.Value.Value}' has no anchor before it, or is inside it"
                            )
                    );
                    break;
            }

            if (open.Count > Deepest)
                throw At(parser, $"nested more than {Deepest} deep");
            if (total > MostNodes || (open.Count > 0 && open.Peek().Nodes > MostNodes))
                throw At(parser, $"its aliases stand for more than {MostNodes} values");
        }

        void Add(long nodes)
        {
            if (open.TryPop(out var around))
                open.Push((around.Anchor, around.Nodes + nodes));
            else
                total += nodes;
        }

        GchunkException At(Parser parser, string how) => new($"{path}, line {parser.Current!.Start.Line}: {how}");
    }

    private static string? AnchorOf(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;
}
