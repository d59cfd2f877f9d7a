using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>Chooses the rows of one fold, or all others.</summary>
/// <param name="Folds">The fold of each position along one dimension of the samples.</param>
/// <param name="Dims">The lengths of the dimensions of the samples.</param>
/// <param name="Axis">The axis of that dimension.</param>
/// <param name="Fold">The fold.</param>
/// <param name="Inside">True for the rows of the fold, false for all others.</param>
internal sealed record FoldFilter(int[] Folds, long[] Dims, int Axis, int Fold, bool Inside)
{
    /// <summary>A bool for each row.</summary>
    public ArrayExpr Rows()
    {
        NDArray chosen = NDArray.From(Array.ConvertAll(Folds, f => f == Fold == Inside));
        var shape = new long[Dims.Length];
        Array.Fill(shape, 1);
        shape[Axis] = Folds.Length;
        ArrayExpr along = ReshapeExpr.Create(new MemoryExpr(chosen, ChunkGrid.Auto(chosen.Shape, 1)), shape);
        return ReshapeExpr.Create(BroadcastExpr.To(along, new Shape(Dims)), [Dims.Aggregate(1L, (a, b) => a * b)]);
    }
}
