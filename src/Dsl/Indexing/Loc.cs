using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Selection and assignment by label in brackets; see <see cref="DataArray.Loc"/>.</summary>
public sealed class Loc<T>
{
    private readonly IReadOnlyList<string> dims;
    private readonly Func<(string Dim, Selector Labels)[], T> select;
    private readonly Action<(string Dim, Selector Labels)[], T> replace;

    internal Loc(
        IReadOnlyList<string> dims,
        Func<(string, Selector)[], T> select,
        Action<(string, Selector)[], T> replace
    ) => (this.dims, this.select, this.replace) = (dims, select, replace);

    /// <summary>Selects by label along the first dimensions, in order, or replaces the selected values.</summary>
    /// <exception cref="GchunkException">There are more selectors than dimensions, or a label is unknown.</exception>
    public T this[params Selector[] labels]
    {
        get => select(Named(labels));
        set => replace(Named(labels), value);
    }

    /// <summary>Selects by label along named dimensions, or replaces the selected values.</summary>
    /// <exception cref="GchunkException">The dimension or label is unknown.</exception>
    public T this[params (string Dim, Selector Labels)[] labels]
    {
        get => select(labels);
        set => replace(labels, value);
    }

    private (string, Selector)[] Named(Selector[] labels) =>
        labels.Length <= dims.Count
            ? [.. labels.Select((l, i) => (dims[i], l))]
            : throw new GchunkException(
                $"got {labels.Length} selectors for {dims.Count} dimensions ({string.Join(", ", dims)})"
            );
}
