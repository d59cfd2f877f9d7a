using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Affinities;

/// <summary>
/// Vectors with which the search for eigenvectors begins: the first is constant, the others are random.
/// </summary>
/// <param name="Seed">The seed of the random numbers.</param>
internal sealed unsafe record TrialOp(long Seed) : BlockOp
{
    public override string Name => "ml.spectral.trial";

    /// <summary>Makes the vectors, rows × columns.</summary>
    public static ArrayExpr Create(ChunkGrid chunks, long seed) =>
        new BlockOpExpr(new TrialOp(seed), [], [], DType.Float64, chunks);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        double* to = (double*)result.Pointer;
        long columns = context.Shape[1];
        for (long i = 0; i < context.Shape[0]; i++)
        {
            for (long j = 0; j < columns; j++)
            {
                to[i * columns + j] =
                    j == 0 ? 1 : CounterRandom.Uniform(Seed, context.Origin[0] + i, context.Origin[1] + j) - 0.5;
            }
        }
        return result;
    }
}
