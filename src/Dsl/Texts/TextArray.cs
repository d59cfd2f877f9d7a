using System.Globalization;
using Gchunk.Dsl.Texts;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>A lazy chunked array of texts of at most a fixed number of characters, as NumPy's <c>&lt;U8</c>.</summary>
/// <remarks>
/// It holds Unicode code points, int32, along an axis after the others; shorter texts end with zeros. Texts are ordered
/// by code point, as in NumPy: capitals before small letters, letters with accents after z.
/// </remarks>
/// <example><code>
/// var kinds = Texts("rain", "snow", "rain", "hail");
/// Print((kinds == "rain").Sum().Compute()); // 2
/// </code></example>
public sealed partial class TextArray
{
    /// <summary>Wraps code points, int32, whose last axis is that of the characters.</summary>
    internal TextArray(ChunkedArray codes) =>
        Codes = new ChunkedArray(
            RechunkExpr.Create(codes.Expression, codes.Chunks.With(codes.Rank - 1, [codes.Shape[^1]]))
        );

    /// <summary>
    /// The Unicode code points as int32: the shape of this array and a last axis of length <see cref="Width"/>.
    /// </summary>
    public ChunkedArray Codes { get; }

    /// <summary>The length of each axis.</summary>
    public Shape Shape => new(Codes.Shape.AsSpan()[..^1]);

    /// <summary>The number of axes.</summary>
    public int Rank => Codes.Rank - 1;

    /// <summary>The number of texts.</summary>
    public long Size => Shape.Size;

    /// <summary>The maximum number of characters of a text.</summary>
    public int Width => (int)Codes.Shape[^1];

    /// <summary>A single text, to compare with.</summary>
    public static implicit operator TextArray(string text) => Of([text], Shape.Scalar, null);

    /// <summary>
    /// Selects by indices, slices, masks and index arrays, as <see cref="ChunkedArray.this[ReadOnlySpan{AxisIndex}]"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// An index is out of bounds, or there are more indices than axes.
    /// </exception>
    public TextArray this[params ReadOnlySpan<AxisIndex> indices]
    {
        get
        {
            // A mask of all axes keeps whole texts, whose characters are an axis of their own.
            if (indices is [{ Mask: { Rank: > 1 } mask }])
                return new(Codes.Reshape(new Shape(Size, Width)).Compress(mask.Flatten(), 0));
            if (indices.Length > Rank)
            {
                throw new GchunkException(
                    $"got {indices.Length} indices for a text array of {Rank} dimensions {Shape}"
                );
            }

            return new(Codes[indices]);
        }
    }

    /// <summary>Takes the texts at some indices along an axis, in any order.</summary>
    /// <exception cref="GchunkException">An index is out of bounds, or the axis out of range.</exception>
    public TextArray Take(long[] indices, int axis = 0) => new(Codes.Take(indices, Shape.NormalizeAxis(axis)));

    /// <summary>Changes the shape; the texts keep their C order.</summary>
    /// <exception cref="GchunkException">The number of texts differs.</exception>
    public TextArray Reshape(Shape shape) => new(Codes.Reshape(new Shape([.. shape, Width])));

    /// <summary>Changes the chunks.</summary>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <exception cref="GchunkException">The number of axes differs, or a chunk is not positive.</exception>
    public TextArray Rechunk(Shape chunks) => new(Codes.Rechunk(new Shape([.. chunks, Math.Max(1, Width)])));

    /// <summary>Computes the texts, in C order.</summary>
    /// <exception cref="GchunkException">The values do not fit the memory limit.</exception>
    public string[] Compute()
    {
        using NDArray codes = Codes.Compute();
        int width = Width;
        ReadOnlySpan<int> points = codes.Span<int>();
        var texts = new string[Size];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = TextPoints.Text(points.Slice(i * width, width));
        return texts;
    }

    /// <summary>Describes shape, width and chunks; computes nothing.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"TextArray {Shape} <U{Width}, {Quantity.Of(Codes.NumBlocks, "block")}, {MemoryBudget.Format(Codes.NBytes)}"
        );

    /// <summary>Makes a text array of texts in C order.</summary>
    internal static TextArray Of(ReadOnlySpan<string> texts, Shape shape, Shape? chunks)
    {
        var points = new int[texts.Length][];
        int width = 0;
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = TextPoints.Of(texts[i]);
            width = Math.Max(width, points[i].Length);
        }
        var codes = new int[checked(texts.Length * width)];
        for (int i = 0; i < points.Length; i++)
            points[i].CopyTo(codes, i * width);
        var grid = new Shape([.. shape, width]);
        return new(
            Prelude.FromArray(
                NDArray.From(codes, grid),
                chunks is { } c ? new Shape([.. c, Math.Max(1, width)]) : (Shape?)null,
                copy: false
            )
        );
    }
}
