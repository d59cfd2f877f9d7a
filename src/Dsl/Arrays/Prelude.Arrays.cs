using Gchunk.Dsl.Showing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;

namespace Gchunk.Dsl;

/// <summary>The functions that can be called without a class name, at the prompt and in scripts.</summary>
public static partial class Prelude
{
    /// <summary>Makes an array of zeros, by default in one block.</summary>
    public static ChunkedArray Zeros(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) =>
        Full(shape, 0, chunks, dtype);

    /// <summary>Makes an array of ones, by default in one block.</summary>
    public static ChunkedArray Ones(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) =>
        Full(shape, 1, chunks, dtype);

    /// <summary>Makes an array of one value, by default in one block.</summary>
    public static ChunkedArray Full(Shape shape, double value, Shape? chunks = null, DType dtype = DType.Float64) =>
        new(new FullExpr(value, dtype, Grid(shape, chunks)));

    /// <summary>Makes the integers from 0 to below a stop, as int64.</summary>
    public static ChunkedArray Arange(long stop) => Arange(0, stop);

    /// <summary>Makes integers from a start to below a stop, as int64, by default in blocks of 32 MB.</summary>
    /// <exception cref="GchunkException">The step is 0.</exception>
    public static ChunkedArray Arange(long start, long stop, long step = 1, Shape? chunks = null)
    {
        if (step == 0)
            throw new GchunkException("Arange needs a step that is not 0");
        // The distance of two int64 may need 65 bits.
        Int128 distance = step > 0 ? (Int128)stop - start : (Int128)start - stop,
            stride = Int128.Abs(step);
        Int128 count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
        if (count > long.MaxValue)
        {
            throw new GchunkException(
                $"Arange from {start} to {stop} by {step} has {count} elements, too many to count"
            );
        }

        long length = (long)count;
        return new ChunkedArray(new ArangeExpr(start, step, DType.Int64, Auto(length, chunks, DType.Int64)));
    }

    /// <summary>Makes numbers from a start to below a stop, as float64: start + i × step.</summary>
    /// <exception cref="GchunkException">The step is 0.</exception>
    public static ChunkedArray Arange(double start, double stop, double step = 1, Shape? chunks = null)
    {
        if (step == 0 || !double.IsFinite((stop - start) / step))
        {
            throw new GchunkException(
                $"Arange needs finite bounds and a step that is not 0; got {start}, {stop}, {step}"
            );
        }

        long length = Math.Max(0, (long)Math.Ceiling((stop - start) / step));
        return new ChunkedArray(new ArangeExpr(start, step, DType.Float64, Auto(length, chunks, DType.Float64)));
    }

    /// <summary>Makes evenly spaced numbers from a start to a stop, both included.</summary>
    public static ChunkedArray Linspace(double start, double stop, int count = 50, Shape? chunks = null)
    {
        if (count < 0)
            throw new GchunkException($"Linspace needs a count of 0 or more; got {count}");
        double step = count > 1 ? (stop - start) / (count - 1) : 0;
        return new ChunkedArray(
            new ArangeExpr(
                start,
                step,
                DType.Float64,
                Auto(count, chunks, DType.Float64),
                last: count > 1 ? stop : null
            )
        );
    }

    /// <summary>Makes a lazy array of values in memory.</summary>
    /// <param name="array">The values.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default one block.</param>
    /// <param name="copy">
    /// False to use the memory of <paramref name="array"/> itself, which must not be changed while the
    /// lazy array is in use; by default later changes do not matter. The array may be disposed.
    /// </param>
    public static ChunkedArray FromArray(NDArray array, Shape? chunks = null, bool copy = true) =>
        new(new MemoryExpr(copy ? array.Copy() : array.Share(), Grid(array.Shape, chunks)));

    /// <summary>Concatenates arrays along an axis; dtypes are promoted.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ along other axes.</exception>
    public static ChunkedArray Concatenate(IReadOnlyList<ChunkedArray> arrays, int axis = 0) =>
        new(ConcatenateExpr.Create([.. arrays.Select(a => a.Expression)], axis));

    /// <summary>Computes several arrays together; shared parts are computed once.</summary>
    public static NDArray[] Compute(params ChunkedArray[] arrays) =>
        Computation.Compute([.. arrays.Select(a => a.Expression)]);

    /// <summary>Sets how computations run from now on; settings that are not given are kept.</summary>
    /// <param name="threads">The number of tasks that run at once.</param>
    /// <param name="memoryLimit">
    /// The memory limit of a computation, such as <c>"2GB"</c>; blocks beyond it are spilled to disk.
    /// </param>
    /// <exception cref="GchunkException">The number of threads is not positive, or the limit is not a size.</exception>
    public static void Configure(int? threads = null, string? memoryLimit = null)
    {
        if (threads is { } n)
            RunOptions.Default = RunOptions.Default with { Executor = new ThreadsExecutor(n) };
        if (memoryLimit is not null)
            RunOptions.Default = RunOptions.Default with { MemoryLimit = MemoryBudget.Parse(memoryLimit) };
    }

    /// <summary>
    /// Writes values as the prompt shows them, separated by spaces; lazy arrays are described, not computed. Control
    /// characters, which text from files may contain, are shown as numbers.
    /// </summary>
    public static void Print(params object?[] values) => Console.WriteLine(ValueFormatter.Line(values));

    internal static ChunkGrid Grid(Shape shape, Shape? chunks) =>
        chunks is { } c ? ChunkGrid.Regular(shape, c.AsSpan()) : ChunkGrid.Single(shape);

    private static ChunkGrid Auto(long length, Shape? chunks, DType dtype) =>
        chunks is null ? ChunkGrid.Auto(length, dtype.Size) : Grid(length, chunks);
}
