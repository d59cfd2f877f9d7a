using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Processes;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Two worker processes that the tests of a class share.</summary>
public sealed class PoolFixture : IDisposable
{
    public WorkerPool Pool { get; } = new(workers: 2, threadsPerWorker: 1, memoryLimit: 1_000_000_000);

    public void Dispose() => Pool.Dispose();

    /// <summary>Returns the bytes of an expression's values from an executor.</summary>
    internal static byte[] Bits(ArrayExpr expression, IExecutor executor, params string[] disabled)
    {
        var sink = new Whole(NDArray.Zeros(expression.Shape, expression.DType));
        executor.Run(
            Planner.Plan(ExprOptimizer.Run([expression], new HashSet<string>(disabled))),
            [sink],
            1L << 30,
            CancellationToken.None
        );
        return Bytes(sink.Array);
    }

    private static unsafe byte[] Bytes(NDArray array) =>
        new ReadOnlySpan<byte>(array.Pointer, checked((int)array.NBytes)).ToArray();

    private sealed class Whole(NDArray array) : IBlockSink
    {
        public NDArray Array => array;

        public unsafe void Write(long[] origin, NDArray block) =>
            StridedCopy.Box(
                block.Pointer,
                block.Shape.Strides(),
                block.Shape.AsSpan(),
                array.Pointer,
                array.Shape,
                origin,
                array.DType.Size
            );
    }
}

/// <summary>Waits for events in other processes, and fails if they do not happen.</summary>
internal static class Until
{
    public static void True(Func<bool> condition, string what, int seconds = 60)
    {
        long end = Environment.TickCount64 + seconds * 1000L;
        using var pause = new ManualResetEventSlim();
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"{what} did not come about within {seconds} s");
            pause.Wait(5);
        }
    }

    /// <summary>Returns true if a process has ended, zombies included.</summary>
    public static bool HasEnded(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')')..] is [_, _, 'Z' or 'X', ..];
        }
        catch (IOException)
        {
            return true;
        }
    }
}
