using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// An order of samples in which those that are near each other are mostly close together: that of the leaves of a k-d
/// tree, each of which is one tile. Input: all samples in one block.
/// </summary>
/// <remarks>
/// Bentley (1975, "Multidimensional binary search trees used for associative searching"), split at the median of the
/// feature that is spread most.
/// </remarks>
/// <param name="Frame">The coordinates in which samples are compared.</param>
internal sealed unsafe record SpatialOrderOp(SampleFrame Frame) : BlockOp
{
    /// <summary>The number of samples in a leaf; the last one may have fewer.</summary>
    public const int Leaf = 32;

    public override string Name => "ml.pairs.order";

    /// <summary>Makes the positions of the samples in their new order, int64.</summary>
    public static ArrayExpr Create(Samples samples)
    {
        var whole = ChunkGrid.Single(samples.Expr.Shape);
        return new BlockOpExpr(
            new SpatialOrderOp(samples.Frame),
            [RechunkExpr.Create(samples.Expr, whole)],
            [
                [-1, -1],
            ],
            DType.Int64,
            new ChunkGrid([samples.Count])
        );
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        (inputs[0].Size + inputs[0][0]) * sizeof(double) + SampleReader.Bytes(inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        Bounds.Require(context.Shape == new Shape(reader.Count));
        int features = reader.Features;
        using NDArray placed = NDArray.Allocate((reader.Count, features), DType.Float64);
        NDArray result = context.Allocate(DType.Int64);
        double* values = (double*)placed.Pointer;
        Span<long> order = result.Span<long>();
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            reader.Read(i, values + (long)i * features);
        }
        var keys = new double[order.Length];
        // Halves that are still to be split; the stack is as deep as the tree, which is balanced.
        var left = new Stack<(int Start, int Length)>();
        left.Push((0, order.Length));
        while (left.TryPop(out (int Start, int Length) part))
        {
            if (part.Length <= Leaf)
                continue;
            context.Cancellation.ThrowIfCancellationRequested();
            Span<long> own = order.Slice(part.Start, part.Length);
            int feature = Widest(values, features, own);
            Span<double> key = keys.AsSpan(0, part.Length);
            for (int i = 0; i < key.Length; i++)
                key[i] = values[own[i] * features + feature];
            key.Sort(own);
            // Whole leaves on the left side.
            int middle = (part.Length / 2 + Leaf - 1) / Leaf * Leaf;
            left.Push((part.Start, middle));
            left.Push((part.Start + middle, part.Length - middle));
        }
        GC.KeepAlive(inputs[0]);
        return result;
    }

    private static int Widest(double* values, int features, ReadOnlySpan<long> samples)
    {
        (int widest, double most) = (0, -1);
        for (int j = 0; j < features; j++)
        {
            double low = double.PositiveInfinity,
                high = double.NegativeInfinity;
            foreach (long i in samples)
            {
                double value = values[i * features + j];
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
            if (high - low > most)
                (widest, most) = (j, high - low);
        }
        return widest;
    }
}
