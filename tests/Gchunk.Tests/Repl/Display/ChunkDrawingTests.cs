using Gchunk.Repl.Display;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Repl.Display;

public class ChunkDrawingTests
{
    [Fact]
    public void Two_axes_are_a_grid_with_its_lengths() =>
        Assert.Equal(
            """
            ┌───┬───┬───┐
            │   │   │   │ 4 in 2 of 2
            ├───┼───┼───┤
            │   │   │   │
            └───┴───┴───┘
            9 in 3 of up to 4
            """,
            ChunkDrawing.Of(Ones((4, 9), chunks: (2, 4)).Chunks)
        );

    [Fact]
    public void One_axis_is_a_row() =>
        Assert.Equal("┌───┬───┐\n│   │   │\n└───┴───┘\n10 in 2 of 5", ChunkDrawing.Of(Ones(10, chunks: 5).Chunks));

    [Fact]
    public void More_axes_stand_beside_it() =>
        Assert.Contains(
            "│   │   │ 4 in 1 of 4  × 6 in 3 of 2  × 7 in 2 of up to 4\n",
            ChunkDrawing.Of(Ones((7, 6, 4, 8), chunks: (4, 2, 4, 4)).Chunks),
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_too_large_is_cut()
    {
        string[] lines = ChunkDrawing.Of(Ones((1000, 1000), chunks: (10, 10)).Chunks)!.Split('\n');
        Assert.Equal(12, lines.Length);
        Assert.All(lines[..^1], l => Assert.InRange(l.Split(' ')[0].Length, 1, 49));
        Assert.Contains(" … │", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("┊ ⋮ ┊", lines[9], StringComparison.Ordinal);
        Assert.Equal("1000 in 100 of 10", lines[^1]);
    }

    [Fact]
    public void A_single_chunk_and_a_number_have_no_drawing()
    {
        Assert.Null(ChunkDrawing.Of(Ones((4, 4)).Chunks));
        Assert.Null(ChunkDrawing.Of(Ones((4, 4)).Sum().Chunks));
    }
}
