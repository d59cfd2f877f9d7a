using Gchunk.Dsl.Texts;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Returns the texts of a labelled array of texts as a plain array of texts, as wide as the longest. A missing text is
    /// empty. Nothing is computed.
    /// </summary>
    /// <exception cref="GchunkException">The array does not hold texts.</exception>
    /// <example><code>
    /// var days = new DataArray(DateRange("2015-01-01", periods: 3), "time");
    /// TextArray texts = days.Dt.Strftime("%a").ToDataArray().ToTexts();
    /// Print((texts == "Fri").Compute());
    /// </code></example>
    public TextArray ToTexts()
    {
        if (variable.Texts is not { } texts)
            throw new GchunkException($"ToTexts needs an array of texts; {Named} holds {DType.Name}");
        using NDArray table = TextArray.Of(texts, texts.Length, null).Codes.Compute();
        int[] axes = [.. Enumerable.Range(0, variable.Expr.Rank)];
        return new TextArray(
            new ChunkedArray(
                new BlockOpExpr(
                    new TextLookupOp(table.Copy()),
                    [CastExpr.Create(variable.Expr, DType.Int32)],
                    [axes],
                    DType.Int32,
                    new ChunkGrid([.. variable.Expr.Chunks.ToArray(), [table.Shape[1]]])
                )
            )
        );
    }
}
