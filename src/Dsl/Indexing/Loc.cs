using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Selection by label in brackets; see <see cref="DataArray.Loc"/>.</summary>
public sealed class Loc<T>
{
    private readonly IReadOnlyList<string> dims;
    private readonly Func<(string Dim, Selector Labels)[], T> select;

    internal Loc(IReadOnlyList<string> dims, Func<(string, Selector)[], T> select) =>
        (this.dims, this.select) = (dims, select);

    /// <summary>Selects by label along the first dimensions, in order.</summary>
    /// <exception cref="GchunkException">There are more selectors than dimensions, or a label is unknown.</exception>
    public T this[params Selector[] labels]
    {
        get
        {
            if (labels.Length > dims.Count)
            {
                throw new GchunkException(
                    $"got {labels.Length} selectors for {dims.Count} dimensions ({string.Join(", ", dims)})"
                );
            }

            return select([.. labels.Select((l, i) => (dims[i], l))]);
        }
    }

    /// <summary>Selects by label along named dimensions.</summary>
    /// <exception cref="GchunkException">The dimension or label is unknown.</exception>
    public T this[params (string Dim, Selector Labels)[] labels] => select(labels);
}
