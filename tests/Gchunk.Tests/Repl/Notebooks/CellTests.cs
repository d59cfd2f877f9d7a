using Gchunk.Repl.Notebooks;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

public class CellTests
{
    [Theory]
    [InlineData("1 + 1", new[] { "1 + 1" })]
    [InlineData("var x = 1", new[] { "var x = 1;" })]
    [InlineData("%who\n\n%history 3\nvar x = 1", new[] { "%who", "%history 3", "var x = 1;" })]
    [InlineData("%time var x = 1;\nx", new[] { "%time var x = 1;\nx" })]
    [InlineData("x % 2\n", new[] { "x % 2" })]
    [InlineData(" \n ", new string[0])]
    public void Commands_at_the_start_of_a_cell_are_parts_of_their_own(string cell, string[] parts) =>
        Assert.Equal(parts, CellParts.Of(cell));

    [Theory]
    [InlineData("a🌍b", 0, 0)]
    [InlineData("a🌍b", 1, 1)]
    [InlineData("a🌍b", 2, 3)]
    [InlineData("a🌍b", 3, 4)]
    [InlineData("a🌍b", 99, 4)]
    [InlineData("a🌍b", -1, 0)]
    public void A_position_counts_characters(string text, int position, int index)
    {
        Assert.Equal(index, CodePoints.ToIndex(text, position));
        Assert.Equal(Math.Clamp(position, 0, 3), CodePoints.ToPosition(text, index));
    }

    [Fact]
    public void A_character_is_never_cut_and_pieces_keep_their_order()
    {
        var sent = new List<string>();
        var output = new KernelOutput((_, content, _) => sent.Add((string)content["text"]!));
        using var writer = new KernelWriter("stdout", output);
        string text = new string('a', (16 << 10) - 1) + "🌍";
        foreach (char c in text)
            writer.Write(c);
        writer.Flush();
        Assert.Equal(text, string.Concat(sent));
        Assert.DoesNotContain(sent, piece => char.IsHighSurrogate(piece[^1]));
    }
}
