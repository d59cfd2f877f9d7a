using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// For each sample of a block, its nearest samples in another block: their squared distances in ascending order, then
/// their indices. Of equal distances, the lower index comes first.
/// </summary>
/// <param name="Measure">How distances are measured.</param>
/// <param name="Neighbors">The number of neighbors; missing ones are infinitely far.</param>
internal sealed unsafe record NeighborsOp(AffinityMeasure Measure, int Neighbors) : BlockOp
{
    public override string Name => "ml.neighbors";

    // More are taken by norms, which round, than are kept by differences, which do not.
    private int Candidates => 2 * Neighbors + 8;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        PackedSamples.Bytes(inputs[0][0] + inputs[1][0], inputs[0][1], DType.Float64)
        + AffinityRows.ScratchBytes(inputs[1][0])
        + (Candidates + inputs[1][0]) * 2L * sizeof(double);

    /// <summary>
    /// Makes the neighbors of samples among others, samples × neighbors: their indices, as float64.
    /// </summary>
    /// <param name="samples">Samples × features, in blocks of whole samples.</param>
    /// <param name="others">The samples that neighbors are taken from, at least as many as neighbors.</param>
    /// <param name="measure">How distances are measured, in float64.</param>
    /// <param name="neighbors">The number of neighbors.</param>
    public static ArrayExpr Create(ArrayExpr samples, ArrayExpr others, AffinityMeasure measure, int neighbors)
    {
        long[] rows = samples.Chunks.Sizes(0).ToArray();
        var ones = new long[others.Chunks.Blocks[0]];
        Array.Fill(ones, 1);
        ArrayExpr parts = new BlockOpExpr(
            new NeighborsOp(measure, neighbors),
            [samples, others],
            [
                [0, -1],
                [1, -1],
            ],
            DType.Float64,
            new ChunkGrid(rows, ones, [2L * neighbors])
        );
        return new BlockOpExpr(
            new MergeNeighborsOp(neighbors, others.Chunks.Offsets(0).ToArray()),
            [parts],
            [
                [0, -1, -1],
            ],
            DType.Float64,
            new ChunkGrid(rows, [neighbors])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        int rows = checked((int)context.Shape[0]),
            columns = checked((int)inputs[1].Shape[0]),
            features = checked((int)inputs[0].Shape[1]);
        Bounds.Require(inputs[0].Shape[0] == rows && context.Shape == new Shape(rows, 1, 2L * Neighbors));
        using var a = new PackedSamples(inputs[0], Measure);
        using var other = new PackedSamples(inputs[1], Measure);
        int panel = AffinityRows.PanelRows(columns);
        using NDArray scratch = NDArray.Allocate((panel, columns), DType.Float64);
        var distances = new double[columns];
        var indices = new int[columns];
        for (int first = 0; first < rows; first += panel)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(panel, rows - first);
            AffinityRows.Distances(a, first, count, other, Measure, (double*)scratch.Pointer, context.Cancellation);
            for (int r = 0; r < count; r++)
            {
                double* row = (double*)a.Values + (long)(first + r) * features;
                new ReadOnlySpan<double>((double*)scratch.Pointer + (long)r * columns, columns).CopyTo(distances);
                int found = Nearest(distances, indices, Math.Min(Candidates, columns));
                for (int c = 0; c < found; c++)
                {
                    double* y = (double*)other.Values + (long)indices[c] * features;
                    distances[c] = Vectors.SquaredDistance(row, y, features);
                }
                Sort(distances, indices, found);
                Write((double*)result.Pointer + (long)(first + r) * 2 * Neighbors, distances, indices, found);
            }
        }
        return result;
    }

    // The indices of the least distances, in no order; a heap whose root is the largest of them.
    private static int Nearest(double[] distances, int[] indices, int count)
    {
        var heap = new PriorityQueue<int, double>(count);
        for (int c = 0; c < distances.Length; c++)
        {
            if (heap.Count < count)
                heap.Enqueue(c, -distances[c]);
            else if (heap.TryPeek(out _, out double farthest) && distances[c] < -farthest)
                heap.EnqueueDequeue(c, -distances[c]);
        }
        int found = 0;
        while (heap.TryDequeue(out int index, out _))
            indices[found++] = index;
        return found;
    }

    private static void Sort(double[] distances, int[] indices, int count)
    {
        for (int i = 1; i < count; i++)
        {
            (double distance, int index) = (distances[i], indices[i]);
            int j = i - 1;
            for (; j >= 0 && (distances[j] > distance || (distances[j] == distance && indices[j] > index)); j--)
                (distances[j + 1], indices[j + 1]) = (distances[j], indices[j]);
            (distances[j + 1], indices[j + 1]) = (distance, index);
        }
    }

    // Indices are those in the block; the merge adds where the block begins.
    private void Write(double* to, double[] distances, int[] indices, int found)
    {
        for (int k = 0; k < Neighbors; k++)
        {
            to[k] = k < found ? distances[k] : double.PositiveInfinity;
            to[Neighbors + k] = k < found ? indices[k] : 0;
        }
    }
}
