using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The one way to compute: expressions are optimized, planned and executed together, so that shared parts are computed
/// once.
/// </summary>
public static class Computation
{
    /// <summary>Computes the values of an expression.</summary>
    /// <exception cref="GchunkException">The values do not fit the memory limit, or a task failed.</exception>
    public static NDArray Compute(ArrayExpr expr) => Compute([expr])[0];

    /// <summary>Computes the values of several expressions together.</summary>
    public static NDArray[] Compute(IReadOnlyList<ArrayExpr> exprs)
    {
        long rest = LimitBesides(exprs);
        ArraySink[] sinks = [.. exprs.Select(e => new ArraySink(e.Shape, e.DType))];
        Execute(exprs, sinks, rest);
        return Array.ConvertAll(sinks, s => s.Array);
    }

    /// <summary>Computes the values of an expression for somebody who may lose interest, with a part of the memory limit.</summary>
    /// <param name="expr">The expression.</param>
    /// <param name="parts">How many such runs share the memory limit.</param>
    /// <param name="cancel">Stops this run alone. Ctrl-C does not stop it.</param>
    internal static NDArray Compute(ArrayExpr expr, int parts, CancellationToken cancel)
    {
        var sink = new ArraySink(expr.Shape, expr.DType);
        Execute([expr], [sink], LimitBesides([expr]) / parts, cancel);
        return sink.Array;
    }

    /// <summary>Computes the values of an expression in this process, whatever executor is set.</summary>
    /// <param name="expr">The expression.</param>
    /// <param name="threads">Whether to use several threads.</param>
    internal static NDArray ComputeHere(ArrayExpr expr, bool threads)
    {
        var sink = new ArraySink(NDArray.Allocate(expr.Shape, expr.DType));
        RunOptions options = RunOptions.Default;
        IExecutor executor = threads
            ? options.Executor as ThreadsExecutor ?? new ThreadsExecutor(Environment.ProcessorCount)
            : new SerialExecutor();
        TaskGraph graph = Planner.Plan(ExprOptimizer.Run([expr], options.DisabledPasses));
        executor.Run(graph, [sink], threads ? LimitBesides([expr]) : long.MaxValue, Interrupt.Token);
        return sink.Array;
    }

    // What results leave of the memory limit for the run that computes them.
    private static long LimitBesides(IReadOnlyList<ArrayExpr> exprs)
    {
        long limit = Limit,
            total = exprs.Sum(e => e.NBytes);
        if (total <= limit)
            return limit - total;
        ArrayExpr largest = exprs.MaxBy(e => e.NBytes)!;
        throw new GchunkException(
            $"the result {largest.Shape} {largest.DType.Name} takes {MemoryBudget.Format(total)} in memory, but the memory limit is {MemoryBudget.Format(limit)}; reduce or select first, write it to a file, or raise the limit (--memory, Configure or GCHUNK_MEMORY)"
        );
    }

    /// <summary>Computes the blocks of expressions and keeps them in memory.</summary>
    /// <exception cref="GchunkException">The blocks do not fit the memory limit, or a task failed.</exception>
    public static ArrayExpr[] Persist(IReadOnlyList<ArrayExpr> exprs)
    {
        if (RunOptions.Default.Executor is IPersistingExecutor keeper)
            return keeper.Persist(Plan(exprs), exprs, Interrupt.Token);
        BlocksSink[] sinks = [.. exprs.Select(e => new BlocksSink(e.Chunks))];
        Execute(exprs, sinks, LimitBesides(exprs));
        return [.. exprs.Select((e, i) => (ArrayExpr)new BlocksExpr(e.DType, e.Chunks, sinks[i].Blocks))];
    }

    /// <summary>Computes the values of an expression into an array of the same shape and dtype.</summary>
    public static void Store(ArrayExpr expr, NDArray into) => Execute([expr], [new ArraySink(into)], Limit);

    /// <summary>Computes expressions and passes their blocks on as they are computed, in no fixed order.</summary>
    public static void Store(IReadOnlyList<ArrayExpr> exprs, IReadOnlyList<IBlockSink> sinks) =>
        Execute(exprs, sinks, Limit);

    /// <summary>
    /// Computes the values of calls together: first the arrays that are their arguments, then the calls.
    /// </summary>
    /// <exception cref="UserFunctionException">A function threw.</exception>
    public static object?[] Compute(IReadOnlyList<CallExpr> calls)
    {
        CallGraph graph = CallGraph.Plan(calls);
        object?[] values = ComputeArrays(graph);
        RunOptions.Default.Executor.Run(graph, values, Interrupt.Token);
        return [.. calls.Select((call, i) => call is ConstantCall constant ? constant.Value : values[graph.Roots[i]])];
    }

