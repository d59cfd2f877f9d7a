using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes differences of neighbors along an axis, x[i + 1] - x[i], which makes it shorter by one: NumPy's
    /// <c>diff</c>. For bools, true where neighbors differ.
    /// </summary>
    /// <param name="n">How many times to take differences.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="GchunkException">n is negative, or the axis is out of range.</exception>
    public ChunkedArray Diff(int n = 1, int axis = -1)
    {
        if (n < 0)
            throw new GchunkException($"Diff needs n of 0 or more; got n = {n}");
        int along = Shape.NormalizeAxis(axis);
        ChunkedArray x = this;
        for (int i = 0; i < n && x.Shape[along] > 0; i++)
        {
            long length = x.Shape[along] - 1;
            ChunkedArray later = x.Part(along, 1, length),
                earlier = x.Part(along, 0, length);
            x = DType == DType.Bool ? Prelude.NotEqual(later, earlier) : later - earlier;
        }
        return x.WithChunksOf(this, along);
    }

    /// <summary>
    /// Computes the derivative along an axis by central differences, one-sided at the ends: NumPy's <c>gradient</c> of
    /// one axis.
    /// </summary>
    /// <param name="spacing">The distance between neighbors.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="edgeOrder">1 or 2: the order of the differences at the ends.</param>
    /// <returns>An array of the same shape; float32 is kept, other dtypes become float64.</returns>
    /// <exception cref="GchunkException">The axis has too few elements for <paramref name="edgeOrder"/>.</exception>
    public ChunkedArray Gradient(double spacing = 1, int axis = -1, int edgeOrder = 1)
    {
        int along = CheckGradient(axis, edgeOrder);
        ChunkedArray x = DType.CanBeNaN ? this : AsType(DType.Float64);
        long n = Shape[along];
        ChunkedArray inner = (x.Part(along, 2, n - 2) - x.Part(along, 0, n - 2)) / (2 * spacing);
        ChunkedArray At(long i) => x.Part(along, i, 1);
        ChunkedArray first =
            edgeOrder == 1
                ? (At(1) - At(0)) / spacing
                : At(0) * (-1.5 / spacing) + At(1) * (2 / spacing) + At(2) * (-0.5 / spacing);
        ChunkedArray last =
            edgeOrder == 1
                ? (At(n - 1) - At(n - 2)) / spacing
                : At(n - 3) * (0.5 / spacing) + At(n - 2) * (-2 / spacing) + At(n - 1) * (1.5 / spacing);
        return Prelude.Concatenate([first, inner, last], along).WithChunksOf(this, along);
    }

    /// <summary>
    /// Computes the derivative along an axis by differences, of second order in the interior, for unevenly spaced
    /// elements: NumPy's <c>gradient</c> with coordinates.
    /// </summary>
    /// <param name="coordinates">The coordinate of each element.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="edgeOrder">1 or 2: the order of the differences at the ends.</param>
    /// <exception cref="GchunkException">
    /// The number of coordinates differs from the length of the axis, or it has too few elements for <paramref
    /// name="edgeOrder"/>.
    /// </exception>
    public ChunkedArray Gradient(double[] coordinates, int axis = -1, int edgeOrder = 1)
    {
        int along = CheckGradient(axis, edgeOrder);
        int n = (int)Shape[along];
        if (coordinates.Length != n)
        {
            throw new GchunkException(
                $"Gradient needs a coordinate for each of the {n} elements along axis {along}; got {coordinates.Length}"
            );
        }

        var steps = new double[n - 1];
        for (int i = 0; i < steps.Length; i++)
            steps[i] = coordinates[i + 1] - coordinates[i];
        // Like NumPy, which treats evenly spaced coordinates as a spacing; the bits differ.
        if (Array.TrueForAll(steps, s => s == steps[0]))
            return Gradient(steps[0], axis, edgeOrder);
        double[] a = new double[n],
            b = new double[n],
            c = new double[n];
        for (int i = 1; i < n - 1; i++)
        {
            double before = steps[i - 1],
                after = steps[i];
            a[i] = -after / (before * (before + after));
            b[i] = (after - before) / (before * after);
            c[i] = before / (after * (before + after));
        }
        ChunkedArray x = AsType(DType.IsComplex ? DType.Complex128 : DType.Float64),
            inner =
                x.Part(along, 0, n - 2) * Along(a, along, 1, n - 2)
                + x.Part(along, 1, n - 2) * Along(b, along, 1, n - 2)
                + x.Part(along, 2, n - 2) * Along(c, along, 1, n - 2);
        ChunkedArray At(int i) => x.Part(along, i, 1);
        ChunkedArray first,
            last;
        if (edgeOrder == 1)
        {
            (first, last) = ((At(1) - At(0)) / steps[0], (At(n - 1) - At(n - 2)) / steps[^1]);
        }
        else
        {
            (double p, double q) = (steps[0], steps[1]);
            first = At(0) * (-(2 * p + q) / (p * (p + q))) + At(1) * ((p + q) / (p * q)) + At(2) * (-p / (q * (p + q)));
            (p, q) = (steps[^2], steps[^1]);
            last =
                At(n - 3) * (q / (p * (p + q)))
                + At(n - 2) * (-(q + p) / (p * q))
                + At(n - 1) * ((2 * q + p) / (q * (p + q)));
        }
        return Result(Prelude.Concatenate([first, inner, last], along).WithChunksOf(this, along).Expression);
    }

    /// <summary>Integrates along an axis by the trapezoidal rule: NumPy's <c>trapezoid</c>.</summary>
    /// <param name="spacing">The distance between neighbors.</param>
    /// <param name="axis">The axis, which is dropped.</param>
    public ChunkedArray Trapezoid(double spacing = 1, int axis = -1)
    {
        int along = Shape.NormalizeAxis(axis);
        long n = Math.Max(0, Shape[along] - 1);
        return ((Part(along, 1, n) + Part(along, 0, n)) * spacing / 2.0).Sum(along);
    }

    /// <summary>Integrates along an axis by the trapezoidal rule, for unevenly spaced elements.</summary>
    /// <param name="coordinates">The coordinate of each element.</param>
    /// <param name="axis">The axis, which is dropped.</param>
    /// <exception cref="GchunkException">The number of coordinates differs from the length of the axis.</exception>
    public ChunkedArray Trapezoid(double[] coordinates, int axis = -1)
    {
        int along = Shape.NormalizeAxis(axis);
        if (coordinates.Length != Shape[along])
        {
            throw new GchunkException(
                $"Trapezoid needs a coordinate for each of the {Shape[along]} elements along axis {along}; got {coordinates.Length}"
            );
        }

        int n = Math.Max(0, coordinates.Length - 1);
        var steps = new double[n];
        for (int i = 0; i < n; i++)
            steps[i] = coordinates[i + 1] - coordinates[i];
        return (Along(steps, along, 0, n) * (Part(along, 1, n) + Part(along, 0, n)) / 2.0).Sum(along);
    }

    /// <summary>
    /// Computes the discrete convolution of two vectors by direct summation: NumPy's <c>convolve</c>. NaN makes all
    /// sums that include it NaN.
    /// </summary>
    /// <param name="kernel">The other vector, which should be the shorter one.</param>
    /// <param name="mode">
    /// <c>full</c>: every overlap, of length n + m - 1; <c>same</c>: the length of the longer one; <c>valid</c>: only
    /// complete overlaps.
    /// </param>
    /// <exception cref="GchunkException">
    /// An array is not a vector, a vector is empty, or the mode is unknown.
    /// </exception>
    public ChunkedArray Convolve(ChunkedArray kernel, string mode = "full")
    {
        if (Rank != 1 || kernel.Rank != 1)
            throw new GchunkException($"Convolve needs two vectors; got shapes {Shape} and {kernel.Shape}");
        if (Size == 0 || kernel.Size == 0)
        {
            throw new GchunkException(
                $"Convolve of an empty vector is undefined; got shapes {Shape} and {kernel.Shape}"
            );
        }

        if (kernel.Size > Size)
            return kernel.Convolve(this, mode);
        long n = Size,
            m = kernel.Size;
        (long start, long length) = mode switch
        {
            "full" => (0, n + m - 1),
            "same" => ((m - 1) / 2, n),
            "valid" => (m - 1, n - m + 1),
            _ => throw new GchunkException(Spelling.Unknown("mode of Convolve", mode, ["full", "same", "valid"])),
        };
        DType dtype = DTypes.Promote(DType, kernel.DType);
        if (dtype == DType.Bool)
            return AsType(DType.Int64).Convolve(kernel, mode).AsType(DType.Bool);
        ArrayExpr x = CastExpr.Create(Expression, dtype),
            taps = CastExpr.Create(kernel.Expression, dtype);
        // One block of the result for each block of this array, from the elements that contribute to it.
        var parts = new List<ArrayExpr>();
        ReadOnlySpan<long> borders = Chunks.Offsets(0);
        for (int i = 0; i + 1 < borders.Length; i++)
        {
            long from = Math.Max(start, borders[i]),
                to = Math.Min(start + length, i + 2 == borders.Length ? n + m - 1 : borders[i + 1]);
            if (to <= from)
                continue;
            long low = Math.Max(0, from - m + 1),
                high = Math.Min(n, to);
            ArrayExpr reach = SliceExpr.Create(x, [new AxisSlice(low, high - low)]);
            parts.Add(
                new BlockOpExpr(
                    new ConvolveOp(from - low),
                    [reach, taps],
                    [
                        [-1],
                        [-1],
                    ],
                    dtype,
                    ChunkGrid.Single(to - from)
                )
            );
        }
        return new ChunkedArray(ConcatenateExpr.Create(parts, 0));
    }

    private int CheckGradient(int axis, int edgeOrder)
    {
        int along = Shape.NormalizeAxis(axis);
        if (edgeOrder is not (1 or 2))
            throw new GchunkException($"Gradient's edgeOrder must be 1 or 2; got {edgeOrder}");
        if (Shape[along] <= edgeOrder)
        {
            throw new GchunkException(
                $"Gradient needs at least {edgeOrder + 1} elements along axis {along}; the array has shape {Shape}"
            );
        }

        return along;
    }

    private ChunkedArray Part(int axis, long start, long count) =>
        new(
            SliceExpr.Create(
                Expression,
                [.. Shape.Select((n, a) => a == axis ? new AxisSlice(count == 0 ? 0 : start, count) : AxisSlice.All(n))]
            )
        );

    private ChunkedArray Along(double[] values, int axis, int start, int count)
    {
        long[] shape = new long[Rank];
        Array.Fill(shape, 1);
        shape[axis] = count;
        return NDArray.From(values.AsSpan(start, count), new Shape(shape.AsSpan()));
    }

    // Takes the chunks of another array along an axis, shortened to the result's length: shifted slices would leave
    // tiny chunks.
    private ChunkedArray WithChunksOf(ChunkedArray other, int axis)
    {
        ReadOnlySpan<long> borders = other.Chunks.Offsets(axis);
        var chunks = new List<long>();
        for (int i = 1; i < borders.Length; i++)
        {
            long size = Math.Min(borders[i], Shape[axis]) - borders[i - 1];
            if (size > 0)
                chunks.Add(size);
        }
        return new ChunkedArray(RechunkExpr.Create(Expression, Chunks.With(axis, [.. chunks])));
    }
}
