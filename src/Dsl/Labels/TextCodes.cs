using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Labels;

/// <summary>
/// Text as values of a variable: a list of the distinct texts and an array of codes, which are positions in that list.
/// Indexing and reshaping work on the codes.
/// </summary>
internal static class TextCodes
{
    /// <summary>Makes a variable from texts in C order.</summary>
    public static Variable Variable(string[] dims, string[] values, Shape shape, Attributes attrs)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new int[values.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            if (!positions.TryGetValue(values[i], out codes[i]))
                positions[values[i]] = codes[i] = positions.Count;
        }
        return new Variable(
            dims,
            new MemoryExpr(NDArray.From(codes, shape), ChunkGrid.Auto(shape, sizeof(int))),
            attrs,
            Texts: [.. positions.Keys]
        );
    }

    /// <summary>Returns the texts of a variable in C order, or null if it holds no text.</summary>
    public static string[]? Of(Variable variable)
    {
        if (variable.Texts is not { } texts)
            return null;
        using NDArray codes = Computation.Compute(variable.Expr);
        return Array.ConvertAll(codes.ToArray<long>(), code => code >= 0 && code < texts.Length ? texts[code] : "");
    }

    /// <summary>True if equal codes mean equal texts in both variables, or neither holds text.</summary>
    public static bool SameTexts(Variable a, Variable b) =>
        a.Texts is null ? b.Texts is null : b.Texts is not null && a.Texts.AsSpan().SequenceEqual(b.Texts);

    /// <summary>Concatenates variables of texts along an axis.</summary>
    /// <exception cref="GchunkException">A variable holds no text.</exception>
    public static Variable Join(IReadOnlyList<Variable> parts, int axis)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var joined = new ArrayExpr[parts.Count];
        for (int i = 0; i < joined.Length; i++)
        {
            if (Of(parts[i]) is not { } values)
                throw new GchunkException("text and numbers cannot be concatenated");
            var codes = new int[values.Length];
            for (int k = 0; k < codes.Length; k++)
            {
                if (!positions.TryGetValue(values[k], out codes[k]))
                    positions[values[k]] = codes[k] = positions.Count;
            }

            joined[i] = new MemoryExpr(NDArray.From(codes, parts[i].Expr.Shape), parts[i].Expr.Chunks);
        }
        return parts[0] with { Expr = ConcatenateExpr.Create(joined, axis), Texts = [.. positions.Keys] };
    }
}
