using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions;

/// <summary>A named operation on whole blocks; see <see cref="BlockOp"/>.</summary>
public sealed class BlockOpExpr : ArrayExpr
{
    /// <summary>Makes a node.</summary>
    /// <param name="op">The operation's name.</param>
    /// <param name="inputs">The arrays it works on.</param>
    /// <param name="axes">
    /// For each input and each of its axes, the axis of the result whose block number picks the chunk, or -1 where the
    /// whole axis is given to every block.
    /// </param>
    /// <param name="parameters">What every call is given beside its blocks.</param>
    /// <param name="dtype">The dtype of the result.</param>
    /// <param name="chunks">The blocks of the result.</param>
    /// <param name="function">
    /// The function of the user's that every call is given, where the operation takes one.
    /// </param>
    /// <exception cref="GchunkException">
    /// An input axis has another number of chunks than the result axis that picks from it.
    /// </exception>
    public BlockOpExpr(
        string op,
        ArrayExpr[] inputs,
        int[][] axes,
        NDArray[] parameters,
        DType dtype,
        ChunkGrid chunks,
        UserFunction? function = null
    )
        : base(dtype, chunks, inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            for (int a = 0; a < inputs[i].Rank; a++)
            {
                if (axes[i][a] >= 0 && inputs[i].Chunks.Blocks[a] != chunks.Blocks[axes[i][a]])
                {
                    throw new GchunkException(
                        $"{op}: axis {a} of input {i} has {inputs[i].Chunks.Blocks[a]} chunks, but axis {axes[i][a]} of the result has {chunks.Blocks[axes[i][a]]}; rechunk the input"
                    );
                }
            }
        }

        (Op, Axes, Parameters, Function) = (op, axes, parameters, function);
    }

    /// <summary>The operation's name.</summary>
    public string Op { get; }

    /// <summary>For each input and each of its axes, the axis of the result that picks the chunk, or -1.</summary>
    public IReadOnlyList<int[]> Axes { get; }

    /// <summary>What every call is given beside its blocks.</summary>
    public IReadOnlyList<NDArray> Parameters { get; }

    /// <summary>The function of the user's that every call is given, or null.</summary>
    public UserFunction? Function { get; }

    /// <inheritdoc/>
    public override string Name => Op;

    /// <inheritdoc/>
    public override string Details => Function?.Name ?? "";

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) =>
        new BlockOpExpr(Op, inputs.ToArray(), [.. Axes], [.. Parameters], DType, Chunks, Function);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        hash.Add(Op);
        foreach (int[] axes in Axes)
        {
            foreach (int axis in axes)
                hash.Add(axis);
        }

        foreach (NDArray parameter in Parameters)
            hash.AddContent(parameter);
        if (Function is not null)
            hash.Add(Function.Identity);
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
