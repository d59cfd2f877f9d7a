using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Labels;

/// <summary>The text of <c>Info()</c>, laid out like the header of ncdump. Reads no values.</summary>
internal static class InfoText
{
    public static string Of(
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
        return VisibleText.Of(text.ToString().TrimEnd('\n'));
    }

    private static void Append(StringBuilder text, string name, string type, IEnumerable<string> dims, Attributes attrs)
    {
        text.Append(CultureInfo.InvariantCulture, $"    {type} {name}({string.Join(", ", dims)})\n");
        foreach (var (attribute, value) in attrs)
            text.Append(CultureInfo.InvariantCulture, $"        {name}:{attribute} = {Quoted(value)}\n");
    }

    private static string Quoted(object value) =>
        value is string text ? $"\"{text.ReplaceLineEndings("\\n")}\"" : Attributes.Format(value);

    public static string Type(Coordinate c) =>
        c.Index switch
        {
            TextIndex => "text",
            ProductIndex => "product",
            _ => c.Calendar is { } calendar ? $"time[{calendar.Name}]" : c.DType.Name,
        };

    public static string Type(Variable v) => v.Calendar is { } calendar ? $"time[{calendar.Name}]" : v.Expr.DType.Name;
}
