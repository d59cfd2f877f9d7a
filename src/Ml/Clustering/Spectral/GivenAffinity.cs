using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Operations.Affinities;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>Affinities that a user's function gives.</summary>
internal sealed class FunctionAffinity(UserFunction function) : PairAffinity
{
    public override bool IsNarrow => false;

    public override ArrayExpr Among(ArrayExpr samples, DType dtype) =>
        FunctionAffinitiesOp.Create(function, samples, samples, isSquare: true);

    public override ArrayExpr Between(ArrayExpr samples, ArrayExpr others, DType dtype) =>
        FunctionAffinitiesOp.Create(function, samples, others, isSquare: false);
}

/// <summary>Affinities that are the samples themselves.</summary>
internal sealed class PrecomputedAffinity : PairAffinity
{
    public override bool IsNarrow => false;

    public override ArrayExpr Among(ArrayExpr samples, DType dtype)
    {
        if (samples.Rank != 2 || samples.Shape[0] != samples.Shape[1])
        {
            throw new GchunkException(
                $"Affinity.Precomputed takes the affinities of all samples to each other, an array of samples × samples; got {samples.Shape}"
            );
        }

        long[] rows = samples.Chunks.Sizes(0).ToArray();
        return GivenAffinitiesOp.Create(Wide(samples, new ChunkGrid(rows, rows)), isSquare: true);
    }

    // The "others" are known by their columns alone.
    public override ArrayExpr Between(ArrayExpr samples, ArrayExpr others, DType dtype)
    {
        var grid = new ChunkGrid(samples.Chunks.Sizes(0).ToArray(), others.Chunks.Sizes(0).ToArray());
        return GivenAffinitiesOp.Create(Wide(samples, grid), isSquare: false);
    }

    private static ArrayExpr Wide(ArrayExpr samples, ChunkGrid grid) =>
        RechunkExpr.Create(CastExpr.Create(samples, DType.Float64), grid);
}
