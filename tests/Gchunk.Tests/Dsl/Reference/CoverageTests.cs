using System.Text.RegularExpressions;
using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Dsl.Reference;

/// <summary>
/// <c>docs/coverage.md</c> has a row for every public name of the peer (<c>peer_names.txt</c>, by
/// <c>make_peer_names.py</c>), and each row names something of ours that exists, or says why there is nothing.
/// </summary>
public partial class CoverageTests
{
    private static readonly string[] Peers = File.ReadAllLines(
        Path.Combine(Checkout.Root, "tests/Gchunk.Tests/Dsl/Reference/peer_names.txt")
    );

    private static List<(string Peer, string Ours, string Note)> Rows() =>
        [
            .. File.ReadLines(Path.Combine(Checkout.Root, "docs/coverage.md"))
                .Select(line => Row().Match(line))
                .Where(match => match.Success)
                .Select(match => (match.Groups[1].Value, match.Groups[2].Value.Trim(), match.Groups[3].Value.Trim())),
        ];

    [Fact]
    public void Every_name_of_the_peer_has_a_row()
    {
        Assert.True(Peers.Length > 500);
        Assert.Equal(Peers.Order(StringComparer.Ordinal), Rows().Select(r => r.Peer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_names_what_exists_or_the_reason_why_not()
    {
        var known = ReferenceTable.Entries.Select(e => e.FullName).ToHashSet(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach ((string peer, string ours, string note) in Rows())
        {
            string[] names = [.. Code().Matches(ours).Select(m => m.Groups[1].Value)];
            if (names.Length == 0 && note.Length < 20)
                wrong.Add($"{peer}: neither a name nor a reason");
            wrong.AddRange(names.Where(n => !known.Contains(n)).Select(n => $"{peer}: no {n} in the reference"));
        }
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|([^|]*)\|([^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
