using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering.Spectral;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// A polynomial of a symmetric sparse matrix times some vectors, by the recurrence of Chebyshev polynomials. Inputs: the
/// number of entries of each row, their columns, their values, and the vectors.
/// </summary>
/// <param name="Filter">The polynomial.</param>
internal sealed unsafe record SparseFilterOp(SpectrumFilter Filter) : BlockOp
{
    public override string Name => "ml.spectral.filter";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 2 * result.Size * sizeof(double);

    /// <summary>Makes the products, samples × vectors, in the blocks of the vectors, which hold all samples.</summary>
    public static ArrayExpr Create(
        ArrayExpr counts,
        ArrayExpr columns,
        ArrayExpr values,
        ArrayExpr vectors,
        SpectrumFilter filter
    ) =>
        new BlockOpExpr(
            new SparseFilterOp(filter),
            [counts, columns, values, vectors],
            [
                [-1],
                [-1],
                [-1],
                [0, 1],
            ],
            DType.Float64,
            vectors.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].DType == DType.Int64 && inputs[0].Size == context.Shape[0]);
        Bounds.Require(inputs[1].DType == DType.Int64 && inputs[2].DType == DType.Float64);
        Bounds.Require(inputs[1].Size == inputs[2].Size && Filter.Degree >= 1);
        Bounds.Require(inputs[3].DType == DType.Float64 && inputs[3].Shape == context.Shape);
        Check(inputs[0].Span<long>(), inputs[1].Span<long>());
        NDArray result = context.Allocate(DType.Float64);
        using NDArray first = NDArray.Allocate(context.Shape, DType.Float64);
        using NDArray second = NDArray.Allocate(context.Shape, DType.Float64);
        double* before = (double*)first.Pointer,
            now = (double*)second.Pointer,
            given = (double*)inputs[3].Pointer;
        // t(x) = (2x + 1 − cut) / (1 + cut) takes the damped interval to −1 … 1.
        double slope = 2 / (1 + Filter.Cut),
            offset = (1 - Filter.Cut) / (1 + Filter.Cut);
        Buffer.MemoryCopy(given, before, first.NBytes, first.NBytes);
        Step(inputs, given, slope, offset, null, now, context);
        for (int degree = 2; degree <= Filter.Degree; degree++)
        {
            Step(inputs, now, 2 * slope, 2 * offset, before, before, context);
            double* newest = before;
            before = now;
            now = newest;
        }
        double* to = (double*)result.Pointer;
        double most = Filter.Most;
        for (long i = 0; i < result.Size; i++)
            to[i] = now[i] / most;
        foreach (NDArray input in inputs)
            GC.KeepAlive(input);
        return result;
    }

    private static void Check(ReadOnlySpan<long> counts, ReadOnlySpan<long> columns)
    {
        long left = columns.Length;
        foreach (long count in counts)
        {
            Bounds.Require(count >= 0 && count <= left);
            left -= count;
        }
        foreach (long column in columns)
            Bounds.RequireIndex(column, counts.Length);
    }

    // to = slope · (matrix · vectors) + offset · vectors − before; "to" may be "before", row by row.
    private static void Step(
        ReadOnlySpan<NDArray> inputs,
        double* vectors,
        double slope,
        double offset,
        double* before,
        double* to,
        in BlockContext context
    )
    {
        long* counts = (long*)inputs[0].Pointer,
            columns = (long*)inputs[1].Pointer;
        double* values = (double*)inputs[2].Pointer;
        var width = (int)context.Shape[1];
        double* sum = stackalloc double[width];
        long at = 0;
        context.Cancellation.ThrowIfCancellationRequested();
        for (long r = 0; r < context.Shape[0]; r++)
        {
            new Span<double>(sum, width).Clear();
            for (long end = at + counts[r]; at < end; at++)
                Vectors.AddScaled(sum, values[at], vectors + columns[at] * width, width);
            long own = r * width;
            for (int j = 0; j < width; j++)
                to[own + j] = slope * sum[j] + offset * vectors[own + j] - (before is null ? 0 : before[own + j]);
        }
    }
}
