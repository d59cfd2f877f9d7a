using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Html;

/// <summary>The bytes, the shape and the chunks of an array as HTML, beside a drawing of the chunks.</summary>
internal static class ChunkTable
{
    public static string Of(ArrayExpr expr)
    {
        ChunkGrid chunks = expr.Chunks;
        string blocks = Quantity.Of(chunks.NumBlocks, "block");
        var html = new StringBuilder("<div class=\"drawn\"><table><tr><td></td><th>Array</th><th>Chunk</th></tr>");
        Row(
            html,
            "Bytes",
            MemoryBudget.Format(expr.NBytes),
            MemoryBudget.Format(chunks.MaxBlock.Size * expr.DType.Size)
        );
        Row(html, "Shape", expr.Shape.ToString(), chunks.ToString());
        Row(html, "Data", expr.DType.Name, blocks);
        return html.Append("</table>").Append(ChunkSvg.Of(chunks)).Append("</div>").ToString();
    }

    private static void Row(StringBuilder html, string name, string array, string chunk) =>
        html.Append(
            CultureInfo.InvariantCulture,
            $"<tr><th>{name}</th><td>{HtmlText.Of(array)}</td><td>{HtmlText.Of(chunk)}</td></tr>"
        );
}
