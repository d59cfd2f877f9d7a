using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Expressions;

/// <summary>An operation on whole blocks; see <see cref="BlockOp"/>.</summary>
public sealed class BlockOpExpr : ArrayExpr
{
    /// <summary>Makes a node.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="inputs">The arrays it works on.</param>
    /// <param name="axes">
    /// For each input and each of its axes, the axis of the result whose block number picks the chunk, or -1 where the
    /// whole axis is given to every block.
    /// </param>
    /// <param name="dtype">The dtype of the result.</param>
    /// <param name="chunks">The blocks of the result.</param>
    /// <exception cref="GchunkException">
    /// An input axis has another number of chunks than the result axis that picks from it, or the operation has no
    /// meaning for the dtype of an input.
    /// </exception>
    public BlockOpExpr(BlockOp op, ArrayExpr[] inputs, int[][] axes, DType dtype, ChunkGrid chunks)
        : base(dtype, chunks, inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!op.Takes(inputs[i].DType))
                throw DTypeRules.Undefined(op.Name, inputs[i].DType);
            for (int a = 0; a < inputs[i].Rank; a++)
            {
                if (axes[i][a] >= 0 && inputs[i].Chunks.Blocks[a] != chunks.Blocks[axes[i][a]])
                {
                    throw new GchunkException(
                        $"{op.Name}: axis {a} of input {i} has {inputs[i].Chunks.Blocks[a]} chunks, but axis {axes[i][a]} of the result has {chunks.Blocks[axes[i][a]]}; rechunk the input"
                    );
                }
            }
        }

        (Op, Axes) = (op, axes);
    }

    /// <summary>Returns an array whose blocks are computed once and kept until all consumers have used them.</summary>
    internal static BlockOpExpr Hold(ArrayExpr array)
    {
        int[] axes = [.. Enumerable.Range(0, array.Rank)];
        return new BlockOpExpr(new HoldOp(), [array], [axes], array.DType, array.Chunks);
    }

    /// <summary>The operation.</summary>
    public BlockOp Op { get; }

    /// <summary>For each input and each of its axes, the axis of the result that picks the chunk, or -1.</summary>
    public IReadOnlyList<int[]> Axes { get; }

    /// <inheritdoc/>
    public override string Name => Op.Name;

    /// <inheritdoc/>
    public override string Details => Op.Details;

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) =>
        new BlockOpExpr(Op, inputs.ToArray(), [.. Axes], DType, Chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        hash.Add(Op);
        foreach (int[] axes in Axes)
        {
            foreach (int axis in axes)
                hash.Add(axis);
        }
    }

    /// <summary>The box of an input that one block of the result is made from.</summary>
    public (long[] Origin, long[] Count) InputBox(int input, ReadOnlySpan<int> block)
    {
        ChunkGrid grid = Inputs[input].Chunks;
        var origin = new long[grid.Rank];
        long[] count = grid.Shape.ToArray();
        for (int a = 0; a < grid.Rank; a++)
        {
            int from = Axes[input][a];
            if (from < 0)
                continue;
            origin[a] = grid.Offsets(a)[block[from]];
            count[a] = grid.Sizes(a)[block[from]];
        }
        return (origin, count);
    }
}
