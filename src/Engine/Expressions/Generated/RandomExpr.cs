using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Engine.Expressions.Generated;

/// <summary>
/// Random numbers. Each depends only on the seed, the distribution and its index, so chunks, slices and the order of
/// execution never change them.
/// </summary>
public sealed class RandomExpr(RandomDistribution distribution, long seed, DType dtype, ChunkGrid chunks)
    : GeneratedExpr(dtype, chunks)
{
    private const int Piece = 512;

    // A value may be chosen from complex numbers.
    private const int WidestBytes = 16;

    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override string Details => $"{distribution}, seed {seed}";

    /// <inheritdoc/>
    public override ArrayExpr WithChunks(ChunkGrid chunks) => new RandomExpr(distribution, seed, DType, chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        distribution.AddIdentity(hash.Add((long)distribution.Purpose));
        hash.Add(seed);
    }

    /// <inheritdoc/>
    public override unsafe void Fill(long start, int length, byte* destination)
    {
        DType made = distribution.MakesFor(DType);
        if (made == DType)
        {
            FillGenerated(made, start, length, destination);
            return;
        }
        byte* piece = stackalloc byte[Piece * WidestBytes];
        for (int done = 0; done < length; done += Piece)
        {
            int count = Math.Min(Piece, length - done);
            FillGenerated(made, start + done, count, piece);
            Casting.Convert(made, piece, DType, destination + (long)done * DType.Size, count);
        }
    }

    // Numbers are generated a block at a time; those outside the range are dropped at its ends.
    private unsafe void FillGenerated(DType made, long start, int length, byte* destination)
    {
        const int Block = RandomDistribution.Block;
        byte* edge = stackalloc byte[Block * WidestBytes];
        Bounds.Require(made.Size <= WidestBytes);
        int size = made.Size,
            before = (int)(start % Block);
        long block = start / Block;
        if (before > 0)
        {
            int count = Math.Min(Block - before, length);
            distribution.Fill((ulong)seed, made, block++, 1, edge);
            Buffer.MemoryCopy(edge + before * size, destination, count * size, count * size);
            destination += count * size;
            length -= count;
        }
        int blocks = length / Block,
            after = length % Block;
        if (blocks > 0)
            distribution.Fill((ulong)seed, made, block, blocks, destination);
        if (after == 0)
            return;
        distribution.Fill((ulong)seed, made, block + blocks, 1, edge);
        Buffer.MemoryCopy(edge, destination + (long)blocks * Block * size, after * size, after * size);
    }
}
