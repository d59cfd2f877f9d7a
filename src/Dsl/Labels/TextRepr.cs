using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Printing;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Labels;

/// <summary>
/// The text of <c>ToString()</c> of arrays and data sets. Shows labels and values that are in memory; reads no others.
/// </summary>
internal static class TextRepr
{
    // Larger values in several blocks are not put together to be shown.
    private const long MostJoined = 1 << 20;

    // Characters of one text among others.
    private const int MostShown = 40;

    public static string Of(DataArray array)
    {
        var text = new StringBuilder();
        string name = array.Name is null ? "" : $" '{array.Name}'";
        text.Append(
            CultureInfo.InvariantCulture,
            $"DataArray{name} ({array.Sizes}) {Type(array.Variable)}, {MemoryBudget.Format(array.NBytes)} in {Blocks(array.Chunks)}"
        );
        if (Loaded(array.Variable) is { } values)
            text.Append('\n').Append(values);
        Append(text, "Coordinates", array.Coords);
        if (array.Dims.Where(d => array.Coords.IndexOf(d) is null).ToArray() is { Length: > 0 } bare)
            text.Append("\nDimensions without coordinates: ").AppendJoin(", ", bare);
        Append(text, "Attributes", array.Attrs);
        return VisibleText.Of(text.ToString());
    }

