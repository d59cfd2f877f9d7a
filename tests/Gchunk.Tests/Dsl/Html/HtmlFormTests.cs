using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gchunk.Dsl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Html;

/// <summary>The HTML forms of arrays, data sets and clients.</summary>
public class HtmlFormTests
{
    private const string Attack =
        "<script>alert(1)</script>\"' onload='x' <img src=x onerror=alert(2)>&amp;\u001b[2J\u202e";

    // Each form is well formed, so that a notebook's page stays whole whatever is in it.
    private static XElement Parsed(string html) => XElement.Parse(Regex.Replace(html, "<style>.*?</style>", ""));

    [Fact]
    public void An_array_shows_its_bytes_shape_and_chunks_beside_a_drawing() =>
        Assert.Equal(
            "<div class=\"gchunk\"><div class=\"drawn\"><table><tr><td></td><th>Array</th><th>Chunk</th></tr>"
                + "<tr><th>Bytes</th><td>192 B</td><td>48 B</td></tr>"
                + "<tr><th>Shape</th><td>(4, 6)</td><td>(2, 3)</td></tr>"
                + "<tr><th>Data</th><td>float64</td><td>4 blocks</td></tr></table>"
                + "<svg width=\"180\" height=\"112\" font-size=\"11\" fill=\"currentColor\" role=\"img\" aria-label=\"4 chunks\"><g transform=\"translate(7,7)\">"
                + "<path d=\"M0 0l120 0l0 80l-120 -0z\" fill=\"#e08a1e\" fill-opacity=\".30\" stroke=\"none\"/>"
                + "<path d=\"M0 0l0 80M60 0l0 80M120 0l0 80M0 0l120 0M0 40l120 0M0 80l120 0\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1\" stroke-opacity=\".7\"/>"
                + "<text x=\"60\" y=\"92\" text-anchor=\"middle\">6</text><text x=\"124\" y=\"40\" text-anchor=\"start\">4</text></g></svg></div></div>",
            Regex.Replace(Ones((4, 6), chunks: (2, 3)).ToHtml(), "<style>.*?</style>", "")
        );

    [Fact]
    public void A_three_dimensional_array_has_three_faces() =>
        Assert.Equal(3, Regex.Count(Ones((6, 4, 8), chunks: (2, 2, 4)).ToHtml(), "stroke=\"none\""));

    [Fact]
    public void An_array_of_a_million_chunks_has_a_small_drawing() =>
        Assert.InRange(Ones((1_000_000, 8), chunks: (1, 8)).ToHtml().Length, 1, 10_000);

    [Fact]
    public void An_array_without_axes_or_values_has_no_drawing()
    {
        Assert.DoesNotContain("<svg", Ones((2, 3)).Mean().ToHtml());
        Assert.DoesNotContain("<svg", Ones((0, 3)).ToHtml());
    }

    [Fact]
    public void Names_units_and_attributes_are_text_in_every_form()
    {
        var attrs = new Attributes { ["units"] = Attack, [Attack] = Attack };
        var array = new DataArray(Ones((2, 3)).Compute(), [Attack, "x"], name: Attack, attrs: attrs);
        foreach (string html in new[] { array.ToHtml(), array.ToDataset().ToHtml() })
        {
            XElement form = Parsed(html);
            string[] known =
            [
                "div",
                "p",
                "b",
                "details",
                "summary",
                "ul",
                "li",
                "span",
                "table",
                "tr",
                "td",
                "th",
                "svg",
                "g",
                "path",
                "text",
            ];
            Assert.Subset(known.ToHashSet(), form.DescendantsAndSelf().Select(e => e.Name.LocalName).ToHashSet());
            Assert.DoesNotContain(form.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on"));
            Assert.Contains("<script>alert(1)</script>", form.Value);
            Assert.DoesNotContain(html, c => c is '\u001b' or '\u202e');
        }
    }

    [Fact]
    public void A_data_set_has_sections_that_open()
    {
        XElement form = Parsed(new DataArray(Ones((2, 3)).Compute(), ["y", "x"], name: "v").ToDataset().ToHtml());
        Assert.Equal("Data variables (1)", form.Elements("details").Single().Element("summary")!.Value);
        XElement row = form.Descendants("li").Single();
        Assert.Equal(["v", "(y, x)", "float64", "48 B in 1 block"], row.Descendants("span").Select(s => s.Value));
        Assert.Single(row.Descendants("svg"));
    }
}
