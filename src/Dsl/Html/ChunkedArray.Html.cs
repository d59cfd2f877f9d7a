using Gchunk.Dsl.Html;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Describes bytes, shape, dtype and chunks as HTML, with a drawing of the chunks, for pages and notebooks; computes
    /// nothing.
    /// </summary>
    /// <example><code>
    /// Console.WriteLine(Ones((4, 6), chunks: (2, 3)).ToHtml().Contains("4 blocks")); // True
    /// </code></example>
    public string ToHtml() => HtmlText.Framed(ChunkTable.Of(Expression));
}
