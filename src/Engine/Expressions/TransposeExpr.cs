using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array with its axes in another order.</summary>
public sealed class TransposeExpr : ViewExpr
{
    private TransposeExpr(ArrayExpr input, int[] order, ChunkGrid chunks, ArrayView view)
        : base(input, chunks, view) => Order = order;

    /// <summary>For each axis of the result, the axis of the input.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <inheritdoc/>
    public override string Name => "transpose";

    /// <inheritdoc/>
    public override string Details => string.Join(", ", Order);

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => Create(inputs[0], [.. Order]);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        foreach (int axis in Order)
            hash.Add(axis);
    }

    /// <summary>Creates a transpose; returns the input itself if the order is the same.</summary>
    /// <exception cref="GchunkException">The order does not contain each axis once.</exception>
    public static ArrayExpr Create(ArrayExpr input, int[] order)
    {
        int[] normal = Array.ConvertAll(order, input.Shape.NormalizeAxis);
        if (normal.Length != input.Rank || normal.Distinct().Count() != input.Rank)
        {
            throw new GchunkException(
                $"a transpose of {input.Rank} dimensions takes each axis once; got ({string.Join(", ", order)})"
            );
        }

        if (normal.SequenceEqual(Enumerable.Range(0, input.Rank)))
            return input;
        var chunks = Array.ConvertAll(normal, axis => input.Chunks.Sizes(axis).ToArray());
        var grid = new ChunkGrid(chunks);
        var step = new long[normal.Length];
        Array.Fill(step, 1);
        return new TransposeExpr(
            input,
            normal,
            grid,
            new ArrayView(new long[normal.Length], normal, step, grid.Shape.ToArray())
        );
    }
}
