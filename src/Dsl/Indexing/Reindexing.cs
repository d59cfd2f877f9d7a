using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Indexing;

/// <summary>Reindexing: values at other labels, filled where a label does not exist.</summary>
internal static class Reindexing
{
    // The code of no text.
    private const double NoText = -1;

    /// <summary>
    /// Selects positions along a dimension of a variable; -1 gives the fill value (a missing value for NaN), and the empty
    /// text among texts.
    /// </summary>
    public static Variable Of(Variable variable, string dim, long[] positions, double fill = double.NaN)
    {
        int axis = Array.IndexOf(variable.Dims, dim);
        if (axis < 0)
            return variable;
        if (variable.Texts is not null)
            fill = NoText;
        bool missing = positions.Contains(-1),
            isTime = variable.HasNaT;
        if (!missing || (double.IsNaN(fill) && !isTime))
            return variable with { Expr = AxisPick.From(positions).Of(variable.Expr, axis) };
        // Position -1 reads the first element, if there is one, which is then replaced.
        DType dtype = variable.Expr.DType;
        ArrayExpr taken =
            variable.Expr.Shape[axis] == 0
                ? new FullExpr(0.0, dtype, variable.Expr.Chunks.With(axis, [positions.Length]))
                : AxisPick.From(Array.ConvertAll(positions, p => Math.Max(0, p))).Of(variable.Expr, axis);
        ArrayExpr known = Along(NDArray.From(Array.ConvertAll(positions, p => p >= 0)), axis, taken.Chunks);
        // A fill value that the dtype holds keeps it.
        FullExpr other =
            isTime ? variable.Missing
            : Holds(dtype, fill) ? new FullExpr(fill, dtype, taken.Chunks)
            : FullExpr.Weak(fill);
        return variable with { Expr = Exprs.Where(known, taken, other) };
    }

    private static bool Holds(DType dtype, double fill)
    {
        if (dtype == DType.Bool)
            return fill is 0 or 1;
        (double least, double greatest) = DTypes.ExactRange(dtype);
        return dtype.IsInteger
            && Math.Abs(fill) < 1L << 53
            && fill >= least
            && fill <= greatest
            && double.IsInteger(fill);
    }

    /// <summary>Broadcasts a vector along one axis of an array to its other axes.</summary>
    public static ArrayExpr Along(NDArray vector, int axis, ChunkGrid grid) =>
        BroadcastExpr.Create(
            RechunkExpr.Create(
                new MemoryExpr(vector, ChunkGrid.Single(vector.Shape)),
                new ChunkGrid(grid.Sizes(axis).ToArray())
            ),
            [axis],
            grid
        );

    /// <summary>Reindexes coordinates to other labels of a dimension.</summary>
    public static Coordinates Of(
        Coordinates coords,
        string dim,
        DimensionIndex labels,
        long[] positions,
        Attributes? attrs
    ) =>
        new([
            .. coords
                .Where(c => c.Name != dim)
                .Select(c =>
                    c.Index is null && c.Dims.Contains(dim) ? new Coordinate(c.Name, Of(c.Variable, dim, positions)) : c
                ),
            new Coordinate(dim, labels, attrs ?? coords.Find(dim)?.Attrs),
        ]);
}
