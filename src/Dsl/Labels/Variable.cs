using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Labels;

/// <summary>Values with dimension names and attributes: a variable of a data set, without its coordinates.</summary>
/// <param name="Dims">The name of each axis.</param>
/// <param name="Expr">The values; times are int64 microseconds since 1970-01-01.</param>
/// <param name="Attrs">The attributes.</param>
/// <param name="Calendar">The calendar if the values are times, else null.</param>
/// <param name="Texts">
/// The distinct texts if the values are text, else null; the values are then positions in this list.
/// </param>
/// <param name="Encoding">How the values are stored in the file that they come from, or null.</param>
internal sealed record Variable(
    string[] Dims,
    ArrayExpr Expr,
    Attributes Attrs,
    CfCalendar? Calendar = null,
    string[]? Texts = null,
    VariableEncoding? Encoding = null
)
{
    /// <summary>The values as numbers, to compute with.</summary>
    /// <exception cref="Engine.GchunkException">The values are text.</exception>
    public ArrayExpr Numbers =>
        Texts is null ? Expr : throw new Engine.GchunkException("text cannot be computed with; get it with Texts()");

    /// <summary>True if the values are times or durations, whose missing value is NaT.</summary>
    public bool HasNaT => Calendar is not null || Expr.DType.IsTime;

    /// <summary>A missing value among the values: NaT for times and durations, else NaN.</summary>
    public FullExpr Missing =>
        HasNaT
            ? new FullExpr(CfDateTime.NaT, Expr.DType, ChunkGrid.Single(Shape.Scalar), isWeak: Calendar is not null)
            : FullExpr.Weak(double.NaN);

    public Variable Pick(string dim, AxisPick pick)
    {
        int axis = Array.IndexOf(Dims, dim);
        if (axis < 0)
            return this;
        return this with { Expr = pick.Of(Expr, axis), Dims = pick.Drop ? [.. Dims.Where(d => d != dim)] : Dims };
    }
}
