using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Parts;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Planning;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>One large block is computed by several threads, with the bits of one.</summary>
public class TaskPartsTests
{
    // An odd number, so that parts begin within what one thread computes as one vector.
    private const int Elements = 300_007;

    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Int64)]
    public void Every_elementwise_operation_gives_the_bits_of_one_thread(DType type)
    {
        ChunkedArray[] operands =
        [
            .. Enumerable
                .Range(1, 3)
                .Select(seed => Prelude.FromArray((Rand.Normal(Elements, seed: seed) * 3).AsType(type).Compute())),
        ];
        foreach (ElementwiseOp op in OpTable.Elementwise)
        {
            ArrayExpr expr;
            try
            {
                expr = ElementwiseExpr.Create(op, [.. operands[..op.Arity].Select(o => o.Expression)]);
            }
            catch (GchunkException)
            {
                // The operation is not defined for this dtype.
                continue;
            }
            AssertSame(expr, $"{op.Name} of {type.Name}");
        }
    }

    [Theory]
    [InlineData(DType.Float64, 1_000, 400)]
    [InlineData(DType.Float32, 300_007, 1)]
    [InlineData(DType.Int64, 3, 100_003)]
    [InlineData(DType.Bool, 700, 700)]
    public void Every_reduction_gives_the_bits_of_one_thread(DType type, int rows, int columns)
    {
        ChunkedArray x = Rand.Normal((rows, columns), seed: 5) * 3;
        x = Prelude.FromArray(Prelude.Where(x > 6, double.NaN, x).Compute()).AsType(type);
        x = Prelude.FromArray(x.Compute());
        foreach (ReductionOp op in OpTable.Reductions)
        {
            foreach (bool skips in (bool[])[false, true])
            {
                foreach (
                    int[] axes in (int[][])
                        [
                            [0, 1],
                            [0],
                            [1],
                        ]
                )
                {
                    ArrayExpr expr = ReductionExpr.Create(op, x.Expression, axes, false, new ReductionOptions(skips));
                    AssertSame(expr, $"{op.Name} of {type.Name} over {string.Join(", ", axes)}");
                }
            }
        }
    }

    public static TheoryData<string, ChunkedArray> Reads()
    {
        ChunkedArray x = Prelude.FromArray(Rand.Normal((600, 700), seed: 1).Compute()),
            few = Prelude.FromArray(Rand.Normal((3, 150_000), seed: 2).Compute()),
            blocks = Prelude.FromArray(Rand.Normal((600, 700), seed: 3).Compute(), chunks: (77, 99));
        return new()
        {
            { "reversed", x["::-1, ::-2"] + 1 },
            { "transposed", x.T },
            { "transposed and more", x.T * 2 - 1 },
            { "gathered from blocks", blocks.Rechunk((600, 700)) + x },
            { "copied from blocks", blocks.Rechunk((600, 700)) },
            { "three rows", few - few["::-1"] },
            { "one row", few["1:2"] * 2 },
            { "repeated rows", x + few["0, :700"] },
            { "generated", Rand.Uniform((600, 700), chunks: (600, 700), seed: 4) * 2 },
            { "reshaped", (x * 3).Reshape(420_000) },
        };
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public void Whatever_is_read_gives_the_bits_of_one_thread(string what, ChunkedArray x) =>
        AssertSame(x.Expression, what);

    [Fact]
    public void Every_part_runs_once()
    {
        int[] seen = new int[1000];
        TaskParts.Run(seen.Length, part => Interlocked.Increment(ref seen[part]));
        Assert.All(seen, times => Assert.Equal(1, times));
    }

    [Fact]
    public void The_error_of_a_part_is_thrown_after_the_others_have_ended()
    {
        int running = 0;
        var error = Assert.Throws<GchunkException>(() =>
            TaskParts.Run(
                16,
                part =>
                {
                    Interlocked.Increment(ref running);
                    Thread.SpinWait(1000);
                    Interlocked.Decrement(ref running);
                    if (part == 3)
                        throw new GchunkException("part 3");
                }
            )
        );
        Assert.Equal("part 3", error.Message);
        Assert.Equal(0, running);
    }

    [Theory]
    [InlineData(1000, 1000, 3, 1)]
    [InlineData(1 << 20, 1 << 20, 0, 1)]
    [InlineData(1 << 20, 1 << 20, 1, 4)]
    [InlineData(1 << 20, 1 << 20, 63, 8)]
    [InlineData(1 << 20, 3, 63, 3)]
    [InlineData(1 << 20, 1, 63, 1)]
    public void Large_tasks_are_divided_for_the_threads_that_are_free(long elements, long axis, int spare, int parts) =>
        Assert.Equal(parts, TaskParts.Count(elements, axis, new Free(spare)));

    private static void AssertSame(ArrayExpr expr, string what)
    {
        byte[] expected = Run(expr, new SerialExecutor()),
            got = Run(expr, new ThreadsExecutor(4));
        Assert.True(expected.AsSpan().SequenceEqual(got), what);
    }

    private static unsafe byte[] Run(ArrayExpr expr, IExecutor executor)
    {
        var sink = new OnlyBlock();
        executor.Run(Planner.Plan([expr]), [sink], 1L << 30, CancellationToken.None);
        using NDArray block = sink.Block!;
        return new ReadOnlySpan<byte>(block.Pointer, (int)block.NBytes).ToArray();
    }

    private sealed class OnlyBlock : IBlockSink
    {
        public NDArray? Block { get; private set; }

        public void Write(long[] origin, NDArray block) => Block = block.Share();
    }

    private sealed class Free(int threads) : ITaskResults
    {
        public int SpareThreads => threads;

        public NDArray? Get(TaskKey task) => throw new NotSupportedException();

        public unsafe void Read(TaskKey task, in Region region, byte* destination) => throw new NotSupportedException();
    }
}
