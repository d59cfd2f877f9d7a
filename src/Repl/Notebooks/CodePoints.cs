namespace Gchunk.Repl.Notebooks;

/// <summary>Positions in a text: the protocol counts characters of Unicode, .NET counts halves of 32 bits.</summary>
internal static class CodePoints
{
    /// <summary>The index of a position, which is limited to the text.</summary>
    public static int ToIndex(string text, int position)
    {
        int at = 0;
        for (; position > 0 && at < text.Length; position--)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return at;
    }

    /// <summary>The position of an index.</summary>
    public static int ToPosition(string text, int index)
    {
        int position = 0;
        for (int at = 0; at < index && at < text.Length; position++)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return position;
    }
}
