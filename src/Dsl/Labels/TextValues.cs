using System.Diagnostics.CodeAnalysis;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>
/// Texts along dimensions, in memory, such as formatted times or their seasons. Comparing them with a text gives a
/// mask.
/// </summary>
[SuppressMessage("Design", "CA1046", Justification = "As with arrays, equality is element by element.")]
public sealed class TextValues
{
    private readonly string[] values;
    private readonly string[] dims;
    private readonly Shape shape;
    private readonly Coordinates coords;

    internal TextValues(string[] values, string[] dims, Shape shape, Coordinates coords) =>
        (this.values, this.dims, this.shape, this.coords) = (values, dims, shape, coords);

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<string> Dims => dims;

    /// <summary>The number of texts.</summary>
    public int Length => values.Length;

    /// <summary>The texts, in C order.</summary>
    public string[] ToArray() => [.. values];

    /// <summary>Returns the texts as an array, for coordinates and variables.</summary>
    /// <param name="name">A name, or null.</param>
    public DataArray ToDataArray(string? name = null) => new(TextCodes.Variable(dims, values, shape, []), coords, name);

    /// <summary>A text by its index in C order.</summary>
    public string this[int index] => values[index];

    /// <summary>Returns a mask that is true where the text is one of these.</summary>
    public DataArray IsIn(params string[] texts) =>
        new(NDArray.From(Array.ConvertAll(values, v => texts.Contains(v)), shape), dims, coords);

    /// <summary>True where the text equals the given one.</summary>
    public static DataArray operator ==(TextValues left, string right) => left.IsIn(right);

    /// <summary>True where the text differs from the given one.</summary>
    public static DataArray operator !=(TextValues left, string right) => !left.IsIn(right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TextValues other && values.SequenceEqual(other.values);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Length == 0 ? 0 : values[0].GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() =>
        VisibleText.Of(
            $"{values.Length} texts along ({string.Join(", ", dims)}): {string.Join(", ", values.Take(6))}{(values.Length > 6 ? ", …" : "")}"
        );
}
