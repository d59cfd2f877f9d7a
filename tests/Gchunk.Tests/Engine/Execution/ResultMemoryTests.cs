using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>A result is memory of its own, also where it is the one block that a task made.</summary>
public class ResultMemoryTests
{
    public static TheoryData<string, Func<ChunkedArray, ChunkedArray>> Expressions =>
        new()
        {
            { "the array", x => x },
            { "a copy", x => x.Copy() },
            { "a reshape", x => x.Reshape((2, 3)) },
            { "a function that returns its block", x => x.MapBlocks(b => b) },
            { "an operation", x => x + 1.0 },
        };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Writing_to_a_result_changes_nothing_else(string name, Func<ChunkedArray, ChunkedArray> of)
    {
        Assert.NotEmpty(name);
        ChunkedArray x = FromArray(NDArray.From(new double[] { 1, 2, 3, 4, 5, 6 })).Persist();
        ChunkedArray expression = of(x).Persist();
        NDArray[] results = Computation.Compute([
            expression.Expression,
            expression.Expression,
            of(x).Expression,
            of(x).Expression,
        ]);
        double[][] before = [.. results.Select(r => r.ToArray<double>())];
        results[0].Span<double>()[0] = -1;
        results[2].Span<double>()[1] = -1;
        Assert.Equal(before[1], results[1].ToArray<double>());
        Assert.Equal(before[3], results[3].ToArray<double>());
        Assert.Equal(before[1], expression.Compute().ToArray<double>());
        Assert.Equal([1, 2, 3, 4, 5, 6], x.Compute().ToArray<double>());
    }

    // Blocks of whole rows are computed in the result itself; the others are copied into it.
    [Theory]
    [InlineData(64, 200)]
    [InlineData(50, 200)]
    [InlineData(300, 70)]
    [InlineData(1, 200)]
    [InlineData(300, 200)]
    public void Blocks_are_where_they_belong_though_others_read_them(int rows, int columns)
    {
        double[] values = [.. Enumerable.Range(0, 60_000).Select(i => i * 0.5)];
        ChunkedArray x = FromArray(NDArray.From(values, (300, 200))).Rechunk((rows, columns)).Persist();
        ChunkedArray doubled = x * 2.0,
            sorted = (-doubled).Sort(axis: 1);
        NDArray[] results = Computation.Compute([
            doubled.Expression,
            doubled.Expression,
            sorted.Expression,
            doubled.Sum(axis: 0).Expression,
            x.Expression,
            doubled.Reshape((3, 100, 200)).Expression,
        ]);
        results[1].Span<double>()[0] = -1;
        double[] twice = Array.ConvertAll(values, v => v * 2);
        Assert.Equal(twice, results[0].ToArray<double>());
        Assert.Equal(twice[1..], results[1].ToArray<double>()[1..]);
        Assert.Equal(twice.Chunk(200).SelectMany(row => row.Reverse().Select(v => -v)), results[2].ToArray<double>());
        Assert.Equal(
            Enumerable.Range(0, 200).Select(c => Enumerable.Range(0, 300).Sum(r => twice[r * 200 + c])),
            results[3].ToArray<double>()
        );
        Assert.Equal(values, results[4].ToArray<double>());
        Assert.Equal(twice, results[5].ToArray<double>());
    }

    // A sink may offer memory for blocks of 16 kB and more, of elementwise operations as of operations on blocks.
    [Theory]
    [InlineData(64, true)]
    [InlineData(1, false)]
    public void Blocks_are_computed_in_the_memory_that_a_sink_offers(int rows, bool isOffered)
    {
        ChunkedArray x = FromArray(NDArray.Zeros((320, 200), DType.Float64)).Rechunk((rows, 200)).Persist();
        foreach (ChunkedArray result in new[] { x + 1.0, x.Copy(), x.Reshape((320, 20, 10)) + 1.0, x.Sort(axis: 1) })
        {
            using var sink = new Offering(result.Shape);
            Computation.Store([result.Expression], [sink]);
            Assert.Equal(320 / rows, sink.Written);
            Assert.Equal(isOffered ? sink.Written : 0, sink.InPlace);
        }
    }

    private sealed unsafe class Offering(Shape shape) : IBlockSink, IDisposable
    {
        private readonly NDArray whole = NDArray.Allocate(shape, DType.Float64);
        private int written;
        private int inPlace;

        public int Written => written;

        public int InPlace => inPlace;

        public NDArray? Place(long[] origin, Shape block) => whole.Part(First(origin), block);

        public void Write(long[] origin, NDArray block)
        {
            Interlocked.Increment(ref written);
            if (block.Pointer == whole.Pointer + First(origin) * sizeof(double))
                Interlocked.Increment(ref inPlace);
        }

        public void Dispose() => whole.Dispose();

        // Blocks are whole rows.
        private long First(long[] origin) => origin[0] * (shape.Size / shape[0]);
    }

    [Fact]
    public void An_array_without_elements_has_a_result() => Assert.Equal(0, (Zeros((0, 3)) + 1.0).Compute().Size);
}
