using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Indexing;

/// <summary>Values brought to other labels: taken where these are there already, filled where they are not.</summary>
internal static class Reindexing
{
    /// <summary>
    /// A variable at positions along a dimension; -1 stands for the value to fill with (for NaN: a missing value).
    /// </summary>
    public static Variable Of(Variable variable, string dim, long[] positions, double fill = double.NaN)
    {
        int axis = Array.IndexOf(variable.Dims, dim);
        if (axis < 0)
            return variable;
        bool missing = positions.Contains(-1),
            isTime = variable.Calendar is not null;
        if (!missing || (double.IsNaN(fill) && !isTime))
            return variable with { Expr = AxisPick.From(positions).Of(variable.Expr, axis) };
        // The first element stands in where there is none, and is then replaced.
        if (variable.Expr.Shape[axis] == 0)
        {
            return variable with
            {
                Expr = new FullExpr(
                    isTime ? Storage.NaT : fill,
                    variable.Expr.DType,
                    variable.Expr.Chunks.With(axis, [positions.Length])
                ),
            };
        }

        ArrayExpr taken = AxisPick.From(Array.ConvertAll(positions, p => Math.Max(0, p))).Of(variable.Expr, axis);
        ArrayExpr known = Along(NDArray.From(Array.ConvertAll(positions, p => p >= 0)), axis, taken.Chunks);
        Scalar other = isTime ? Storage.NaT : fill;
        return variable with { Expr = Exprs.Where(known, taken, FullExpr.Weak(other)) };
    }

    /// <summary>A vector along one axis of an array, repeated along the others.</summary>
    public static ArrayExpr Along(NDArray vector, int axis, ChunkGrid grid) =>
        BroadcastExpr.Create(
            RechunkExpr.Create(
                new MemoryExpr(vector, ChunkGrid.Single(vector.Shape)),
                new ChunkGrid(grid.Sizes(axis).ToArray())
            ),
            [axis],
            grid
        );

    /// <summary>Coordinates brought to other labels of a dimension.</summary>
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

    private static class Storage
    {
        public const long NaT = Engine.Storage.Cf.CfDateTime.NaT;
    }
}
