using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes an array of texts, as wide as the longest.</summary>
    public static TextArray Texts(params string[] texts) => Texts(texts, null);

    /// <summary>Makes an array of texts, as wide as the longest.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="chunks">The number of texts of a chunk; by default one block.</param>
    public static TextArray Texts(string[] texts, Shape? chunks) => TextArray.Of(texts, texts.Length, chunks);

    /// <summary>Makes an array of two axes of texts, as wide as the longest.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default one block.</param>
    public static TextArray Texts(string[,] texts, Shape? chunks = null) =>
        TextArray.Of([.. texts.Cast<string>()], (texts.GetLength(0), texts.GetLength(1)), chunks);

    /// <summary>Concatenates arrays of texts along an axis; the result is as wide as the widest.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ along other axes.</exception>
    public static TextArray Concatenate(IReadOnlyList<TextArray> arrays, int axis = 0)
    {
        if (arrays.Count == 0)
            throw new GchunkException("there is nothing to concatenate: give at least one array");
        int width = arrays.Max(a => a.Width);
        return new(Concatenate([.. arrays.Select(a => a.Padded(width))], arrays[0].Shape.NormalizeAxis(axis)));
    }
}
