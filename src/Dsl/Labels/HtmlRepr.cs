using System.Globalization;
using System.Net;
using System.Text;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Labels;

/// <summary>The HTML of arrays and data sets, for pages and notebooks. Reads no values.</summary>
internal static class HtmlRepr
{
    public static string Of(
        string title,
        Sizes sizes,
        Coordinates coords,
        IEnumerable<(string Name, Variable Variable)> variables,
        Attributes attrs,
        long bytes
    )
    {
        var html = new StringBuilder("<div class=\"gchunk\">");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p><b>{Escape(title)}</b> ({string.Join(", ", sizes.Select(d => $"{Escape(d.Key)}: {d.Value}"))}), {MemoryBudget.Format(bytes)}</p>"
        );
        if (coords.Count > 0)
        {
            html.Append("<table><caption>Coordinates</caption>");
            foreach (Coordinate c in coords)
            {
                Row(
                    html,
                    c.Index is null ? Escape(c.Name) : $"<b>{Escape(c.Name)}</b>",
                    c.Dims,
                    InfoText.Type(c),
                    c.Index?.ToString() ?? TextRepr.ValueOf(c) ?? Blocks(c.Variable.Expr),
                    c.Attrs
                );
            }

            html.Append("</table>");
        }
        if (variables.Any())
        {
            html.Append("<table><caption>Data variables</caption>");
            foreach (var (name, v) in variables)
                Row(html, Escape(name), v.Dims, InfoText.Type(v), Blocks(v.Expr), v.Attrs);
            html.Append("</table>");
        }
        if (attrs.Count > 0)
        {
            html.Append("<table><caption>Attributes</caption>");
            foreach (var (name, value) in attrs)
            {
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{Escape(name)}</td><td>{Escape(Attributes.Format(value))}</td></tr>"
                );
            }

            html.Append("</table>");
        }
        return html.Append("</div>").ToString();
    }

    private static void Row(
        StringBuilder html,
        string name,
        IEnumerable<string> dims,
        string type,
        string values,
        Attributes attrs
    )
    {
        string about = string.Join("\n", attrs.Select(a => $"{a.Key}: {Attributes.Format(a.Value)}"));
        html.Append(
            CultureInfo.InvariantCulture,
            $"<tr title=\"{Escape(about)}\"><td>{name}</td><td>({Escape(string.Join(", ", dims))})</td><td>{Escape(type)}</td><td>{Escape(values)}</td></tr>"
        );
    }

    private static string Blocks(ArrayExpr expr) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{MemoryBudget.Format(expr.NBytes)} in {expr.Chunks.NumBlocks} {(expr.Chunks.NumBlocks == 1 ? "block" : "blocks")}"
        );

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
