using Gchunk.Dsl;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;
using Gchunk.Engine.Kernels.Blocks.Factors;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Affinities;
using Gchunk.Ml.Operations.Lloyds;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Kernels that are given blocks, counts or indices that do not fit together: errors, not wild pointers.</summary>
public class BoundsTests
{
    private static readonly NDArray Four = NDArray.From([1.0, 2, 3, 4]);
    private static readonly NDArray Square = NDArray.From([1.0, 2, 3, 4], (2, 2));

    private static readonly SampleFrame Plain = new(NDArray.From([0.0, 0]), 0);

    private static BlockContext Makes(DType dtype, params long[] shape) =>
        new(new long[shape.Length], new Shape(shape), dtype, CancellationToken.None) { Block = new int[shape.Length] };

    public static TheoryData<string, BlockOp, NDArray[], BlockContext> Misfits =>
        new()
        {
            { "a position beyond the end", new TakeOp(0, NDArray.From([0L, 4])), [Four], Makes(DType.Float64, 2) },
            { "a position far before the start", new TakePointsOp(0, Row(0, -5)), [Four], Makes(DType.Float64, 2) },
            { "another dtype", new TakeOp(0, NDArray.From([0L])), [Four], Makes(DType.Float32, 1) },
            {
                "a label of no center",
                new InertiaOp(Plain, Square),
                [Square, NDArray.From([0, 2])],
                Makes(DType.Float64, 1, 1, 1)
            },
            { "fewer samples than labels", new AssignOp(Plain, Square), [Square], Makes(DType.Int32, 9) },
            {
                "an assignment to no center",
                new StepSumsOp(Plain, new FixedScale([0, 0], 0), 2),
                [Square, NDArray.From([-1L, -1], (2, 1)), NDArray.From([0L, 2L << 32], (2, 1))],
                Makes(DType.Int64, 1, 2, 3)
            },
            {
                "fewer assignments than samples",
                new AssignmentsOp(Plain, Square, 2, [0, 0]),
                [Square, NDArray.From([-1L], (1, 1))],
                Makes(DType.Int64, 2, 1)
            },
            {
                "other columns than the matrix",
                new MultiplyOp([Square]),
                [Four.Reshape((4, 1))],
                Makes(DType.Float64, 4, 2)
            },
            {
                "other vectors than affinities",
                new AffinityProductOp(),
                [Square, Four.Reshape((4, 1))],
                Makes(DType.Float64, 2, 1, 1)
            },
            {
                "other Nyström features than sums",
                new NystromDegreesOp(Four, IsFitted: true),
                [Square],
                Makes(DType.Float64, 2, 2)
            },
            {
                "other Nyström degrees than features",
                new NystromGramOp(Basis: null),
                [Square, Four.Reshape((4, 1))],
                Makes(DType.Float64, 1, 2, 2)
            },
            {
                "other weights than values",
                new WeightedHistogramOp(Four),
                [Four, NDArray.From([1.0])],
                Makes(DType.Float64, 3)
            },
            { "a smaller result of a scan", new ScanOp(0, false), [Square], Makes(DType.Float64, 2, 1) },
            {
                "a smaller start of a scan",
                new ScanOp(0, false),
                [Square, NDArray.From([1.0])],
                Makes(DType.Float64, 2, 2)
            },
            { "another result of a sort", new SortOp(0), [Square], Makes(DType.Float64, 2, 3) },
            {
                "matrices that do not fit",
                new MatMulOp(false, false),
                [Square, Four.Reshape((1, 4))],
                Makes(DType.Float64, 2, 4)
            },
            {
                "fewer right sides than unknowns",
                new SolveOp(),
                [Square, Four.Reshape((1, 4))],
                Makes(DType.Float64, 1, 4)
            },
            { "a set of another dtype", new IsInOp(false), [Square, NDArray.From([1f])], Makes(DType.Bool, 2, 2) },
            { "fewer indices than values", new SearchSortedOp(false), [Square, Four], Makes(DType.Int64, 2) },
            { "another basis", new QrQOp(), [Square], Makes(DType.Float64, 2, 1) },
        };

    private static NDArray Row(params long[] positions) => NDArray.From(positions, (1, positions.Length));

