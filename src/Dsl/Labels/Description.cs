using System.Globalization;
using System.Net;
using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Labels;

/// <summary>
/// Long descriptions of data sets and arrays: like the header of ncdump, and as HTML. Reads no values.
/// </summary>
internal static class Description
{
    public static string Info(
        Sizes sizes,
        Coordinates coords,
        IEnumerable<(string Name, Variable Variable)> variables,
        Attributes attrs
    )
    {
        var text = new StringBuilder("dimensions:\n");
        foreach (var (dim, length) in sizes)
            text.Append(CultureInfo.InvariantCulture, $"    {dim} = {length}\n");
        text.Append("variables:\n");
        foreach (Coordinate c in coords)
            Append(text, c.Name, Type(c), c.Dims, c.Attrs);
        foreach (var (name, v) in variables)
            Append(text, name, Type(v), v.Dims, v.Attrs);
        if (attrs.Count > 0)
            text.Append("attributes:\n");
        foreach (var (name, value) in attrs)
            text.Append(CultureInfo.InvariantCulture, $"    :{name} = {Quoted(value)}\n");
        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, string name, string type, IEnumerable<string> dims, Attributes attrs)
    {
        text.Append(CultureInfo.InvariantCulture, $"    {type} {name}({string.Join(", ", dims)})\n");
        foreach (var (attribute, value) in attrs)
            text.Append(CultureInfo.InvariantCulture, $"        {name}:{attribute} = {Quoted(value)}\n");
    }

    private static string Quoted(object value) =>
        value is string text ? $"\"{text.ReplaceLineEndings("\\n")}\"" : Attributes.Format(value);

    private static string Type(Coordinate c) =>
        c.Index switch
        {
            TextIndex => "text",
            ProductIndex => "product",
            _ => c.Calendar is { } calendar ? $"time[{calendar.Name}]" : c.DType.Name,
        };

    private static string Type(Variable v) => v.Calendar is { } calendar ? $"time[{calendar.Name}]" : v.Expr.DType.Name;

    public static string Html(
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
                    Type(c),
                    c.Index?.ToString() ?? Summary.ValueOf(c) ?? Blocks(c.Variable.Expr),
                    c.Attrs
                );
            }

            html.Append("</table>");
        }
        if (variables.Any())
        {
            html.Append("<table><caption>Data variables</caption>");
            foreach (var (name, v) in variables)
                Row(html, Escape(name), v.Dims, Type(v), Blocks(v.Expr), v.Attrs);
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
