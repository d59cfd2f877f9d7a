namespace Gchunk.Engine.Arrays.Dense;

/// <summary>
/// A selection along an axis of an array in memory: an index (<c>5</c>, <c>^1</c>), a range (<c>..10</c>), slices in
/// Python's notation (<c>"::-1"</c>), or an array of indices or of bools.
/// </summary>
public readonly struct ElementIndex
{
    private ElementIndex(Index index) => At = index;

    private ElementIndex(Range range) => Range = range;

    private ElementIndex(string text) => Text = text;

    private ElementIndex(NDArray picks) => Picks = picks;

    /// <summary>One index, if neither a range, a text nor an array is given.</summary>
    internal Index At { get; }

    internal Range? Range { get; }

    internal string? Text { get; }

    internal NDArray? Picks { get; }

    internal bool IsOne => Range is null && Text is null && Picks is null;

    /// <summary>One index, from the end if negative; its axis is dropped.</summary>
    public static implicit operator ElementIndex(int index) => new(index < 0 ? ^-index : index);

    /// <summary>One index; its axis is dropped.</summary>
    public static implicit operator ElementIndex(Index index) => new(index);

    /// <summary>A range.</summary>
    public static implicit operator ElementIndex(Range range) => new(range);

    /// <summary>Slices in Python's notation, separated by commas: <c>"::-1, 0"</c>.</summary>
    public static implicit operator ElementIndex(string slices) => new(slices);

    /// <summary>Indices in any order, or bools that are true where elements are taken.</summary>
    public static implicit operator ElementIndex(NDArray picks) => new(picks);

    /// <summary>Indices in any order, from the end if negative.</summary>
    public static implicit operator ElementIndex(int[] picks) => new(NDArray.From(picks));

    /// <summary>True where elements are taken.</summary>
    public static implicit operator ElementIndex(bool[] picks) => new(NDArray.From(picks));
}
