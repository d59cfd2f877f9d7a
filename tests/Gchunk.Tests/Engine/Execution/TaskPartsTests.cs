using System.Numerics;
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
public sealed class TaskPartsTests : IDisposable
{
    private readonly long least = TaskParts.LeastElements;

    // Other tests that run meanwhile divide their tasks too, which changes none of their results.
    public TaskPartsTests() => TaskParts.LeastElements = 1 << 12;

    public void Dispose() => TaskParts.LeastElements = least;

    // An odd number, so that parts begin within what one thread computes as one vector.
    private const int Elements = 60_007;

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
        int compared = 0;
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
            compared++;
        }
        Assert.InRange(compared, 60, OpTable.Elementwise.Count);
    }

    [Theory]
    [InlineData(DType.Float64, 300, 200)]
    [InlineData(DType.Float64, 700, 401)]
    [InlineData(DType.Float32, 60_007, 1)]
    [InlineData(DType.Int64, 3, 20_003)]
    [InlineData(DType.Bool, 200, 300)]
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
        ChunkedArray x = Prelude.FromArray(Rand.Normal((200, 300), seed: 1).Compute()),
            few = Prelude.FromArray(Rand.Normal((3, 20_000), seed: 2).Compute()),
            blocks = Prelude.FromArray(Rand.Normal((200, 300), seed: 3).Compute(), chunks: (37, 49));
        return new()
        {
            { "reversed", x["::-1, ::-2"] + 1 },
            { "transposed", x.T },
            { "transposed and more", x.T * 2 - 1 },
            { "gathered from blocks", blocks.Rechunk((200, 300)) + x },
            { "copied from blocks", blocks.Rechunk((200, 300)) },
            { "three rows", few - few["::-1"] },
            { "one row", few["1:2"] * 2 },
            { "repeated rows", x + few["0, :300"] },
            { "generated", Rand.Uniform((200, 300), chunks: (200, 300), seed: 4) * 2 },
            { "reshaped", (x * 3).Reshape(60_000) },
        };
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public void Whatever_is_read_gives_the_bits_of_one_thread(string what, ChunkedArray x) =>
        AssertSame(x.Expression, what);

    public static TheoryData<string, ChunkedArray> BlockOperations()
    {
        ChunkedArray x = Prelude.FromArray(Rand.Normal((200, 300), seed: 1).Compute()),
            missing = Prelude.FromArray(Prelude.Where(x > 2, double.NaN, x).Compute()),
            line = Prelude.FromArray(Rand.Normal(Elements, seed: 2).Compute()),
            places = Prelude.FromArray(Rand.Permutation(Elements, seed: 3).Compute()),
            edges = Prelude.Linspace(-3, 3, 50),
            matrix = Prelude.FromArray(Rand.Normal((31, 2000), seed: 4).Compute()),
            square = Prelude.FromArray(Rand.Normal((600, 600), seed: 10).Compute()),
            // Transformed as a matrix; of a prime factor that is not small; as a convolution.
            halves = Prelude.FromArray(Rand.Normal(27_000, seed: 5).Compute()),
            primes = Prelude.FromArray(Rand.Normal((20, 2 * 43 * 7), seed: 6).Compute()),
            prime = Prelude.FromArray(Rand.Normal((9, 1009), seed: 7).Compute());
        return new()
        {
            { "sorted columns", missing.Sort(axis: 0) },
            { "sorted rows", missing.Sort(axis: 1) },
            { "order of columns", missing.ArgSort(axis: 0) },
            { "medians", x.Median(axis: 0) },
            { "ranks", new ChunkedArray(x.Expression).ArgSort(axis: 1).ArgSort(axis: 1) },
            { "taken", line.Take(places, 0) },
            { "taken rows", x.Take(Prelude.FromArray(Rand.Permutation(200, seed: 8).Compute()), 0) },
            { "bins", Prelude.SearchSorted(edges, missing) },
            { "digits", Prelude.Digitize(missing, edges.Compute().ToArray<double>()) },
            { "rows times vector", matrix.MatMul(matrix[0]) },
            { "product of vectors", line.AsType(DType.Float32).Dot(line.AsType(DType.Float32)) },
            { "inverse", square.Inv() },
            { "determinant", square.Det() },
            { "spectrum of a long line", Prelude.Fft(halves) },
            { "spectra of columns", Prelude.Fft(primes * (Complex.ImaginaryOne + 1), axis: 0) },
            { "half spectra", Prelude.Rfft(primes, axis: 1) },
            { "spectra by convolution", Prelude.Ifft(prime * Complex.ImaginaryOne, axis: 1) },
        };
    }

    [Theory]
    [MemberData(nameof(BlockOperations))]
    public void Block_operations_give_the_bits_of_one_thread(string what, ChunkedArray x) =>
        AssertSame(x.Expression, what);

    [Fact]
    public void A_line_has_the_spectrum_that_it_has_alone()
    {
        ChunkedArray lines = Prelude.FromArray(Rand.Normal((21, 2 * 3 * 5 * 7 * 11), seed: 9).Compute());
        using NDArray together = Prelude.Fft(lines * Complex.ImaginaryOne, axis: 1).Compute(),
            real = Prelude.Rfft(lines, axis: 1).Compute();
        for (int i = 0; i < 21; i++)
        {
            ChunkedArray line = Prelude.FromArray(lines[i].Compute());
            Assert.True(Bytes(Prelude.Fft(line * Complex.ImaginaryOne)).SequenceEqual(Row(together, i)));
            Assert.True(Bytes(Prelude.Rfft(line)).SequenceEqual(Row(real, i)));
        }

        static byte[] Bytes(ChunkedArray x)
        {
            using NDArray made = x.Compute();
            return Row(made, 0);
        }
    }

    private static unsafe byte[] Row(NDArray array, long row)
    {
        int bytes = (int)array.Shape[^1] * array.DType.Size;
        return new ReadOnlySpan<byte>(array.Pointer + row * bytes, bytes).ToArray();
    }

    [Fact]
    public void Every_part_runs_once()
    {
        int[] seen = new int[1000];
        TaskParts.Run(seen.Length, 4, part => Interlocked.Increment(ref seen[part]));
        Assert.All(seen, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(8, 2)]
    public void Free_threads_take_parts(int parts, int threads)
    {
        // Each of the first parts waits until the others have begun on other threads.
        using var begun = new CountdownEvent(threads);
        int met = 0;
        TaskParts.Run(
            parts,
            threads,
            part =>
            {
                if (part >= threads)
                    return;
                begun.Signal();
                if (begun.Wait(TimeSpan.FromMinutes(1)))
                    Interlocked.Increment(ref met);
            }
        );
        Assert.Equal(threads, met);
    }

    [Fact]
    public void The_least_of_several_NaN_is_always_the_same_NaN()
    {
        double other = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001);
        double[] values = new double[Elements];
        (values[7], values[50_000]) = (other, -other);
        foreach (ReductionOp op in OpTable.Reductions.Where(op => op.Name is "min" or "max"))
        {
            foreach (int at in (int[])[3, 20_000, 60_000])
            {
                values[at] = double.NaN;
                ArrayExpr x = Prelude.FromArray(values).Expression;
                byte[] bits = Run(
                    ReductionExpr.Create(op, x, [0], false, new ReductionOptions()),
                    new ThreadsExecutor(4)
                );
                Assert.Equal(BitConverter.GetBytes(double.NaN), bits);
            }
        }
    }

    [Fact]
    public void The_error_of_a_part_is_thrown_after_the_others_have_ended()
    {
        int running = 0;
        var error = Assert.Throws<GchunkException>(() =>
            TaskParts.Run(
                16,
                4,
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
    [InlineData(1000, 1000, 3, 1, 1)]
    [InlineData(1 << 15, 1 << 15, 0, 1, 1)]
    [InlineData(1 << 15, 1 << 15, 1, 4, 2)]
    [InlineData(1 << 15, 1 << 15, 63, 8, 64)]
    [InlineData(1 << 15, 3, 63, 3, 64)]
    [InlineData(1 << 15, 1, 63, 1, 1)]
    public void Large_tasks_are_divided_for_the_threads_that_are_free(
        long elements,
        long axis,
        int spare,
        int parts,
        int threads
    ) => Assert.Equal((parts, threads), TaskParts.Divide(elements, axis, new Free(spare)));

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
