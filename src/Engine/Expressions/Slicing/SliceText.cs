using System.Globalization;

namespace Gchunk.Engine.Expressions.Slicing;

/// <summary>Slices of an axis as they are written in Python: <c>5</c>, <c>2:10</c>, <c>::-1</c>.</summary>
internal static class SliceText
{
    /// <summary>Returns the slice of an axis that a text selects; an empty text and <c>..</c> select it whole.</summary>
    /// <exception cref="GchunkException">The text is not a slice, or its index is out of bounds.</exception>
    public static AxisSlice Parse(string text, long length, int axis)
    {
        // C#'s ranges select the same: 2..5 is 2:5, and ..^1 is :-1.
        if (text.Length > 2 && text.Split("..") is [var low, var high] && !text.Contains(':', StringComparison.Ordinal))
            text = $"{FromEnd(low)}:{FromEnd(high)}";
        string[] parts = text.Split(':');
        if (parts.Length == 1 && text is not ("" or ".."))
        {
            long at = Number(text, text) ?? throw Wrong(text);
            return One(at < 0 ? at + length : at, length, axis, text);
        }
        if (parts.Length == 1)
            return AxisSlice.All(length);
        if (parts.Length > 3)
            throw Wrong(text);
        return AxisSlice.FromBounds(
            Number(parts[0], text),
            Number(parts[1], text),
            parts.Length == 3 ? Number(parts[2], text) ?? 1 : 1,
            length
        );
    }

    /// <summary>Returns the slice of one index, which drops the axis.</summary>
    /// <exception cref="GchunkException">The index is out of bounds.</exception>
    public static AxisSlice One(long at, long length, int axis, string given) =>
        at >= 0 && at < length ? new AxisSlice(at, 1, 1, Drop: true) : throw OutOfBounds(given, axis, length);

    /// <summary>The error of an index that is out of bounds.</summary>
    public static GchunkException OutOfBounds(string given, int axis, long length) =>
        new($"index {given} is out of bounds for axis {axis} of length {length}");

    // ^2 counts from the end, as -2 does; ^0 is the end itself.
    private static string FromEnd(string bound) =>
        bound.Trim() is ['^', .. var back]
            ? back == "0"
                ? ""
                : "-" + back
            : bound;

    private static long? Number(string part, string whole)
    {
        string trimmed = part.Trim();
        if (trimmed.Length == 0)
            return null;
        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Wrong(whole);
    }

    private static GchunkException Wrong(string text) =>
        new(
            $"'{text}' is not a slice; write it as in Python: \"5\", \"2:10\", \"::-1\", \"100:900:7\", \"newaxis\""
                // Only labelled arrays have names in brackets.
                + (
                    text is [('_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z')), ..]
                    && !text.Contains(':', StringComparison.Ordinal)
                        ? $"; this array has no coordinates: read [\"{text}\"] of the labelled array before Compute(), or keep labels by Load()"
                        : ""
                )
        );
}
