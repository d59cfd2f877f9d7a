using Gchunk.Dsl.Climate;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Measures the spells along a dimension in which a condition holds: <c>(rain &lt; 1.0).SpellLengths("time")</c>.
    /// Each length is at the position where its spell begins, with 0 elsewhere; int64. Each task holds the whole
    /// dimension.
    /// </summary>
    /// <remarks>
    /// The longest spell is their <c>Max</c>, the number of those of at least six days the sum of <c>lengths &gt;=
    /// 6</c>. A missing value ends a spell; to compare one is false already.
    /// </remarks>
    /// <param name="dim">The dimension.</param>
    /// <exception cref="Engine.GchunkException">The dimension is unknown.</exception>
    /// <example><code>
    /// DataArray dry = OpenDataset("rain.nc")["pr"] &lt; 1.0;
    /// Print(dry.SpellLengths("time").Max("time").Max().Scalar());
    /// </code></example>
    public DataArray SpellLengths(string dim)
    {
        ArrayExpr lengths = new SpellsOp(Axis(dim)).Of(Numbers().Expr, Sizes[dim]);
        return WithData(new ChunkedArray(CastExpr.Create(lengths, DType.Int64)));
    }
}