    /// <summary>Plans the tasks that would compute expressions together; nothing runs.</summary>
    /// <param name="exprs">The expressions.</param>
    /// <param name="optimise">Whether the optimizer's passes run first.</param>
    public static TaskGraph Plan(IReadOnlyList<ArrayExpr> exprs, bool optimise = true) =>
        Planner.Plan(ExprOptimizer.Run([.. exprs], Skipped(optimise)));

    /// <summary>
    /// Describes an expression before and after the optimizer, its tasks and what they need; nothing runs.
    /// </summary>
    /// <param name="expr">The expression.</param>
    /// <param name="optimise">Whether the optimizer's passes run.</param>
    public static string Explain(ArrayExpr expr, bool optimise = true) =>
        Explanation.Of(expr, RunOptions.Default with { DisabledPasses = Skipped(optimise) });

    private static IReadOnlySet<string> Skipped(bool optimise) =>
        optimise ? RunOptions.Default.DisabledPasses : ExprOptimizer.Passes.Select(p => p.Name).ToHashSet();

    /// <summary>Computes the lazy arrays among calls, together.</summary>
    /// <returns>The values of all calls: null for those that are not arrays.</returns>
    internal static object?[] ComputeArrays(CallGraph graph)
    {
        var values = new object?[graph.Nodes.Count];
        int[] arrays = [.. Enumerable.Range(0, values.Length).Where(i => graph.Nodes[i] is ArrayCall)];
        if (arrays.Length > 0)
        {
            NDArray[] computed = Compute([.. arrays.Select(i => ((ArrayCall)graph.Nodes[i]).Array)]);
            for (int i = 0; i < arrays.Length; i++)
                values[arrays[i]] = computed[i];
        }
        return values;
    }

    private static long Limit => RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();

    private static void Execute(IReadOnlyList<ArrayExpr> exprs, IReadOnlyList<IBlockSink> sinks, long limit) =>
        Execute(exprs, sinks, limit, Interrupt.Token);

    private static void Execute(
        IReadOnlyList<ArrayExpr> exprs,
        IReadOnlyList<IBlockSink> sinks,
        long limit,
        CancellationToken cancel
    )
    {
        RunOptions options = RunOptions.Default;
        TaskGraph graph = Planner.Plan(ExprOptimizer.Run([.. exprs], options.DisabledPasses));
        options.Executor.Run(graph, sinks, limit, cancel);
    }

    private sealed class ArraySink(Shape shape, DType dtype) : IBlockSink
    {
        private readonly Lock gate = new();
        private readonly bool isGiven;
        private NDArray? array;

        public ArraySink(NDArray into)
            : this(into.Shape, into.DType) => (array, isGiven) = (into, true);

        public bool IsInMemory => true;

        public NDArray Array
        {
            get
            {
                lock (gate)
                    return array ??= NDArray.Allocate(shape, dtype);
            }
        }

        public NDArray? Place(long[] origin, Shape block)
        {
            // A user's array may be what the tasks read, and a single block becomes the result.
            if (isGiven || block == shape || !ArrayView.Box(origin, block.AsSpan()).IsWithin(shape))
                return null;
            // The elements of the block lie one after another if all axes after its first longer one are whole.
            int axis = 0;
            while (axis < shape.Rank && block[axis] == 1)
                axis++;
            for (int inner = axis + 1; inner < shape.Rank; inner++)
            {
                if (block[inner] != shape[inner])
                    return null;
            }
            return Array.Part(Offset(origin), block);
        }

        public unsafe void Write(long[] origin, NDArray block)
        {
            if (block.DType != dtype || !ArrayView.Box(origin, block.Shape.AsSpan()).IsWithin(shape))
                throw new InvalidOperationException($"a block of shape {block.Shape} is not one of the result's");
            // The only block becomes the result: to copy it would take as long as many a kernel.
            if (array is null && block.Shape == shape && block.ShareIfSole() is { } whole)
            {
                array = whole;
                return;
            }
            NDArray into = Array;
            if (block.Pointer == into.Pointer + Offset(origin) * dtype.Size)
                return;
            StridedCopy.Box(
                block.Pointer,
                block.Shape.Strides(),
                block.Shape.AsSpan(),
                into.Pointer,
                shape,
                origin,
                dtype.Size
            );
            GC.KeepAlive(block);
            GC.KeepAlive(into);
        }

        private long Offset(long[] origin)
        {
            long offset = 0;
            for (int axis = 0; axis < origin.Length; axis++)
                offset = offset * shape[axis] + origin[axis];
            return offset;
        }
    }

    private sealed class BlocksSink(ChunkGrid grid) : IBlockSink
    {
        public bool IsInMemory => true;

        public NDArray[] Blocks { get; } = new NDArray[grid.NumBlocks];

        public void Write(long[] origin, NDArray block)
        {
            var coordinates = new int[grid.Rank];
            for (int axis = 0; axis < grid.Rank; axis++)
                coordinates[axis] = grid.ChunkOf(axis, origin[axis]);
            Blocks[grid.Number(coordinates)] = block.Share();
        }
    }
}
