using Gchunk.Dsl.Texts;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

#pragma warning disable CA1065

public sealed partial class TextArray
{
    // Three code points of 21 bits fit an int64.
    private const int PointsInKey = 3;

    private const long KeyBase = 1L << 21;

    /// <summary>True where two texts are equal.</summary>
    public static ChunkedArray operator ==(TextArray left, TextArray right)
    {
        (ChunkedArray a, ChunkedArray b) = SameWidth(left, right);
        return Prelude.Equal(a, b).All(-1);
    }

    /// <summary>True where two texts differ.</summary>
    public static ChunkedArray operator !=(TextArray left, TextArray right) => !(left == right);

    /// <summary>True where the left text comes before the right one, by code point.</summary>
    public static ChunkedArray operator <(TextArray left, TextArray right) => IsBefore(left, right, orEqual: false);

    /// <summary>True where the left text comes after the right one, by code point.</summary>
    public static ChunkedArray operator >(TextArray left, TextArray right) => IsBefore(right, left, orEqual: false);

    /// <summary>True where the left text is equal to the right one or comes before it, by code point.</summary>
    public static ChunkedArray operator <=(TextArray left, TextArray right) => IsBefore(left, right, orEqual: true);

    /// <summary>True where the left text is equal to the right one or comes after it, by code point.</summary>
    public static ChunkedArray operator >=(TextArray left, TextArray right) => IsBefore(right, left, orEqual: true);

    /// <summary>True where the text is one of some texts: NumPy's <c>isin</c>.</summary>
    /// <param name="texts">The texts.</param>
    public ChunkedArray IsIn(params string[] texts)
    {
        if (texts.Length == 0)
            return Prelude.Full(Shape, 0, dtype: DType.Bool);
        TextArray each = new(Codes.ExpandDims(Rank));
        return (each == Of(texts, texts.Length, null)).Any(-1);
    }

    /// <summary>True where the text begins with another one: NumPy's <c>char.startswith</c>.</summary>
    public ChunkedArray StartsWith(string text)
    {
        int length = TextPoints.Of(text).Length;
        return length > Width
            ? Prelude.Full(Shape, 0, dtype: DType.Bool)
            : new TextArray(Characters(0, length)) == text;
    }

    /// <summary>True where the text contains another one.</summary>
    public ChunkedArray Contains(string text)
    {
        int length = TextPoints.Of(text).Length;
        ChunkedArray found = Prelude.Full(Shape, length == 0 ? 1 : 0, dtype: DType.Bool);
        for (int start = 0; length > 0 && start + length <= Width; start++)
            found |= new TextArray(Characters(start, length)) == text;
        return found;
    }

    /// <summary>The number of characters of each text, as int64: NumPy's <c>char.str_len</c>.</summary>
    public ChunkedArray Length() => Prelude.NotEqual(Codes, 0L).Sum(-1);

    /// <summary>Returns true if the other object is this array; <c>==</c> compares the texts.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    // The first keys that differ decide; they are asked from the last to the first.
    private static ChunkedArray IsBefore(TextArray left, TextArray right, bool orEqual)
    {
        (ChunkedArray a, ChunkedArray b) = SameWidth(left, right);
        int width = (int)a.Shape[^1];
        ChunkedArray? before = null;
        for (int start = (width - 1) / PointsInKey * PointsInKey; start >= 0; start -= PointsInKey)
        {
            ChunkedArray x = Key(a, start),
                y = Key(b, start);
            before = before is null
                ? orEqual
                    ? x <= y
                    : x < y
                : (x < y) | (Prelude.Equal(x, y) & before);
        }
        // Texts without characters are all equal.
        return before ?? (orEqual ? left == right : left != right);
    }

    private static ChunkedArray Key(ChunkedArray codes, int start)
    {
        ChunkedArray key = At(codes, start);
        for (int i = 1; i < PointsInKey && start + i < codes.Shape[^1]; i++)
            key = key * KeyBase + At(codes, start + i);
        return key;
    }

    private static ChunkedArray At(ChunkedArray codes, int index) =>
        Part(codes, new AxisSlice(index, 1, 1, Drop: true)).AsType(DType.Int64);

    private ChunkedArray Characters(int start, int count) => Part(Codes, new AxisSlice(start, count));

    private static ChunkedArray Part(ChunkedArray codes, AxisSlice characters) =>
        new(
            SliceExpr.Create(
                codes.Expression,
                [.. codes.Shape.Select((n, axis) => axis < codes.Rank - 1 ? AxisSlice.All(n) : characters)]
            )
        );

    private static (ChunkedArray, ChunkedArray) SameWidth(TextArray left, TextArray right)
    {
        int width = Math.Max(left.Width, right.Width);
        return (left.Padded(width), right.Padded(width));
    }

    /// <summary>The code points with zeros up to a width.</summary>
    internal ChunkedArray Padded(int width)
    {
        if (Width == width)
            return Codes;
        var more = new Shape([.. Shape, width - Width]);
        ChunkedArray wide = Prelude.Concatenate([Codes, Prelude.Zeros(more, dtype: DType.Int32)], -1);
        return new TextArray(wide).Codes;
    }
}
