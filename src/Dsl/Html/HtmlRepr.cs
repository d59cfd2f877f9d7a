using System.Globalization;
using System.Text;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Html;

/// <summary>
/// The HTML of arrays and data sets, for pages and notebooks: sections that open and close, and for each variable its
/// attributes and chunks. Reads no values.
/// </summary>
internal static class HtmlRepr
{
    // A data set of very many variables would make a page that no browser shows.
    private const int MostRows = 300;

    public static string Of(
        string title,
        Sizes sizes,
        Coordinates coords,
        IEnumerable<(string Name, Variable Variable)> variables,
        Attributes attrs,
        long bytes
    )
    {
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p><b>{HtmlText.Of(title)}</b> ({string.Join(", ", sizes.Select(d => $"{HtmlText.Of(d.Key)}: {d.Value}"))}), {MemoryBudget.Format(bytes)}</p>"
        );
        Section(
            html,
            "Coordinates",
            [
                .. coords.Select(c =>
                    Row(
                        c.Index is null ? HtmlText.Of(c.Name) : $"<b>{HtmlText.Of(c.Name)}</b>",
                        c.Variable,
                        InfoText.Type(c),
                        c.Index?.ToString() ?? TextRepr.ValueOf(c) ?? Blocks(c.Variable.Expr),
                        c.Attrs
                    )
                ),
            ]
        );
        Section(
            html,
            "Data variables",
            [
                .. variables.Select(v =>
                    Row(
                        HtmlText.Of(v.Name),
                        v.Variable,
                        InfoText.Type(v.Variable),
                        Blocks(v.Variable.Expr),
                        v.Variable.Attrs
                    )
                ),
            ]
        );
        if (attrs.Count > 0)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<details><summary>Attributes ({attrs.Count})</summary>{Table(attrs)}</details>"
            );
        }
        return HtmlText.Framed(html.ToString());
    }

    private static void Section(StringBuilder html, string title, Func<string>[] rows)
    {
        if (rows.Length == 0)
            return;
        html.Append(
            CultureInfo.InvariantCulture,
            $"<details open=\"\"><summary>{title} ({rows.Length})</summary><ul>{string.Concat(rows.Take(MostRows).Select(r => r()))}"
        );
        if (rows.Length > MostRows)
            html.Append(CultureInfo.InvariantCulture, $"<li>… {rows.Length - MostRows} more</li>");
        html.Append("</ul></details>");
    }

    private static Func<string> Row(string name, Variable variable, string type, string values, Attributes attrs) =>
        () =>
            $"<li><details><summary><span>{name}</span><span>({HtmlText.Of(string.Join(", ", variable.Dims))})</span><span>{HtmlText.Of(type)}</span><span>{HtmlText.Of(values)}</span></summary>{Table(attrs)}{ChunkTable.Of(variable.Expr)}</details></li>";

    private static string Table(Attributes attrs) =>
        attrs.Count == 0
            ? ""
            : $"<table>{string.Concat(attrs.Select(a => $"<tr><td>{HtmlText.Of(a.Key)}</td><td>{HtmlText.Of(Attributes.Format(a.Value))}</td></tr>"))}</table>";

    private static string Blocks(ArrayExpr expr) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{MemoryBudget.Format(expr.NBytes)} in {Quantity.Of(expr.Chunks.NumBlocks, "block")}"
        );
}