    public static string Of(Dataset dataset)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Dataset ({dataset.Sizes}), {MemoryBudget.Format(dataset.NBytes)}");
        Append(text, "Coordinates", dataset.Coords);
        if (dataset.Sizes.Names.Where(d => dataset.Coords.IndexOf(d) is null).ToArray() is { Length: > 0 } bare)
            text.Append("\nDimensions without coordinates: ").AppendJoin(", ", bare);
        text.Append("\nData variables:");
        int wide = dataset.Names.Select(n => n.Length).DefaultIfEmpty().Max();
        foreach (string name in dataset.Names)
        {
            Variable variable = dataset.VariableOf(name);
            string about = variable.Attrs.Text("long_name") is { } title
                ? $"  {title}{(variable.Attrs.Text("units") is { } units ? $" [{units}]" : "")}"
                : "";
            text.Append("\n    ")
                .Append(
                    Shorten(
                        $"{name.PadRight(wide)} ({string.Join(", ", variable.Dims)}) {Type(variable)}, {MemoryBudget.Format(variable.Expr.NBytes)} in {Blocks(variable.Expr.Chunks)}{about}"
                    )
                );
        }
        if (dataset.Names.Count == 0)
            text.Append(" none");
        foreach (var (name, reason) in dataset.Unreadable)
            text.Append("\n    ").Append(Shorten($"{name}: {reason}"));
        Append(text, "Attributes", dataset.Attrs);
        return VisibleText.Of(text.ToString());
    }

    public static string Of(Coordinates coords)
    {
        var text = new StringBuilder();
        Append(text, "Coordinates", coords);
        return VisibleText.Of(text.ToString().TrimStart('\n'));
    }

    /// <summary>Returns how the values of a variable are written that are times; null for numbers.</summary>
    public static ElementText? ElementsOf(Variable variable) =>
        variable.Calendar is { } calendar
            ? new ElementText(Type(variable), t => new Engine.Storage.Cf.CfDateTime(calendar, t).ToString())
            : null;

    // The values, if they are in memory; null for others.
    private static string? Loaded(Variable variable)
    {
        NDArray? values = variable.Expr switch
        {
            MemoryExpr memory => memory.Array,
            BlocksExpr { Blocks: [var block] } => block,
            BlocksExpr blocks when blocks.NBytes <= MostJoined => Computation.ComputeHere(blocks, threads: false),
            ViewExpr view when view.NBytes <= MostJoined && IsHeld(view) => Computation.ComputeHere(
                view,
                threads: false
            ),
            _ => null,
        };
        return values switch
        {
            null => null,
            { Size: 0 } => "[]",
            _ when variable.Texts is { } texts => values.NBytes <= MostJoined ? Written(values, texts) : null,
            _ when ElementsOf(variable) is { } text => Written(values, text),
            _ => NDArrayText.Values(values),
        };
    }

    private static string Written(NDArray codes, string[] texts)
    {
        using var wide = NDArray.From(codes.ToArray<long>(), codes.Shape);
        return Written(wide, new ElementText("text", code => Quoted(texts, code)));
    }

    // A missing text has the code -1.
    private static string Quoted(string[] texts, long code)
    {
        string text = code >= 0 && code < texts.Length ? texts[code] : "";
        return text.Length <= MostShown ? $"\"{text}\"" : $"\"{text[..MostShown]}…\"";
    }

    private static string Written(NDArray values, ElementText text)
    {
        using NDArray written = values.Share(text);
        return NDArrayText.Values(written);
    }

    // Whether it is a selection of values in memory.
    private static bool IsHeld(ArrayExpr values)
    {
        while (values is ViewExpr view)
            values = view.Inputs[0];
        return values is MemoryExpr or BlocksExpr;
    }

    private static string Type(Variable variable) =>
        variable.Calendar is { } calendar ? $"time ({calendar.Name})"
        : variable.Texts is not null ? "text"
        : variable.Expr.DType.Name;

    private static string Blocks(ChunkGrid chunks) =>
        chunks.NumBlocks == 1
            ? "1 block"
            : string.Create(CultureInfo.InvariantCulture, $"{chunks.NumBlocks} blocks of {chunks}");

    private static void Append(StringBuilder text, string title, Coordinates coords)
    {
        if (coords.Count == 0)
            return;
        text.Append('\n').Append(title).Append(':');
        int wide = coords.Max(c => c.Name.Length);
        foreach (Coordinate c in coords)
        {
            string type = c.Index switch
            {
                TextIndex => "text",
                ProductIndex product =>
                    $"product of {string.Join(" and ", product.Levels.Select(l => l.Name))}{(product.IsPartial ? string.Create(CultureInfo.InvariantCulture, $", {product.Length} of {product.FullLength} kept") : "")}",
                TimeIndex time => $"time ({time.Calendar.Name})",
                null => Type(c.Variable),
                _ => c.DType.Name,
            };
            string values = c.Index is { } index
                ? index.ToString()
                : ValueOf(c) ?? $"{MemoryBudget.Format(c.Variable.Expr.NBytes)} in {Blocks(c.Variable.Expr.Chunks)}";
            text.Append('\n')
                .Append(
                    Shorten(
                        $"  {(c.Index is null ? ' ' : '*')} {c.Name.PadRight(wide)} ({string.Join(", ", c.Dims)}) {type}  {values}"
                    )
                );
        }
    }

    /// <summary>
    /// Returns the value of a scalar coordinate in memory; null for others, which would have to be read.
    /// </summary>
    public static string? ValueOf(Coordinate coordinate) =>
        coordinate.Index is null && coordinate.Variable.Expr is MemoryExpr { Array.Size: 1 } one
            ? One(coordinate.Variable, one.Array)
            : null;

    private static string One(Variable variable, NDArray value) =>
        variable.Texts is { } texts ? texts[(int)value.GetDouble(new long[value.Rank])]
        : variable.Calendar is { } calendar
            ? new Engine.Storage.Cf.CfDateTime(calendar, value.ToArray<long>()[0]).ToString()
        : value.DType.IsComplex ? value.Reshape(Shape.Scalar).ToString()
        : value.GetDouble(new long[value.Rank]).ToString(CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, string title, Attributes attrs)
    {
        if (attrs.Count == 0)
            return;
        text.Append('\n').Append(title).Append(':');
        foreach (var (name, value) in attrs)
            text.Append('\n').Append(Shorten($"    {name}: {Attributes.Format(value)}"));
    }

    private static string Shorten(string line)
    {
        line = VisibleText.Of(line);
        int width = LineWidth.Columns;
        return line.Length <= width ? line : string.Concat(line.AsSpan(0, width - 1), "…");
    }
}