    [Theory]
    [MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void Blocks_that_do_not_fit_together_are_an_error(
        string what,
        BlockOp op,
        NDArray[] inputs,
        BlockContext context
    )
    {
        var error = Record.Exception(() => op.Run(inputs, context));
        Assert.True(error is InvalidOperationException, $"{what}: {error}");
    }

    [Fact]
    public void A_window_is_within_an_array_if_each_of_its_elements_is()
    {
        var random = new Random(1);
        for (int i = 0; i < 5000; i++)
        {
            var shape = new Shape(random.Next(0, 5), random.Next(0, 5));
            var view = new ArrayView(
                [random.Next(-1, 5), random.Next(-1, 5)],
                random.Next(3) switch
                {
                    0 => [0, 1],
                    1 => [1, 0],
                    _ => [-1, 1],
                },
                [random.Next(-2, 3), random.Next(-2, 3)],
                [random.Next(0, 4), random.Next(0, 4)]
            );
            bool within = true;
            for (long a = 0; a < view.Count[0]; a++)
            {
                for (long b = 0; b < view.Count[1]; b++)
                {
                    long[] at = [.. view.Start];
                    foreach ((int w, long n) in (ReadOnlySpan<(int, long)>)[(0, a), (1, b)])
                    {
                        if (view.Axis[w] >= 0)
                            at[view.Axis[w]] += n * view.Step[w];
                    }
                    within &= at[0] >= 0 && at[0] < shape[0] && at[1] >= 0 && at[1] < shape[1];
                }
            }
            Assert.Equal(within, view.IsWithin(shape));
        }
    }

    [Fact]
    public void Shared_memory_that_is_shorter_than_its_process_says_is_not_mapped()
    {
        (int file, _) = SharedMemory.Create(null);
        Assert.True(SharedMemory.SetLength(file, 1 << 20));
        using (var memory = new PeerMemory(new PeerAddress(Environment.ProcessId, file, 1 << 20)))
            Assert.Throws<GchunkException>(() => memory.Block(1 << 19, new Shape(1 << 20), DType.UInt8));
        Assert.Throws<GchunkException>(() => new PeerMemory(new PeerAddress(Environment.ProcessId, file, 1 << 21)));
        SharedMemory.CloseFile(file);
    }

    [Fact]
    public void A_function_may_return_the_array_that_it_captures_for_every_block()
    {
        NDArray captured = NDArray.From([5.0]);
        ChunkedArray x = Prelude.Zeros(200, chunks: 1);
        Assert.Equal(1000, x.MapBlocks(_ => captured).Sum().Compute().ToDouble());
        Assert.Equal(1000, x.MapOverlap(b => b.Shape[0] == 1 ? captured : b, depth: 0).Sum().Compute().ToDouble());
        Assert.Equal(5, captured.GetDouble(0));
    }

    [Fact]
    public void A_function_may_not_return_the_array_of_another_call()
    {
        NDArray? kept = null;
        ChunkedArray x = Prelude.Zeros(50, chunks: 1).MapBlocks(_ => kept ??= NDArray.From([5.0])),
            y = Prelude.Zeros(50, chunks: 1).MapBlocks(b => b.Map(v => v + 1));
        // The first call's array is the engine's, which disposes it; each later call is an error or the same values.
        Exception? error = Record.Exception(() => Assert.Equal(250, x.Sum().Compute().ToDouble()));
        Assert.True(error is null or GchunkException, error?.ToString());
        Assert.Equal(50, y.Sum().Compute().ToDouble());
    }

    [Fact]
    public void Complex_numbers_can_be_chosen()
    {
        NDArray values = NDArray.From([1.0, 2, 3]).AsType(DType.Complex128);
        ChunkedArray chosen = Rand.Choice(values, 1001, chunks: 77, seed: 1);
        Assert.Equal(
            Rand.Choice(NDArray.From([1.0, 2, 3]), 1001, chunks: 77, seed: 1).Compute().ToArray<double>(),
            chosen.Compute().ToArray<System.Numerics.Complex>().Select(c => c.Real)
        );
    }

    [Fact]
    public void An_array_in_use_without_a_copy_may_be_disposed()
    {
        NDArray values = NDArray.From([1.0, 2, 3]);
        ChunkedArray x = Prelude.FromArray(values, copy: false);
        values.Dispose();
        Assert.Equal(6, x.Sum().Compute().ToDouble());
    }
}
