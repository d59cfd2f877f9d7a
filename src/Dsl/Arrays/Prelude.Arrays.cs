using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;

namespace Gchunk.Dsl;

/// <summary>The functions that are at hand without a class name, at the prompt and in scripts.</summary>
public static partial class Prelude
{
    /// <summary>An array of zeros; one block where no chunks are given.</summary>
    public static ChunkedArray Zeros(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) =>
        Full(shape, 0, chunks, dtype);

    /// <summary>An array of ones; one block where no chunks are given.</summary>
    public static ChunkedArray Ones(Shape shape, Shape? chunks = null, DType dtype = DType.Float64) =>
        Full(shape, 1, chunks, dtype);

    /// <summary>An array of one value; one block where no chunks are given.</summary>
    public static ChunkedArray Full(Shape shape, double value, Shape? chunks = null, DType dtype = DType.Float64) =>
        new(new FullExpr(value, dtype, Grid(shape, chunks)));

    /// <summary>The whole numbers below a stop, as int64.</summary>
    public static ChunkedArray Arange(long stop) => Arange(0, stop);

    /// <summary>
    /// Whole numbers from a start to below a stop, as int64; blocks of 32 MB where no chunks are given.
    /// </summary>
    /// <exception cref="GchunkException">The step is 0.</exception>
    public static ChunkedArray Arange(long start, long stop, long step = 1, Shape? chunks = null)
    {
        if (step == 0)
            throw new GchunkException("Arange needs a step that is not 0");
        long length = Math.Max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step);
        return new ChunkedArray(new ArangeExpr(start, step, DType.Int64, Auto(length, chunks, DType.Int64)));
    }

    /// <summary>Numbers from a start to below a stop, as float64: start + i × step.</summary>
    /// <exception cref="GchunkException">The step is 0.</exception>
    public static ChunkedArray Arange(double start, double stop, double step, Shape? chunks = null)
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

    /// <summary>Evenly spaced numbers from a start to a stop, both included.</summary>
    public static ChunkedArray Linspace(double start, double stop, int count = 50, Shape? chunks = null)
    {
        if (count < 0)
            throw new GchunkException($"Linspace needs a count of 0 or more; got {count}");
        double step = count > 1 ? (stop - start) / (count - 1) : 0;
        return new ChunkedArray(new ArangeExpr(start, step, DType.Float64, Auto(count, chunks, DType.Float64)));
    }

    /// <summary>A lazy array over values in memory.</summary>
    /// <param name="array">The values; they are not copied.</param>
    /// <param name="chunks">The length of a chunk along each axis; one block where none is given.</param>
    public static ChunkedArray FromArray(NDArray array, Shape? chunks = null) =>
        new(new MemoryExpr(array, Grid(array.Shape, chunks)));

    /// <summary>Arrays joined along an axis; dtypes are promoted.</summary>
    /// <exception cref="GchunkException">There are none, or shapes differ beside the axis.</exception>
    public static ChunkedArray Concatenate(IReadOnlyList<ChunkedArray> arrays, int axis = 0) =>
        new(ConcatenateExpr.Create([.. arrays.Select(a => a.Expression)], axis));

    /// <summary>The values of several arrays, computed together: what they share is done once.</summary>
    public static NDArray[] Compute(params ChunkedArray[] arrays) =>
        Computation.Compute([.. arrays.Select(a => a.Expression)]);

    /// <summary>Says how everything is computed from here on; what is not given stays.</summary>
    /// <param name="threads">How many tasks run at once.</param>
    /// <param name="memoryLimit">
    /// The most that a computation holds, as <c>"2GB"</c>; blocks beyond it go to disk.
    /// </param>
    /// <exception cref="GchunkException">There are no threads, or the limit is no size.</exception>
    public static void Configure(int? threads = null, string? memoryLimit = null)
    {
        if (threads is { } n)
            RunOptions.Default = RunOptions.Default with { Executor = new ThreadsExecutor(n) };
        if (memoryLimit is not null)
            RunOptions.Default = RunOptions.Default with { MemoryLimit = MemoryBudget.Parse(memoryLimit) };
    }

    /// <summary>
    /// Writes values as the prompt shows them, parted by spaces; lazy arrays show what they are and are not computed.
    /// </summary>
    public static void Print(params object?[] values) =>
        Console.WriteLine(
            string.Join(
                ' ',
                values.Select(v =>
                    v is IFormattable f
                        ? f.ToString(null, System.Globalization.CultureInfo.InvariantCulture)
                        : v?.ToString() ?? "null"
                )
            )
        );

    internal static ChunkGrid Grid(Shape shape, Shape? chunks) =>
        chunks is { } c ? ChunkGrid.Regular(shape, c.AsSpan()) : ChunkGrid.Single(shape);

    private static ChunkGrid Auto(long length, Shape? chunks, DType dtype) =>
        chunks is null ? ChunkGrid.Auto(length, dtype.Size) : Grid(length, chunks);
}
