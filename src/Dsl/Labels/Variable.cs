using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Labels;

/// <summary>
/// Values by dimension name, with what is said about them: a variable of a data set, without its coordinates.
/// </summary>
/// <param name="Dims">The name of each axis.</param>
/// <param name="Expr">The values; times are int64 microseconds since 1970-01-01.</param>
/// <param name="Attrs">What is said about them.</param>
/// <param name="Calendar">The calendar where the values are times, or null.</param>
/// <param name="Texts">
/// The different texts where the values are text, or null; the values are then positions in it.
/// </param>
/// <param name="Encoding">How the values were stored in the file that they come from, or null.</param>
internal sealed record Variable(
    string[] Dims,
    ArrayExpr Expr,
    Attributes Attrs,
    CfCalendar? Calendar = null,
    string[]? Texts = null,
    VariableEncoding? Encoding = null
)
{
    /// <summary>The values where they are to be computed with.</summary>
    /// <exception cref="Engine.GchunkException">They are text.</exception>
    public ArrayExpr Numbers =>
        Texts is null ? Expr : throw new Engine.GchunkException("text cannot be computed with; Texts() gives it");

    public Variable Pick(string dim, AxisPick pick)
    {
        int axis = Array.IndexOf(Dims, dim);
        if (axis < 0)
            return this;
        return this with { Expr = pick.Of(Expr, axis), Dims = pick.Drop ? [.. Dims.Where(d => d != dim)] : Dims };
    }
}
