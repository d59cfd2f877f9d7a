using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>The nearest of the neighbors that were found in each block: their indices, as float64.</summary>
/// <param name="Neighbors">The number of neighbors.</param>
/// <param name="Offsets">The index of the first sample of each block.</param>
internal sealed unsafe record MergeNeighborsOp(int Neighbors, long[] Offsets) : BlockOp
{
    public override string Name => "ml.neighbors.merge";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        long rows = context.Shape[0];
        var blocks = (int)inputs[0].Shape[1];
        Bounds.Require(inputs[0].DType == DType.Float64 && context.Shape == new Shape(rows, Neighbors));
        Bounds.Require(inputs[0].Shape == new Shape(rows, blocks, 2L * Neighbors) && Offsets.Length >= blocks);
        var next = new int[blocks];
        for (long r = 0; r < rows; r++)
        {
            double* found = (double*)inputs[0].Pointer + r * blocks * 2 * Neighbors,
                to = (double*)result.Pointer + r * Neighbors;
            Array.Clear(next);
            for (int k = 0; k < Neighbors; k++)
            {
                int best = -1;
                double least = double.PositiveInfinity;
                // Blocks come in the order of their samples, so of equal distances the lower index is taken.
                for (int b = 0; b < blocks; b++)
                {
                    if (next[b] < Neighbors && found[(long)b * 2 * Neighbors + next[b]] < least)
                        (best, least) = (b, found[(long)b * 2 * Neighbors + next[b]]);
                }
                Bounds.Require(best >= 0);
                to[k] = Offsets[best] + found[(long)best * 2 * Neighbors + Neighbors + next[best]++];
            }
        }
        GC.KeepAlive(inputs[0]);
        return result;
    }
}
