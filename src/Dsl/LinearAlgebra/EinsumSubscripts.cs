using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>
/// The subscripts of an Einstein summation: a label for each axis of the operands and of the result. Letters are their
/// own labels; the axes of an ellipsis, counted from the last, have labels beyond those of letters.
/// </summary>
internal sealed class EinsumSubscripts
{
    private const string Ellipsis = "...";
    private const int EllipsisLabels = char.MaxValue + 1;

    private EinsumSubscripts(int[][] operands, int[] result) => (Operands, Result) = (operands, result);

    /// <summary>The labels of each operand's axes.</summary>
    public int[][] Operands { get; }

    /// <summary>The labels of the result's axes.</summary>
    public int[] Result { get; }

    /// <summary>Parses subscripts for operands of given shapes.</summary>
    /// <exception cref="GchunkException">The subscripts cannot be read, or do not fit the shapes.</exception>
    public static EinsumSubscripts Parse(string text, Shape[] shapes)
    {
        string[] sides = text.Replace(" ", "", StringComparison.Ordinal).Split("->");
        if (sides.Length > 2)
            throw Wrong(text, "has more than one \"->\"");
        string[] inputs = sides[0].Split(',');
        if (inputs.Length != shapes.Length)
            throw Wrong(text, $"is for {inputs.Length} operands, but got {shapes.Length}");
        int[][] operands =
        [
            .. inputs.Select((input, i) => Labels(text, input, shapes[i].Rank, $"operand {i} of shape {shapes[i]}")),
        ];
        int broad = operands
            .SelectMany(o => o)
            .Where(l => l >= EllipsisLabels)
            .Select(l => l - EllipsisLabels + 1)
            .DefaultIfEmpty(0)
            .Max();
        int[] ellipsis = [.. Enumerable.Range(0, broad).Select(k => EllipsisLabels + broad - 1 - k)];
        int[] result =
            sides.Length == 2
                ? Labels(text, sides[1], Count(sides[1]) + broad, "the result")
                // Without a result: the axes of the ellipsis, then the letters that occur once, in alphabetical order.
                :
                [
                    .. ellipsis,
                    .. operands
                        .SelectMany(o => o)
                        .Where(l => l < EllipsisLabels)
                        .GroupBy(l => l)
                        .Where(g => g.Count() == 1)
                        .Select(g => g.Key)
                        .Order(),
                ];
        foreach (int label in result)
        {
            if (result.Count(l => l == label) > 1)
                throw Wrong(text, $"has '{(char)label}' twice in the result; an axis can occur there once");
            if (!operands.Any(o => o.Contains(label)))
                throw Wrong(text, $"has '{(char)label}' in the result but in no operand");
        }

        if (broad > 0 && !result.Contains(ellipsis[0]))
            throw Wrong(text, "has an ellipsis in an operand but none in the result; add \"...\" to the result");
        return new EinsumSubscripts(operands, result);
    }

    /// <summary>Returns the length of each label, the greatest of all operands; a length of 1 is broadcast.</summary>
    /// <exception cref="GchunkException">Operands have different lengths for the same label.</exception>
    public Dictionary<int, long> Lengths(string text, Shape[] shapes)
    {
        var lengths = new Dictionary<int, long>();
        for (int i = 0; i < shapes.Length; i++)
        {
            for (int axis = 0; axis < shapes[i].Rank; axis++)
            {
                int label = Operands[i][axis];
                long length = shapes[i][axis];
                int same = Array.IndexOf(Operands[i], label);
                if (shapes[i][same] != length)
                {
                    throw new GchunkException(
                        $"Einsum(\"{text}\"): operand {i} of shape {shapes[i]} has '{(char)label}' for axes of lengths {shapes[i][same]} and {length}; a diagonal needs equal ones"
                    );
                }

                if (!lengths.TryGetValue(label, out long known) || known == 1)
                {
                    lengths[label] = length;
                }
                else if (length != known && length != 1)
                {
                    string name = label < EllipsisLabels ? $"axis '{(char)label}'" : "an axis of the ellipsis";
                    throw new GchunkException(
                        $"Einsum(\"{text}\"): {name} has length {known} in an operand before operand {i}, but {length} in that one, of shape {shapes[i]}"
                    );
                }
            }
        }

        return lengths;
    }

    private static int Count(string subscripts) => subscripts.Count(char.IsAsciiLetter);

    private static int[] Labels(string text, string subscripts, int rank, string what)
    {
        int at = subscripts.IndexOf(Ellipsis, StringComparison.Ordinal);
        string letters = at < 0 ? subscripts : subscripts.Remove(at, Ellipsis.Length);
        foreach (char letter in letters)
        {
            if (!char.IsAsciiLetter(letter))
            {
                throw Wrong(
                    text,
                    $"has '{letter}' in the subscripts of {what}; use letters, one for each axis, and \"...\" for the others"
                );
            }
        }

        if (at < 0 && letters.Length != rank && what != "the result" || letters.Length > rank)
        {
            throw Wrong(
                text,
                $"gives {letters.Length} letters \"{subscripts}\" to {what}; give one for each of {rank} axes"
            );
        }

        if (at < 0)
            return [.. letters.Select(l => (int)l)];
        int broad = rank - letters.Length;
        return
        [
            .. letters[..at].Select(l => (int)l),
            .. Enumerable.Range(0, broad).Select(k => EllipsisLabels + broad - 1 - k),
            .. letters[at..].Select(l => (int)l),
        ];
    }

    private static GchunkException Wrong(string text, string what) => new($"Einsum: \"{text}\" {what}");
}
